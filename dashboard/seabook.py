"""What is told of one position at sea: who claims it, what is near, computed when asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from shapely import get_coordinates, transform
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from dashboard.holdings import Holdings
from dashboard.questions import DriftQuestion, Question
from geodata.coast import coarse_land, coarse_shore
from geodata.leeway import leeway_classes
from geodata.sea_graph import sea_routes
from layers.analysis.claim_answers import VERDICTS, Responsibility, Verdict, in_kilometres
from layers.analysis.coordinates import all_forms, cautions
from layers.analysis.drift import HOURS, DriftOutlook, drift
from layers.analysis.responsibility import responsibility
from layers.analysis.sea_distance import SeaPath, SeaRoutes
from layers.analysis.sea_reach import reach_notes
from layers.errors import LayersError
from layers.geometry import area_km2, distances_m
from layers.selection import Selection
from layers.units import metres_to_nautical_miles

PORTS = 5
PORT_KINDS = ("disembarkation", "both")
# What the conventions say whoever claims the place; IAMSAR manual and SAR Convention, annex.
PORT_CAUTIONS = (
    "Shortest way over water that keeps off the packaged coast; not a track to sail. Straight is "
    "the great circle, over land too.",
    "A port here is a place known from public reporting; whether it can receive anybody is not "
    "known, and none is called a place of safety here.",
)
# How exact a reading must be for its digits to need no word.
EXACT_KM = 0.05
RULES = (
    "The first co-ordination centre that is told stays responsible until the responsible one "
    "accepts.",
    "Phases: uncertainty (INCERFA), alert (ALERFA), distress (DETRESFA).",
    "A rescue ends at a place of safety.",
)


@dataclass(frozen=True)
class Extent:
    """What is reached over water within some hours.

    Attributes:
        hours: from the position.
        area_km2: geodesic, of the water alone.
        farthest_nm: the geodesic distance to the farthest point of it, in a straight line.
        shape: WGS84.
    """

    hours: float
    area_km2: float
    farthest_nm: float
    shape: BaseGeometry

    def as_json(self) -> dict[str, Any]:
        """Plain values; the shape as GeoJSON of five decimals."""
        return {
            "hours": self.hours,
            "area_km2": round(self.area_km2),
            "farthest_nm": round(self.farthest_nm, 1),
            "geometry": mapping(transform(self.shape, lambda at: np.round(at, 5))),
        }


@dataclass(frozen=True)
class Standpoint:
    """One position and what is told of it; nothing of it is kept.

    `day` is the day of the claims: the reader's, else the last day of the picture's period, at
    the latest `today`.
    """

    question: Question
    holdings: Holdings
    selection: Selection
    today: dt.date

    @cached_property
    def day(self) -> dt.date:
        """The day on which claims must be in force."""
        last = self.selection.last_day
        return self.question.on or (min(last, self.today) if last else self.today)

    @property
    def day_in_words(self) -> str:
        """The day, and who chose it."""
        said = f"{self.day:%-d %B %Y}"
        if self.question.on:
            return said
        ends = self.selection.last_day and self.day == self.selection.last_day
        return f"{said} ({'the end of the period shown' if ends else 'today'})"

    @cached_property
    def forms(self) -> dict[str, str]:
        """The position in the three forms by name."""
        made = all_forms(self.question.longitude, self.question.latitude)
        return {str(form): text for form, text in made.items()}

    @cached_property
    def cautions(self) -> tuple[str, ...]:
        """Sentences: how it was read, where it lies that one would not expect."""
        q = self.question
        return (*q.reading.repairs, *cautions(q.longitude, q.latitude, coarse_shore()))

    @cached_property
    def responsibility(self) -> Responsibility:
        """Every claim at the position on the day."""
        return self._claims(self.question.radius_km)

    def _claims(self, radius_km: float) -> Responsibility:
        q = self.question
        return responsibility(
            self.holdings.claim_index, q.longitude, q.latitude, radius_km, self.day,
            self.holdings.note_meanings,
        )  # fmt: skip

    @cached_property
    def _wider(self) -> Responsibility | None:
        """The answer within what the digits that were written can say; None where no more is open.

        More is open where another claim can be meant, or where it cannot be told which.
        """
        if not self.written_km:
            return None
        wider, exact = self._claims(self.written_km), self.responsibility
        ids = [{a.claim_id for a in answer.answers} for answer in (wider, exact)]
        return wider if wider.verdict != exact.verdict or ids[0] != ids[1] else None

    @property
    def verdict(self) -> Verdict:
        """What can be told at all: never surer than what was written."""
        return self._wider.verdict if self._wider else self.responsibility.verdict

    @property
    def headline(self) -> str:
        """The verdict in words; where the digits leave more open than the point, both."""
        exact = VERDICTS[self.responsibility.verdict]
        if self._wider is None:
            return exact
        if self._wider.verdict == self.responsibility.verdict:
            return f"{exact}; within what was written other claims come in"
        if exact == VERDICTS["cannot tell"]:
            return exact
        within = VERDICTS[self._wider.verdict].lower()
        return f"{exact} if the position is exact; within what was written, {within}"

    @property
    def resolution_sentence(self) -> str:
        """What the digits that were written allow to say; empty where a radius covers it."""
        q = self.question
        good = q.reading.resolution_km
        if q.is_clicked:
            return (
                f"A click at this zoom is good to {_about(good)}: zoom in for a closer answer."
                if good >= 0.5 and q.radius_km == good
                else ""
            )
        if not self.written_km:
            return ""
        said = f"As written, the position is good to {_about(good)}."
        return f"{said} {self.wider_sentence}".strip()

    @property
    def written_km(self) -> float:
        """What the digits that were typed allow to say; 0 where a radius covers it."""
        q = self.question
        good = q.reading.resolution_km
        return 0.0 if q.is_clicked or good <= max(q.radius_km, EXACT_KM) else good

    @property
    def wider_sentence(self) -> str:
        """The claims within what the digits allow to say; empty where no more is open."""
        if self._wider is None:
            return ""
        verdict = VERDICTS[self._wider.verdict].lower()
        return f"Within that distance the answer is: {verdict}. {self._wider.sentence}"

    @cached_property
    def _places(self) -> int:
        frame = self.holdings.frame("embarkation_points")
        return int(frame["kind"].isin(PORT_KINDS).sum())

    @property
    def ports_sentence(self) -> str:
        """What the list of ports is, and what is not in it."""
        return (
            f"The nearest {PORTS} by sea of the {self._places} known places of disembarkation that "
            "are held here; other harbours are not in the list."
        )

    @cached_property
    def ports(self) -> list[SeaPath]:
        """The nearest ports and disembarkation points by sea, nearest first.

        Raises:
            LayersError: where the position is not at sea.
        """
        q = self.question
        return self._sea.nearest(q.longitude, q.latitude, PORTS, PORT_KINDS)

    @property
    def _sea(self) -> SeaRoutes:
        return sea_routes().with_places(self.holdings.frame("embarkation_points"))

    def reach(self, hours: Sequence[float]) -> tuple[list[Extent], tuple[str, ...]]:
        """What is reached over water from here in so many hours, and what is to be said of it.

        Raises:
            LayersError: where the position is not at sea.
        """
        q = self.question
        areas = self._sea.reach(q.longitude, q.latitude, hours, q.knots)
        return [self._extent(*area) for area in areas], reach_notes(areas)

    def _extent(self, hours: float, shape: BaseGeometry) -> Extent:
        q = self.question
        edge = get_coordinates(shape)
        here = np.broadcast_to([q.longitude, q.latitude], edge.shape)
        farthest = distances_m(here, edge).max(initial=0.0)
        return Extent(hours, area_km2(shape), metres_to_nautical_miles(float(farthest)), shape)

    def drift(self, asked: DriftQuestion, hours: Iterable[float] = HOURS) -> DriftOutlook:
        """Where something adrift from here may be; indicative.

        The position is no more exact than it was written: `drift_radius_km`.

        Raises:
            DriftRefused: naming the part of the question that cannot be used.
        """
        q = self.question
        return drift(
            q.longitude, q.latitude, asked.at, wind=asked.wind, current=asked.current,
            classes=leeway_classes(), object_class=asked.object_class,
            radius_km=self.drift_radius_km, hours=hours,
            land=coarse_land(),
        )  # fmt: skip

    @property
    def drift_radius_km(self) -> float:
        """How far off the position may be at the least: the reader's radius, or what was written."""
        good = self.question.reading.resolution_km
        return max(self.question.radius_km, float(f"{good:.2g}") if good >= EXACT_KM else 0.0)

    @property
    def drift_radius_sentence(self) -> str:
        """That the radius is that of the writing; empty where the reader gave a wider one."""
        q = self.question
        if q.is_clicked or self.drift_radius_km <= q.radius_km:
            return ""
        return (
            f"It is taken to begin anywhere within {_about(q.reading.resolution_km)}: the position "
            "as written says no more."
        )

    def standing_json(self) -> dict[str, Any]:
        """Where the position is, how it was read and whose region it is in, as plain values."""
        q = self.question
        return {
            "longitude": round(q.longitude, 7),
            "latitude": round(q.latitude, 7),
            "forms": self.forms,
            "resolution_km": float(f"{q.reading.resolution_km:.3g}"),
            "repairs": list(q.reading.repairs),
            "cautions": list(self.cautions),
            "resolution": self.resolution_sentence,
            "verdict": self.verdict,
            "headline": self.headline,
            "responsibility": self.responsibility.as_json(),
            "within_what_was_written": self._wider.as_json() if self._wider else None,
        }

    def as_json(self, reached: Sequence[float] = ()) -> dict[str, Any]:
        """Plain values, as ``pharos where --json`` prints them; `reached` are hours of reach."""
        return {
            **self.standing_json(),
            "rules": list(RULES),
            "knots": self.question.knots,
            "ports_are": self.ports_sentence,
            "ports_cautions": list(PORT_CAUTIONS),
            **self._ports_json(),
            **(self._reach_json(reached) if reached else {}),
        }

    def _reach_json(self, hours: Sequence[float]) -> dict[str, Any]:
        try:
            extents, notes = self.reach(hours)
        except LayersError as error:
            return {"reach": [], "reach_notes": [], "reach_refused": str(error)}
        return {"reach": [e.as_json() for e in extents], "reach_notes": list(notes)}

    def _ports_json(self) -> dict[str, Any]:
        try:
            paths = self.ports
        except LayersError as error:
            return {"ports": [], "ports_refused": str(error)}
        return {"ports": [path_json(p, self.question.knots) for p in paths]}


def path_json(path: SeaPath, knots: float) -> dict[str, Any]:
    """A way over water as plain values."""
    return {
        "to": path.to_name,
        "to_id": path.to_id,
        "distance_nm": round(path.distance_nm, 1),
        "great_circle_nm": round(path.great_circle_nm, 1),
        "hours": round(path.hours_at(knots), 2),
        "notes": list(path.notes),
        "line": [[round(x, 5), round(y, 5)] for x, y in path.line.coords],
    }


def _about(km: float) -> str:
    return in_kilometres(km) if in_kilometres(km).startswith("about") else f"about {km:g} km"


def kilometres(value: float) -> str:
    """How far off a position may be: ``0.9 km``, ``55 km``."""
    return f"{value:.0f} km" if value >= 10 else f"{value:.1f} km"
