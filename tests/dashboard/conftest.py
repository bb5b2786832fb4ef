"""A page without a browser: its callbacks asked over Flask's test client, as Dash's own client asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.picture import Pictures
from dashboard.routebook import Routebook
from dashboard.state import decode
from geodata.store import FileStore
from layers.selection import DRAWN_LAYERS

UPDATE = "/_dash-update-component"
METRICS = ("arrival_sea", "interception", "dead", "missing", "incidents", "deaths_per_attempt")
# What the parts of the page that are named by a pattern are called.
PATTERNS = {
    "layer-count": [{"type": "layer-count", "layer": n} for n in reversed(DRAWN_LAYERS)],
    "metric": [{"type": "metric", "metric": m} for m in METRICS],
}


class Visitor:
    """One browser without the browser: it knows the callbacks and remembers nothing."""

    def __init__(self, app: Dash) -> None:
        self.app = app
        self.client = app.server.test_client()
        self.callbacks: dict[str, dict[str, Any]] = {
            d["output"]: d
            for d in self.get("/_dash-dependencies").get_json()
            if not d["clientside_function"]
        }

    def get(self, path: str, **headers: str) -> Any:
        """The answer to a GET, read to its end and closed: a file left open is a warning."""
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        answer = self.client.get(path, headers=named)
        answer.get_data()
        answer.close()
        return answer

    def output(self, part: str) -> str:
        """The whole name of the one callback of the server that writes `part` (``id.property``)."""
        found = [o for o in self.callbacks if part in o.strip(".").split("...")]
        assert len(found) == 1, f"{part} is written by {found}"
        return found[0]

    def body(
        self, output: str, values: dict[str, Any] | None = None, moved: str | None = None
    ) -> dict[str, Any]:
        """The body that a browser sends; `values` by ``id.property``, absent ones are null."""
        callback = self.callbacks[output]
        given = dict(values or {})

        def items(part: str) -> list[Any]:
            return [_item(want, given) for want in callback[part]]

        body = {
            "output": output,
            "outputs": _outputs(output),
            "inputs": items("inputs"),
            "state": items("state"),
            "changedPropIds": [moved] if moved else [],
        }
        assert not given, f"{sorted(given)} are no inputs of {output}"
        return body

    def post(self, body: Any) -> Any:
        """The answer to a body, whatever it is."""
        return self.client.post(UPDATE, json=body)

    def ask(self, part: str, moved: str | None = None, /, **values: Any) -> dict[str, Any]:
        """What the callback that writes `part` answers, by ``id.property``.

        A keyword is an id and a property with two underscores between (``selection__data``).
        """
        output = self.output(part)
        named = {k.replace("__", ".").replace("theme_switch", "theme-switch"): v
                 for k, v in values.items()}  # fmt: skip
        answer = self.post(self.body(output, named, moved))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        response = answer.get_json()["response"]
        return {f"{i}.{p}": v for i, props in response.items() for p, v in props.items()}

    def choose(self, moved: str | None, /, present: str | None = "?", **controls: Any) -> Any:
        """What the page does when one control moves: ``search``, ``problems``, the controls' values.

        The controls that are not named stand as the page of `present` has them.
        """
        if present is None:
            standing: dict[str, Any] = {}
        else:
            standing = self.choose(None, present=None, url=present)
        values = {f"{k}.value": v for k, v in standing.items() if k not in _NOT_CONTROLS}
        values["url.search"] = "" if present in (None, "?") else present
        values["reset.n_clicks"] = 0
        values["selection.data"] = present
        for name, value in controls.items():
            values[_property(name)] = value
        output = self.output("selection.data")
        answer = self.post(self.body(output, values, _property(moved) if moved else None))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        response = answer.get_json()["response"]
        out = {i: v for i, props in response.items() for v in props.values()}
        out["search"] = out.pop("url", values["url.search"])
        return out


_NOT_CONTROLS = ("search", "selection", "problems", "period-words", "filter-count", "area-chip")


def _property(name: str) -> str:
    special = {"url": "url.search", "brush": "brush.data", "step": "step.data",
               "area": "area.data",
               "reset": "reset.n_clicks"}  # fmt: skip
    return special.get(name, f"{name}.value")


def _outputs(output: str) -> Any:
    parts = [_output(p) for p in output.strip(".").split("...")]
    return parts if output.startswith("..") else parts[0]


def _output(part: str) -> Any:
    name, _, prop = part.partition("@")[0].rpartition(".")
    if name.startswith("{"):
        return [{"id": i, "property": prop} for i in PATTERNS[json.loads(name)["type"]]]
    return {"id": name, "property": prop}


def _item(want: dict[str, Any], given: dict[str, Any]) -> Any:
    name, prop = want["id"], want["property"]
    if name.startswith("{"):
        kind = json.loads(name)["type"]
        value = given.pop(f"{kind}.{prop}", {})
        return [
            {"id": i, "property": prop, "value": value.get(next(reversed(i.values())), 0)}
            for i in PATTERNS[kind]
        ]
    return {"id": name, "property": prop, "value": given.pop(f"{name}.{prop}", None)}


@pytest.fixture(scope="session")
def packaged() -> FileStore:
    """The packaged figures."""
    return FileStore()


@pytest.fixture(scope="session")
def app(packaged: FileStore) -> Dash:
    """The application over the packaged figures."""
    return create_app(packaged)


@pytest.fixture(scope="session")
def visitor(app: Dash) -> Visitor:
    """Somebody who asks the application."""
    return Visitor(app)


@pytest.fixture(scope="session")
def new_visitor() -> Callable[[Dash], Visitor]:
    """Makes one more visitor, of any application."""
    return Visitor


@pytest.fixture(scope="session")
def pictures(packaged: FileStore) -> Pictures:
    """The one function from selection to figures, to hold the page against."""
    return Pictures(packaged)


@pytest.fixture(scope="session")
def walk() -> Callable[[Any], Iterator[dict[str, Any]]]:
    """Every component in what Dash sends, as ``{"type", "namespace", "props"}``, outermost first."""
    return components


def components(part: Any) -> Iterator[dict[str, Any]]:
    """See `walk`."""
    if isinstance(part, list):
        for child in part:
            yield from components(child)
    elif isinstance(part, dict):
        if {"type", "namespace", "props"} <= part.keys():
            yield part
        for child in part.values():
            yield from components(child)


@pytest.fixture(scope="session")
def words() -> Callable[[Any], str]:
    """The text of what Dash sends, as a reader sees it, pieces parted by a space."""
    return text


def text(part: Any) -> str:
    """See `words`."""
    if isinstance(part, list):
        return " ".join(t for t in map(text, part) if t)
    if isinstance(part, dict):
        return text(part.get("props", {}).get("children"))
    return "" if part is None else str(part)


@pytest.fixture(scope="session")
def asked() -> Callable[..., dict[str, Any]]:
    """The routes page of a selection as a browser gets it: ``asked(visitor, "?", "light")``."""

    def ask(visitor: Visitor, selection: str = "?", theme: str = "light") -> dict[str, Any]:
        question = {"selection": selection, "theme": theme}
        page = visitor.ask("routes-page.data", **{"routes-asked__data": question})
        sent: dict[str, Any] = page["routes-page.data"]
        return sent

    return ask


@pytest.fixture(scope="session")
def section() -> Callable[..., Any]:
    """The part of such a page with an address: ``section(sent, walk, "rates")``."""

    def find(sent: dict[str, Any], walk: Any, name: str) -> Any:
        for part in walk(sent["page"]):
            children = part["props"].get("children")
            is_part = part["type"] == "Section" and isinstance(children, list)
            if is_part and children[0]["props"].get("id") == name:
                return part
        raise AssertionError(f"the page has no part {name}")

    return find


@pytest.fixture(scope="session")
def book(pictures: Pictures) -> Callable[[str], Routebook]:
    """The values behind the routes page of a selection."""
    return lambda search: Routebook(pictures.of(decode(search).selection))
