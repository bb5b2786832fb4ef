"""The report of an import as the ledger keeps it, and read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from geodata.ledger import Load
from geodata.report import LoadReport, Reason, SetAside, SumLine, by_reason
from geodata.sources.source import Options, Source
from layers.analysis.differences import Change, Changes

KEPT_CHANGES = 2000


def reading(source: Source, options: Options) -> str:
    """How a file is read: the version of the parser and the options that are set, as text."""
    return urlencode({"version": source.version, **{k: v for k, v in vars(options).items() if v}})


def options(text: str) -> Options:
    """The options of a `reading`."""
    given = dict(parse_qsl(text))
    flags = {f.name for f in fields(Options) if isinstance(f.default, bool)}
    said: dict[str, Any] = {k: v == "True" if k in flags else v for k, v in given.items()}
    said.pop("version", None)
    return Options(**said)


def reasons(rows: Sequence[SetAside]) -> tuple[Reason, ...]:
    """Rows set aside by reason: those to be mended first, then those that are understood."""
    kinds = [[r for r in rows if r.kind == k] for k in ("quarantined", "excluded")]
    return (*by_reason(kinds[0]), *by_reason(kinds[1]))


def stored(report: LoadReport) -> dict[str, Any]:
    """The report as the ledger keeps it: of very many changes the first ones."""
    out = report.as_json()
    changes = out["changes"]
    changes["counts"] = {
        "new": len(report.changes.new),
        "revised": len(report.changes.revised_keys),
        "withdrawn": len(report.changes.withdrawn),
        "renumbered": len(report.changes.renumbered),
    }
    for name in ("new", "revised", "withdrawn", "renumbered"):
        changes[name] = changes[name][:KEPT_CHANGES]
    return out


def report_of(load: Load) -> LoadReport | None:
    """The report of an import as the ledger keeps it; None where the file could not be read."""
    kept = load.report
    if not kept:
        return None
    changes = kept["changes"]
    return LoadReport(
        source=load.source,
        layer=kept["layer"],
        file=load.file,
        sha256=load.sha256,
        layout=kept["layout"],
        outcome=kept["outcome"],
        rows_in=kept["rows_in"],
        accepted=kept["accepted"],
        unchanged=kept["unchanged"],
        quarantined=kept["quarantined"],
        excluded=kept["excluded"],
        records=kept["records"],
        set_aside=_kept_reasons(kept["set_aside"]),
        remarks=_kept_reasons(kept["remarks"]),
        sums=tuple(SumLine(**line) for line in kept["sums"]),
        notes=tuple(kept["notes"]),
        first_day=_day(kept["first_day"]),
        last_day=_day(kept["last_day"]),
        as_of=_day(kept["as_of"]),
        as_of_by=kept["as_of_by"],
        kept_from_before=kept["kept_from_before"],
        changes=Changes(
            tuple(changes["new"]),
            tuple(Change(**c) for c in changes["revised"]),
            tuple(changes["withdrawn"]),
            tuple((old, new) for old, new in changes["renumbered"]),
        ),
        held_because=tuple(kept["held_because"]),
        edition_id=load.edition_id,
        edition_before=kept["edition_before"],
        at=load.at,
        load_id=load.load_id,
    )


def said_again(report: LoadReport, file: str, at: dt.datetime) -> LoadReport:
    """The report of the same file brought once more: nothing is new."""
    return replace(
        report,
        file=file,
        outcome="unchanged",
        accepted=0,
        unchanged=report.accepted + report.unchanged,
        notes=("The same file was imported before; nothing was read again.",),
        changes=Changes(),
        held_because=(),
        kept_from_before=0,
        edition_before=report.edition_id,
        at=at.astimezone(dt.UTC),
        load_id=0,
    )


def _kept_reasons(kept: list[Mapping[str, Any]]) -> tuple[Reason, ...]:
    return tuple(
        Reason(r["reason"], r["meaning"], r["count"], r["rows"], tuple(r["examples"])) for r in kept
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
