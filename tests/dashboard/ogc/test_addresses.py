"""An address of the page is an address here: pasted whole, it gives the rows that the page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.api.ogc.rows import ids_of
from dashboard.layer_rows import LayerRows, layer_rows
from dashboard.permalink import permalink
from dashboard.picture import Pictures
from dashboard.state import encode
from layers.areas import Circle
from layers.registry import LAYERS
from layers.selection import BUCKETS, Selection
from layers.terms import LEVEL_MEASURES, ROUTES
from layers.units import FORMULAS

Ask = Callable[..., Any]
RowsOf = Callable[..., LayerRows]
YEAR = Selection(dt.date(2018, 1, 1), dt.date(2018, 12, 31), routes=("central",))
LOOK = st.fixed_dictionaries(
    {
        "every": st.sampled_from(BUCKETS),
        "rate": st.sampled_from(tuple(FORMULAS)),
        "measure": st.sampled_from(tuple(LEVEL_MEASURES)),
        "by_route": st.booleans(),
        "expected": st.booleans(),
        "layers": st.sampled_from(((), ("routes",), ("incidents",))),
        "routes": st.sampled_from((ROUTES, ("central",), ())),
        "area": st.sampled_from((None, Circle(12.6, 35.5, 200))),
    }
)


@settings(max_examples=15)
@given(look=LOOK, name=st.sampled_from(("crossings", "deaths", "incidents", "arrivals_annual")))
def test_a_permalink_gives_the_rows_of_its_picture(
    pictures: Pictures, ask: Ask, look: dict[str, Any], name: str
) -> None:
    picture = pictures.of(YEAR.but(**look))
    document = ask(f"/collections/{name}/items{permalink(picture)}&limit=10000")
    shown = layer_rows(picture, name)
    assert [f["id"] for f in document["features"]] == ids_of(LAYERS[name], shown.frame)


@pytest.mark.parametrize("form", [permalink, lambda p: encode(p.selection)], ids=["v2", "v1"])
def test_every_link_keeps_it_and_pages_lead_to_the_end(
    pictures: Pictures, visitor: Any, ask: Ask, form: Callable[[Any], str]
) -> None:
    picture = pictures.of(YEAR.but(every="year", rate="per_arrival", min_people=1))
    for path in ("/", "/collections", "/collections/crossings"):
        document = ask(f"{path}{form(picture)}")
        for link in document["links"]:
            parts = urlsplit(link["href"])
            if parts.netloc == "localhost":
                assert visitor.get(f"{parts.path}?{parts.query}").status_code == 200, link
    path, found = f"/collections/crossings/items{form(picture)}&limit=20", []
    while path:
        page = ask(path)
        found += [f["id"] for f in page["features"]]
        following = [x["href"] for x in page["links"] if x["rel"] == "next"]
        path = following[0].partition("/ogc")[2] if following else ""
    assert found == ids_of(LAYERS["crossings"], layer_rows(picture, "crossings").frame)


@pytest.mark.parametrize("page_measure", list(LEVEL_MEASURES))
def test_a_condition_beside_a_permalink_is_on_the_column(
    pictures: Pictures, ask: Ask, page_measure: str
) -> None:
    link = permalink(pictures.of(YEAR.but(measure=page_measure)))
    document = ask(f"/collections/crossings/items{link}&measure=interception")
    assert {f["properties"]["measure"] for f in document["features"]} == {"interception"}
    beside = ask("/collections/crossings/items?v=1&measure=crossings_known&measure=arrival_sea")
    assert {f["properties"]["measure"] for f in beside["features"]} == {"arrival_sea"}


@pytest.mark.parametrize(
    ("old", "new", "quoted"),
    [
        ("route=central", "route=western", "was changed after it was made"),
        ("&every=month", "", "lacks every"),
        ("v=2", "v=3", "'3' is not a version"),
    ],
)
def test_a_permalink_that_names_no_picture_is_refused(
    pictures: Pictures, ask: Ask, old: str, new: str, quoted: str
) -> None:
    link = permalink(pictures.of(YEAR)).replace(old, new)
    for path in ("/collections", "/collections/crossings/items"):
        assert quoted in " ".join(ask(f"{path}{link}", status=400)["problems"])


def test_a_permalink_of_other_editions_is_answered_as_elsewhere(
    pictures: Pictures, visitor: Any, ask: Ask, world: Any, frame: Any
) -> None:
    other = Pictures(world(
        incidents=frame("incidents", {"dead_count": 1}),
        crossings=frame("crossings", {"persons": 1}),
        deaths=frame("deaths", {"dead_count": 1}),
    ))  # fmt: skip
    day = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    link = permalink(other.of(Selection())).replace("2026-01-01T00:00:00Z", f"{day:%Y-%m-%d}")
    elsewhere = visitor.get(f"/export{link}&data=crossings&format=csv")
    here = ask(f"/collections/crossings/items{link}", status=400)
    assert here["problems"] == elsewhere.get_json()["problems"]


@pytest.mark.parametrize("query", ["every=fortnight", "rate=per_boat", "compare_from=2018-01"])
def test_what_has_no_effect_is_checked_all_the_same(ask: Ask, query: str) -> None:
    problems = " ".join(ask(f"/collections/incidents/items?{query}", status=400)["problems"])
    assert query.partition("=")[2] in problems
