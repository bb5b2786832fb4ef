"""The sea itself: positions and how far they may be off, ways over water, reach and drift."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.method.words import percent
from dashboard.components.sources.words import facts
from layers.analysis import drift, drift_ensemble, sea_distance, sea_graph, sea_reach
from layers.analysis.drift_words import INDICATIVE, METHOD
from layers.analysis.uncertainty import CLASS_MEANINGS, CLASSES_KM, RULES
from layers.analysis.wind_and_current import CURRENT_SPREAD_MS, WIND_SPREAD_MS


def of_positions() -> list[Any]:
    """How positions are read, and how far a recorded one may be off."""
    classes = [
        (
            name.capitalize(),
            f"{'as stated' if km is None else f'{km:g} km'}: {CLASS_MEANINGS[name]}",
        )
        for name, km in CLASSES_KM.items()
    ]
    return [
        html.P(
            "A typed position is read with the latitude first. Where a text could mean two places "
            "in these seas it is refused with both. It is echoed in three forms, with a pin and the "
            "region, before anything uses it. What is asked is in no link and is not recorded."
        ),
        html.P(
            "How far a recorded position may be off is our own estimate, by the source and by what "
            "the record says of the place; the largest doubt decides:"
        ),
        facts(classes),
        facts([(source, rule.sentence) for source, rule in RULES.items()]),
    ]


def of_ways() -> list[Any]:
    """Distances over water and what some hours reach."""
    return [
        html.P(
            "A way over water is the shortest that does not cross land of the packaged coast. It "
            "turns only at corners of land (a tangent visibility graph, searched with Dijkstra's "
            "algorithm); every leg is a great circle and every length is geodesic. It is no track to "
            "sail: no depths, no traffic schemes, no current, no weather. The great circle beside it "
            "crosses land."
        ),
        facts(
            [
                ("On land", f"a position is moved to open water by {sea_graph.MOST_MOVED_M / 1000:g}"
                 " km at most, and that is said"),
                ("Closed", "channels narrower than twice the strip that ways keep off the coast "
                 "(120 m near places, 300 m elsewhere, up to 1 km at the edges of the map); the "
                 "canals of Corinth and Suez"),
                ("Speeds", f"above 0 and at most {sea_distance.MOST_KNOTS:g} knots"),
                ("Reach", f"at most {sea_reach.MOST_HOURS:g} hours; contours on a grid of "
                 f"{sea_reach.NODES:,} nodes, within 1 % of a geodesic disc in open water"),
            ]
        ),
    ]  # fmt: skip


def of_drift() -> list[Any]:
    """Where something adrift may be."""
    shares = " and ".join(percent(share) for share in drift.SHARES)
    return [
        html.P([html.Strong(INDICATIVE), " Wind and current at sea are no constants."]),
        html.P(
            "Leeway along and across the wind is a straight line in the wind's speed, with published "
            "slope, offset and standard error of each class of object. An unknown object is an equal "
            "mixture of seven published classes; none was measured on the boats of these crossings."
        ),
        facts(
            [
                ("Members", f"{drift.MEMBERS:,}, the same for the same question"),
                ("Steps", f"{drift_ensemble.STEP_HOURS * 60:g} minutes, geodesic"),
                ("Sides of the wind", "half begin on either side and change it with "
                 f"{percent(drift_ensemble.JIBES_PER_HOUR)} an hour"),
                ("Spreads", f"wind {WIND_SPREAD_MS:g} m/s and current {CURRENT_SPREAD_MS:g} m/s "
                 "unless stated; our own choice"),
                ("Land", "a member that meets it, by a coast good to about 1 km, stays there"),
                ("Areas", f"the smallest that hold {shares} of the members; no chance that "
                 "somebody is found there"),
            ]
        ),
        html.Ul([html.Li(sentence) for sentence in METHOD]),
    ]  # fmt: skip
