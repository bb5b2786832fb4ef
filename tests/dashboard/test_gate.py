"""What may not reach a callback, and how a refusal reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

UPDATE = "/_dash-update-component"
INSIDE = ("Traceback", 'File "', ".py", "line ", "Error", "/home", "/tmp", "site-packages")


def refused(answer: Any, status: int = 400) -> str:
    """The sentences of a refusal, after the checks that every refusal has to pass."""
    text = answer.get_data(as_text=True)
    assert answer.status_code == status, text[:300]
    problems = answer.get_json()["problems"]
    assert problems
    assert all(isinstance(p, str) and len(p) > 10 and p.endswith(".") for p in problems)
    assert not [w for w in INSIDE if w in text], text
    assert len(text) < 1_000
    return " ".join(problems)


@pytest.fixture(
    params=[
        "selection.data", "map-picture.data", "tiles.children", "notices.children",
        "detail.opened", "series.figure", "table.getRowsResponse", "record.hidden",
        "sources-page.data", "decided.data", "routes-page.data", "regions-page.data", "method-page.data",
        "position-told.data",
    ]
)  # fmt: skip
def body(visitor: Any, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A good body for each callback of the server, to be spoilt."""
    return visitor.body(visitor.output(request.param))


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (b"", "JSON object"),
        (b"null", "JSON object"),
        (b"[]", "JSON object"),
        (b"3", "JSON object"),
        (b'"text"', "JSON object"),
        (b'{"output": "sel', "JSON object"),
        (b"\xff\xfe\x00", "JSON object"),
        (b"[" * 100_000 + b"]" * 100_000, ""),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, ""),
        (b"{}", "output"),
        (b'{"output": null}', "output"),
        (b'{"output": ["selection.data"]}', "output"),
        (b'{"output": "nobody.children"}', "nobody.children"),
    ],
    ids=["nothing", "null", "list", "number", "text", "cut short", "no text", "deep list",
         "deep object", "empty", "no output", "output list", "unknown output"],
)  # fmt: skip
def test_a_body_that_is_no_callback_is_refused_in_words(
    visitor: Any, sent: bytes, says: str
) -> None:
    answer = visitor.client.post(UPDATE, data=sent, content_type="application/json")
    assert says in refused(answer)


def test_a_body_over_a_megabyte_is_refused(visitor: Any) -> None:
    sent = b'"' + b"x" * 1_000_001 + b'"'
    refused(visitor.client.post(UPDATE, data=sent, content_type="application/json"), 413)


def test_a_good_body_of_every_callback_is_answered(visitor: Any, body: dict[str, Any]) -> None:
    assert visitor.post(body).status_code in (200, 204)  # 204: nothing to change


def test_the_bodies_tried_here_are_those_of_every_callback(visitor: Any) -> None:
    """A new callback has to be put among the parameters of `body` above."""
    assert len(visitor.callbacks) == 14


@pytest.mark.parametrize("wrong", [None, [], {}, "inputs", 5, [None], [[]], [{}], [{"id": 1}]],
                         ids=str)  # fmt: skip
def test_inputs_of_the_wrong_shape_are_refused(
    visitor: Any, body: dict[str, Any], wrong: object
) -> None:
    if wrong == [[]] and isinstance(body["inputs"][0], list):
        # A pattern that meets no part of the page is an empty list: that is no fault.
        assert visitor.post({**body, "inputs": wrong}).status_code == 200
        return
    refused(visitor.post({**body, "inputs": wrong}))


def test_missing_inputs_are_refused(visitor: Any, body: dict[str, Any]) -> None:
    del body["inputs"]
    refused(visitor.post(body))


def test_inputs_of_another_part_of_the_page_are_refused(visitor: Any, body: dict[str, Any]) -> None:
    for place, item in enumerate(body["inputs"]):
        foreign = [dict(i, id="nobody") for i in item] if isinstance(item, list) else dict(
            item, id="nobody")  # fmt: skip
        inputs = [*body["inputs"][:place], foreign, *body["inputs"][place + 1 :]]
        refused(visitor.post({**body, "inputs": inputs}))


@pytest.mark.parametrize("wrong", [None, "x", 5, [], {}, [5], [None], [{}], [[{}]]], ids=str)
def test_outputs_that_are_not_those_of_the_callback_are_refused(
    visitor: Any, body: dict[str, Any], wrong: object
) -> None:
    refused(visitor.post({**body, "outputs": wrong}))


@pytest.mark.parametrize("wrong", [5, {}, "x", [5], [None], [{}]], ids=str)
def test_changed_properties_that_are_not_text_are_refused(
    visitor: Any, body: dict[str, Any], wrong: object
) -> None:
    refused(visitor.post({**body, "changedPropIds": wrong}))


def spoilt(body: dict[str, Any], value: object) -> Iterator[dict[str, Any]]:
    """The body once for each of its inputs and states, with `value` in that one's place."""
    for part in ("inputs", "state"):
        for place, item in enumerate(body[part]):
            if isinstance(item, list):
                wrong: Any = [dict(i, value=value) for i in item]
                moved = json.dumps(item[0]["id"], sort_keys=True, separators=(",", ":"))
                moved = f"{moved}.{item[0]['property']}"
            else:
                wrong = dict(item, value=value)
                moved = f"{item['id']}.{item['property']}"
            items = [*body[part][:place], wrong, *body[part][place + 1 :]]
            changed = [moved] if part == "inputs" else body["changedPropIds"]
            yield {**body, part: items, "changedPropIds": changed}


@pytest.mark.parametrize(
    "value", [list(range(100_000)), {str(i): i for i in range(10_000)}, [[0] * 900] * 900],
    ids=["list", "object", "table"],
)  # fmt: skip
def test_a_huge_value_is_refused(visitor: Any, body: dict[str, Any], value: object) -> None:
    sent = next(spoilt(body, value))
    refused(visitor.post(sent), 413 if len(json.dumps(sent)) > 1_000_000 else 400)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("nan")]], ids=str)
def test_what_is_no_number_in_json_is_refused(
    visitor: Any, body: dict[str, Any], value: object
) -> None:
    for sent in spoilt(body, value):
        refused(visitor.post(sent))


@pytest.mark.parametrize(
    "value",
    [
        {"a": 1}, [{}], [["x"]], 5, -1, 10**30, 1e308, True, "x" * 6_000, "?route=",
        {"layer": "incidents", "ids": [["x"]]}, {"layer": ["x"]}, {"value": {"value": []}},
        {"sortModel": 5}, {"sortModel": [{"colId": ["x"]}]}, {"startRow": 10**30},
        {"startRow": -1, "endRow": "x"},
    ],
    ids=lambda v: str(v)[:30],
)  # fmt: skip
def test_no_value_of_the_wrong_type_breaks_the_server(
    visitor: Any, body: dict[str, Any], value: object
) -> None:
    """Either the answer names the value among the problems, or it is refused; never a 500."""
    for sent in spoilt(body, value):
        answer = visitor.post(sent)
        if answer.status_code not in (200, 204):
            refused(answer)
        assert "Traceback" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("part", ["map-picture.data", "tiles.children", "notices.children",
                                  "series.figure", "table.getRowsResponse"])  # fmt: skip
@pytest.mark.parametrize(
    ("token", "quotes"),
    [
        ({"a": 1}, "dict"),
        (["?route=central"], "list"),
        (5, "int"),
        ("?route=baltic", "baltic"),
        ("?from=2018-02-30", "2018-02-30"),
        ("?from=2019-01-01&to=2018-01-01", "2019-01-01 to 2018-01-01"),
        ("?region=nowhere", "nowhere"),
        ("?known_on=2001-01-01", "1 January 2001"),
        ("?" + "x" * 5_000, "5,001"),
    ],
    ids=lambda v: str(v)[:24],
)
def test_a_selection_that_no_page_sends_is_refused_not_replaced_by_everything(
    visitor: Any, part: str, token: object, quotes: str
) -> None:
    sent = visitor.body(visitor.output(part), {"selection.data": token})
    assert quotes in refused(visitor.post(sent))


@pytest.mark.parametrize("asked", [{"metric": "nobody"}, {"metric": ["dead"]}, 5])
def test_a_number_that_the_page_does_not_show_is_not_explained(visitor: Any, asked: object) -> None:
    values = {"asked.data": asked, "selection.data": "?"}
    refused(visitor.post(visitor.body(visitor.output("detail.opened"), values)))


@pytest.mark.parametrize(
    "path",
    [
        "/assets/nobody.js", "/assets/../pyproject.toml", "/assets/%2e%2e/pyproject.toml",
        "/_dash-component-suites/os/path.py", "/_dash-component-suites/dash/../../dash.py",
        "/static/nobody.css",
    ],
)  # fmt: skip
def test_a_file_that_is_not_served_is_not_found_and_says_nothing_more(
    visitor: Any, path: str
) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 404, answer.status_code
    text = answer.get_data(as_text=True)
    assert not [w for w in ("Traceback", "site-packages", "[project]") if w in text]


def test_a_method_that_is_not_allowed_is_refused_in_words(visitor: Any) -> None:
    refused(visitor.client.delete(UPDATE), 405)


def test_an_error_of_the_server_says_nothing_of_its_inside(
    packaged: Any, new_visitor: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.app import create_app
    from dashboard.picture import Pictures

    broken = new_visitor(create_app(packaged))

    def fail(*_: object) -> None:
        raise RuntimeError("a secret of /home/somebody")

    monkeypatch.setattr(Pictures, "of", fail)
    answer = broken.post(broken.body(broken.output("series.figure"), {"selection.data": "?"}))
    assert "secret" not in answer.get_data(as_text=True)
    refused(answer, 500)
