"""What is told of one position at sea: who claims it, what is near, computed when asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shapely.geometry.base import BaseGeometry

from dashboard.holdings import Holdings
from dashboard.questions import DriftQuestion, Question
from geodata.coast import coarse_land, coarse_shore
from geodata.leeway import leeway_classes
from geodata.sea_graph import sea_routes
from layers.analysis.claim_answers import Responsibility
from layers.analysis.coordinates import all_forms, cautions
from layers.analysis.drift import DriftOutlook, drift
from layers.analysis.responsibility import responsibility
from layers.analysis.sea_distance import SeaPath, SeaRoutes
from layers.analysis.sea_reach import reach_notes
from layers.errors import LayersError
from layers.selection import Selection

PORTS = 5
PORT_KINDS = ("disembarkation", "both")
# What the conventions say whoever claims the place; IAMSAR manual and SAR Convention, annex.
RULES = (
    "The first co-ordination centre that is told stays responsible until the responsible one "
    "accepts.",
    "Phases: uncertainty (INCERFA), alert (ALERFA), distress (DETRESFA).",
    "A rescue ends at a place of safety.",
)


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
    def resolution_sentence(self) -> str:
        """What the digits that were written allow to say; empty where a radius covers it."""
        q = self.question
        good = q.reading.resolution_km
        if q.is_clicked:
            return (
                f"A click at this zoom is good to about {_km(good)}: zoom in for a closer answer."
                if good >= 0.5 and q.radius_km == good
                else ""
            )
        if good <= max(q.radius_km, 0.05):
            return ""
        said = f"As written, the position is good to about {_km(good)}."
        wider = self._claims(good)
        if wider.verdict != self.responsibility.verdict:
            said += f" Within that distance the answer is: {wider.sentence}"
        return said

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

    def reach(
        self, hours: Sequence[float]
    ) -> tuple[list[tuple[float, BaseGeometry]], tuple[str, ...]]:
        """What is reached over water from here in so many hours, and what is to be said of it.

        Raises:
            LayersError: where the position is not at sea.
        """
        q = self.question
        areas = self._sea.reach(q.longitude, q.latitude, hours, q.knots)
        return areas, reach_notes(areas)

    def drift(self, asked: DriftQuestion) -> DriftOutlook:
        """Where something adrift from here may be; indicative.

        Raises:
            DriftRefused: naming the part of the question that cannot be used.
        """
        q = self.question
        return drift(
            q.longitude, q.latitude, asked.at, wind=asked.wind, current=asked.current,
            classes=leeway_classes(), object_class=asked.object_class, radius_km=q.radius_km,
            land=coarse_land(),
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """Plain values, as ``pharos where --json`` prints them."""
        q = self.question
        return {
            "longitude": q.longitude,
            "latitude": q.latitude,
            "forms": self.forms,
            "resolution_km": q.reading.resolution_km,
            "cautions": list(self.cautions),
            "resolution": self.resolution_sentence,
            "responsibility": self.responsibility.as_json(),
            "rules": list(RULES),
            "knots": q.knots,
            **self._ports_json(),
        }

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


def _km(value: float) -> str:
    return f"{value:.0f} km" if value >= 10 else f"{value:.1f} km"
