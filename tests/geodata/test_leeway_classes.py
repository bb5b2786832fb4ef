"""The packaged leeway classes are those of the published table, digit for digit."""

from __future__ import annotations

import csv

import pytest

from geodata.leeway import FILE, leeway_classes
from layers.analysis.leeway import LeewayClass, Regression

BY_ID = {c.class_id: c for c in leeway_classes()}


def row(class_id: str) -> tuple[float, ...]:
    one = BY_ID[class_id]
    return tuple(
        number
        for part in (one.downwind, one.right, one.left)
        for number in (part.slope_percent, part.offset_cm_s, part.error_cm_s)
    )


@pytest.mark.parametrize(
    ("class_id", "published"),
    [
        ("PIW-1", (0.96, 0, 12, 0.54, 0, 9.4, -0.54, 0, 9.4)),
        ("PIW-6", (1.117, 10.2, 3.04, 0.04, 3.9, 4.05, -0.04, -3.9, 4.05)),
        ("LIFE-RAFT-NB-2", (5.34, 9.91, 9.82, 2.26, 1.04, 9.08, -2.26, -1.04, 9.08)),
        ("SKIFF-2", (2.87, 3.98, 3.33, 0.32, -2.93, 2.53, -0.62, 1.03, 3.05)),
        ("SAILBOAT-1", (4.5, 0, 19.4, 4.95, 0, 18.42, -2.82, 0, 24.95)),
        ("FISHING-VESSEL-1", (2.47, 0, 12, 2.76, 0, 9.4, -2.76, 0, 9.4)),
        ("REFUGEE-RAFT-1", (1.56, 8.3, 1.53, 0.078, 2.7, 1.52, -0.078, -2.7, 1.52)),
        ("REFUGEE-RAFT-2", (6.43, -3.47, 3.63, 2.22, 0, 7.12, -2.22, 0, 7.12)),
    ],
)
def test_a_class_has_the_published_numbers(class_id: str, published: tuple[float, ...]) -> None:
    assert row(class_id) == published


def test_an_id_is_there_once_and_every_class_has_a_name() -> None:
    assert len(BY_ID) == len(leeway_classes()) == 31
    assert all(c.name and c.family for c in leeway_classes())


def test_the_mixture_is_of_seven_kinds_and_the_file_says_yes_or_no() -> None:
    assert [c.class_id for c in leeway_classes() if c.in_mixture] == [
        "PIW-1",
        "LIFE-RAFT-NB-1",
        "LIFE-RAFT-NB-2",
        "SKIFF-3",
        "SKIFF-4",
        "FISHING-VESSEL-1",
        "REFUGEE-RAFT-1",
    ]
    with FILE.open(encoding="utf-8", newline="") as file:
        assert {r["in_mixture"] for r in csv.DictReader(file)} == {"yes", "no"}


@pytest.mark.parametrize("one", leeway_classes(), ids=lambda c: c.class_id)
def test_right_of_the_wind_is_right_of_left(one: LeewayClass) -> None:
    """At 10 m/s; where a sign were lost in copying, the two would change places or agree."""
    assert one.right.at(10) > one.left.at(10)
    assert isinstance(one.downwind, Regression)
    assert one.downwind.at(10) > 0
