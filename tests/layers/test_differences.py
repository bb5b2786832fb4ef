"""What differs between two versions of a layer is told record by record, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis.differences import Change, Changes, differences, names_of, text_cells
from layers.registry import LAYERS

Frames = Callable[..., pd.DataFrame]
KEY = ("incident_id",)
A = {"incident_id": "A", "dead_count": 1, "latitude": 35.5, "longitude": 12.5}
B = {"incident_id": "B", "dead_count": 2}
C = {"incident_id": "C", "dead_count": 4}


def test_new_revised_and_withdrawn_records_are_told_by_their_key(frame: Frames) -> None:
    before = frame("incidents", A, B)
    after = frame("incidents", C, A | {"dead_count": 3})
    found = differences(before, after, KEY)
    assert found == Changes(("C",), (Change("A", "dead_count", "1", "3"),), ("B",))
    assert found.revised_keys == ("A",)
    assert found


def test_order_is_no_difference(frame: Frames) -> None:
    found = differences(frame("incidents", A, B), frame("incidents", B, A), KEY)
    assert found == Changes()
    assert not found


@pytest.mark.parametrize(
    ("column", "old", "new", "told"),
    [
        ("dead_count", 0, "", ("0", "")),
        ("missing_count", "", 0, ("", "0")),
        ("occurred_on", "2018-05-01", "2018-05-02", ("2018-05-01", "2018-05-02")),
        ("longitude", 12.5, 12.500001, ("12.5", "12.500001")),
        ("cause", "", "drowning", ("", "drowning")),
    ],
)
def test_unknown_is_not_zero_and_each_kind_of_cell_is_told_as_text(
    frame: Frames, column: str, old: Any, new: Any, told: tuple[str, str]
) -> None:
    found = differences(
        frame("incidents", A | {column: old}), frame("incidents", A | {column: new}), KEY
    )
    assert found.revised == (Change("A", column, *told),)


def test_the_point_is_told_by_its_coordinates_alone(frame: Frames) -> None:
    found = differences(frame("incidents", A), frame("incidents", A | {"latitude": 36}), KEY)
    assert [c.column for c in found.revised] == ["latitude"]


def test_a_shape_that_moved_is_a_revision(frame: Frames, square: Any) -> None:
    before, after = (
        frame("search_and_rescue_regions", {"claim_id": "R", "geometry": square(0, 0, 1, north)})
        for north in (1, 2)
    )
    found = differences(before, after, ("claim_id",))
    assert [c.column for c in found.revised] == ["geometry"]
    assert not differences(before, before, ("claim_id",))


def test_an_ignored_column_is_no_revision(frame: Frames) -> None:
    before, after = (frame("incidents", A | {"source": s}) for s in ("one", "other"))
    assert differences(before, after, KEY, ("source",)) == Changes()
    assert differences(before, after, KEY).revised == (Change("A", "source", "one", "other"),)


def test_a_column_that_is_ignored_may_be_part_of_the_key(frame: Frames) -> None:
    row = {"measure": "arrival_sea", "last_day": "2026-05-01", "status": "final", "persons": 1}
    before = frame("arrivals_reported", row | {"source": "s"})
    after = frame("arrivals_reported", row | {"source": "s", "persons": 2})
    key = LAYERS["arrivals_reported"].key
    found = differences(before, after, key, ("source",))
    assert [(c.column, c.old, c.new) for c in found.revised] == [("persons", "1", "2")]


def test_a_renumbered_record_is_told_once_and_what_else_changed_beside_it(frame: Frames) -> None:
    before = frame("incidents", A | {"incident_id_iom": "A"}, B)
    after = frame(
        "incidents", A | {"incident_id": "Z", "incident_id_iom": "Z", "cause": "drowning"}, B
    )
    found = differences(before, after, KEY)
    assert found.renumbered == (("A", "Z"),)
    assert (found.new, found.withdrawn) == ((), ())
    assert found.revised == (Change("Z", "cause", "", "drowning"),)


@pytest.mark.parametrize(
    "other",
    [
        {"dead_count": 3},
        {"occurred_on": "2018-05-02"},
        {"latitude": 35.6},
        {"route": "western"},
    ],
)
def test_another_event_under_another_number_is_new(frame: Frames, other: dict[str, Any]) -> None:
    found = differences(
        frame("incidents", A), frame("incidents", A | {"incident_id": "Z"} | other), KEY
    )
    assert (found.new, found.withdrawn, found.renumbered) == (("Z",), ("A",), ())


def test_records_that_look_alike_are_never_called_renumbered(frame: Frames) -> None:
    twin = A | {"incident_id": "A2"}
    found = differences(
        frame("incidents", A, twin), frame("incidents", A | {"incident_id": "Z"}), KEY
    )
    assert (found.renumbered, set(found.withdrawn)) == ((), {"A", "A2"})
    # Without a place many records look alike.
    found = differences(frame("incidents", B), frame("incidents", B | {"incident_id": "Z"}), KEY)
    assert found.renumbered == ()


def test_two_records_of_one_number_are_told_apart(frame: Frames) -> None:
    one, other = frame("incidents", A), frame("incidents", A | {"dead_count": 8, "source": "t"})
    both = pd.concat([one, other], ignore_index=True)
    assert differences(one, both, KEY).new == ("A (2)",)
    assert differences(both, both, KEY) == Changes()


def test_a_name_is_the_key_in_its_parts(frame: Frames) -> None:
    rows = frame("crossings", {"arrival_country": "ITA"}, {"month": "2018-02"})
    assert names_of(rows, LAYERS["crossings"].key).tolist() == [
        "2018-01-01 central ITA  arrival_sea",
        "2018-02-01 central   arrival_sea",
    ]


def test_a_frame_without_rows_differs_by_all_rows_of_the_other(frame: Frames) -> None:
    rows = frame("incidents", A, B)
    assert differences(rows.iloc[:0], rows, KEY).new == ("A", "B")
    assert differences(rows, rows.iloc[:0], KEY).withdrawn == ("A", "B")


def test_cells_are_text_and_unknown_is_empty(frame: Frames) -> None:
    cells = text_cells(frame("incidents", A))
    assert (cells["missing_count"].tolist(), cells["dead_count"].tolist()) == ([""], ["1"])
    assert set(cells.dtypes.astype(str)) == {"string"}
    assert isinstance(frame("incidents", A), gpd.GeoDataFrame)


ROWS = st.dictionaries(st.sampled_from("ABCDE"), st.sampled_from(["", 0, 1, 2, 4]), min_size=1)


@given(ROWS, ROWS)
def test_the_changes_lead_from_one_version_to_the_other(
    frame: Frames, before: dict[str, Any], after: dict[str, Any]
) -> None:
    one, other = (
        frame("incidents", *({"incident_id": k, "dead_count": v} for k, v in rows.items()))
        for rows in (before, after)
    )
    found = differences(one, other, KEY)
    rebuilt = {k: str(v) for k, v in before.items() if k not in found.withdrawn}
    rebuilt |= {c.key: c.new for c in found.revised}
    rebuilt |= {k: str(after[k]) for k in found.new}
    assert rebuilt == {k: str(v) for k, v in after.items()}
    assert bool(found) == (before != after)
    back = differences(other, one, KEY)
    assert set(back.new) == set(found.withdrawn)
    assert {(c.key, c.old, c.new) for c in back.revised} == {
        (c.key, c.new, c.old) for c in found.revised
    }
