"""What one drift outlook may cost."""

from __future__ import annotations

import pytest

from dashboard.benchmarks.drift import DRIFT_LIMIT_MS, drift_lines


def test_one_outlook_is_measured_against_its_target() -> None:
    (line,) = drift_lines(1)
    assert (line.id, line.unit, line.goal, line.target) == ("drift", "ms", "at_most", 300.0)
    assert line.ours > 0


@pytest.mark.long
def test_an_outlook_takes_less_than_its_limit() -> None:
    (line,) = drift_lines(9)
    assert line.ours <= DRIFT_LIMIT_MS
