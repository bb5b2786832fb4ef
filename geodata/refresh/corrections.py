"""The corrections of the packaged tables, applied to what the Missing Migrants Project publishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from geodata.report import Remark, SetAside
from geodata.sources.source import Parsed
from layers.geometry import in_basin

_NOT_COUNTED = ("inland_record_excluded", "duplicate_of_")
_CUMULATIVE = "cumulative_record_in_totals_not_in_incidents"
_FOREIGN = "foreign_part_removed"
_POSITION = ("latitude", "longitude", "position_uncertainty_km")
_SAME_POINT = 0.001  # degree: the published point, whatever its last decimals


@dataclass(frozen=True)
class Tables:
    """The tables of corrections, as the store holds them, and the packaged register."""

    defects: pd.DataFrame
    exclusions: pd.DataFrame
    register: pd.DataFrame


def corrected(parsed: Parsed, tables: Tables) -> Parsed:
    """What was parsed, with each known defect of the register mended and reported.

    A point that contradicts its record is dropped, or replaced by the one of the packaged
    register; a record that is another one's double, or lies inland, is excluded; a record known
    to cover many incidents is marked so where the layout does not say it; people of another
    register, merged into a record, are taken out of its count.
    """
    frame = parsed.frame.copy()
    row_of = {key: row for row, key in enumerate(frame["incident_id_iom"]) if key}
    remarks = list(parsed.remarks)
    remarks += _positions(frame, row_of, parsed.lines, tables)
    dropped: dict[int, str] = {}
    for entry in tables.exclusions.to_dict("records"):
        row = row_of.get(entry["incident_id_iom"])
        if row is None:
            continue
        reason = str(entry["reason"])
        if reason == _CUMULATIVE and frame.loc[row, "record_kind"] in {"", "incident"}:
            # Its day is the last of a span, and its point stands for many: as the parser has it.
            frame.loc[row, ["record_kind", "date_precision"]] = ["cumulative", "year"]
            frame.loc[row, list(_POSITION)] = ""
            remarks.append(Remark(parsed.lines[row][0], "cumulative"))
        people = _people({c: str(frame.loc[row, c]) for c in ("dead_count", "missing_count")})
        published = entry["published_total"]
        if pd.isna(published) or people != published:
            continue  # the publisher has changed it since
        if reason.startswith(_NOT_COUNTED):
            dropped[row] = reason
        elif reason == _FOREIGN:
            ours = int(entry["our_total"])
            _without_foreign_part(frame, row, people - ours)
            text = f"{people} people, of whom {ours} are of this register"
            remarks.append(Remark(parsed.lines[row][0], "corrected_count", "", text))
            if where := _foreign_point(frame, row):
                frame.loc[row, list(_POSITION)] = ""
                remarks.append(Remark(parsed.lines[row][0], "no_position", "", where))
    kept = [row for row in range(len(frame)) if row not in dropped]
    aside = [
        SetAside(line, "excluded", "corrected", "", f"{frame.loc[row, 'incident_id']!s}: {reason}",
                 "nothing: the record is known, and its people are not of this register")
        for row, reason in dropped.items()
        for line in parsed.lines[row]
    ]  # fmt: skip
    return replace(
        parsed,
        frame=frame.loc[kept].reset_index(drop=True),
        lines=[parsed.lines[row] for row in kept],
        set_aside=(*parsed.set_aside, *aside),
        remarks=tuple(remarks),
    )


def _people(row: Mapping[str, str]) -> int:
    return sum(int(cell) for cell in row.values() if cell != "")


def _without_foreign_part(frame: pd.DataFrame, row: int, people: int) -> None:
    """Takes people out of the counts of a record, the dead before the missing.

    The known foreign parts are bodies found on land, which the register merged into a record at
    sea. Of a count that they make up, nothing is left that anybody said: it is unknown. A layout
    that lists the parts apart never comes here: their own routes set them aside.
    """
    for column in ("dead_count", "missing_count"):
        held = int(str(frame.loc[row, column]) or 0)
        taken = min(held, people)
        if taken:
            frame.loc[row, column] = str(held - taken) if held > taken else ""
        people -= taken


def _foreign_point(frame: pd.DataFrame, row: int) -> str:
    """The point of a record, if it can only be that of its foreign part; else empty."""
    latitude, longitude = str(frame.loc[row, "latitude"]), str(frame.loc[row, "longitude"])
    if not latitude or in_basin(float(longitude), float(latitude)):
        return ""
    return f"{latitude}, {longitude}"


def _positions(
    frame: pd.DataFrame, row_of: dict[str, int], lines: list[tuple[int, ...]], tables: Tables
) -> list[Remark]:
    register = tables.register.set_index("incident_id_iom")
    remarks = []
    for entry in tables.defects.to_dict("records"):
        key = entry["incident_id_iom"]
        row = row_of.get(key)
        if row is None or not frame.loc[row, "latitude"]:
            continue
        published = (entry["latitude_as_published"], entry["longitude_as_published"])
        point = (float(str(frame.loc[row, "latitude"])), float(str(frame.loc[row, "longitude"])))
        if any(abs(a - float(b)) > _SAME_POINT for a, b in zip(point, published, strict=True)):
            continue  # the publisher has moved it since: it is judged as it now stands
        ours = register.loc[key] if key in register.index else None
        for column in _POSITION:
            value = None if ours is None else ours[column]
            frame.loc[row, column] = "" if value is None or pd.isna(value) else f"{value:.10g}"
        remarks.append(Remark(lines[row][0], "position_defect", "", f"{point[0]}, {point[1]}"))
    return remarks
