"""One id, one incident: parts that a layout lists apart are put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geodata.report import Remark
from geodata.sources.iom_missing_migrants.rows import COUNTS, Part
from geodata.sources.iom_missing_migrants.words import NO_CLASS
from layers.analysis.uncertainty import Told, radius

Row = dict[str, str]


@dataclass(frozen=True)
class Incident:
    """The parts of one incident, and what they say together.

    Attributes:
        parts: in the order of the file.
        principal: the part with most people, whose place and route stand for the incident.
        counts: by `COUNTS`, summed over the known cells; None where none is known, or where the
            sum is below zero.
        left_out: the counts that were left out because their sum is below zero.
    """

    parts: tuple[Part, ...]
    principal: Part
    counts: dict[str, int | None]
    left_out: frozenset[str]

    @property
    def cumulative(self) -> bool:
        """Whether this is a record of many incidents."""
        return any(p.kind == "cumulative" for p in self.parts)

    @property
    def positioned(self) -> Part | None:
        """The part whose position stands for the incident: of those with one, the largest."""
        if self.cumulative:
            return None
        return max((p for p in self.parts if p.position), key=people, default=None)


def people(part: Part) -> int:
    """Dead and missing of a part over its known cells."""
    return (part.counts["dead"] or 0) + (part.counts["missing"] or 0)


def merged(parts: Sequence[Part]) -> Incident:
    """The incident that `parts` make up.

    A negative part corrects the others; only what stays below zero in the sum is left out.
    """
    counts: dict[str, int | None] = {}
    left_out = set()
    for meaning in COUNTS:
        known = [n for p in parts if (n := p.counts[meaning]) is not None]
        total = sum(known) if known else None
        if total is not None and total < 0:
            left_out.add(meaning)
            total = None
        counts[meaning] = total
    return Incident(tuple(parts), max(parts, key=people), counts, frozenset(left_out))


def remarks(incident: Incident, columns: dict[str, str]) -> list[Remark]:
    """What was done to make one incident of the parts; `columns` by meaning."""
    out = []
    if len(incident.parts) > 1:
        out += [Remark(p.line, "parts_merged", text=p.id) for p in incident.parts]
    for part in incident.parts:
        for meaning, number in part.counts.items():
            if number is not None and number < 0:
                reason = "negative_cell" if meaning in incident.left_out else "negative_part"
                out.append(Remark(part.line, reason, columns.get(meaning, ""), str(number)))
    return out


def frame_rows(
    incidents: Iterable[Incident], source: str, shared_by: Mapping[int, int]
) -> list[Row]:
    """The incidents as raw text in the columns of the layer.

    Args:
        incidents: those of a file.
        source: whose they are.
        shared_by: for each line of the file, how many records have its point.
    """
    held = [(i, i.positioned) for i in incidents]
    return [_row(i, part, shared_by[part.line] if part else 0, source) for i, part in held]


def _row(incident: Incident, point: Part | None, shared_by: int, source: str) -> Row:
    first = min(incident.parts, key=lambda p: (p.when.day is None, p.when.day or 0, p.line))
    main = incident.principal
    row: Row = {
        "incident_id": main.id,
        "incident_id_iom": main.main_id,
        "record_kind": _kind(incident),
        "occurred_on": first.when.day.isoformat() if first.when.day else "",
        # The day of a cumulative record is the last of a span that the register does not state.
        "date_precision": "year" if incident.cumulative else first.when.precision,
        "longitude": "",
        "latitude": "",
        "position_uncertainty_km": "",
        "route": main.journey.route,
        "corridor": "",
        "departure_country": "",
        "arrival_country": "",
        "register_region": main.journey.region_text,
        "register_route": main.journey.route_text,
        "incident_country": main.country,
        "origin_countries": ";".join(sorted({o for p in incident.parts for o in p.origins})),
        "cause": _cause(incident),
        "parts_count": str(_parts_count(incident)),
        "source_quality": str(min((p.quality for p in incident.parts if p.quality), default="")),
        "source_url": next((p.url for p in incident.parts if p.url), ""),
        "source": source,
        "mark": "CLEAR",
        "status": "published",
    }
    for meaning, number in incident.counts.items():
        column = "survivor" if meaning == "survivors" else meaning
        row[f"{column}_count"] = "" if number is None else str(number)
    if point is not None and point.position is not None:
        at = point.position
        good_to = radius(source, Told(at.longitude, at.latitude, point.place, shared_by))
        row |= {
            "longitude": at.longitude,
            "latitude": at.latitude,
            "position_uncertainty_km": f"{good_to.km:g}",
        }
    return row


def _kind(incident: Incident) -> str:
    kinds = {p.kind for p in incident.parts}
    if "cumulative" in kinds:
        return "cumulative"
    return "split" if "split" in kinds or len(incident.parts) > 1 else incident.principal.kind


def _cause(incident: Incident) -> str:
    classes = frozenset().union(*(p.causes for p in incident.parts))
    if len(classes) > 1:
        return "multiple"
    only = next(iter(classes), "")
    return "" if only == NO_CLASS else only


def _parts_count(incident: Incident) -> int:
    return sum(max(1, len([i for i in p.incident_ids.split(",") if i])) for p in incident.parts)
