"""What the sources page shows, read from the store and reduced to what a clearance allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.holdings import Holdings
from geodata.report import LoadReport, Reason, SetAside
from geodata.store import FileStore, Store
from layers.analysis.duplicates import Candidate, overcount
from layers.handling import MARK_NAMES, Clearance, Mark, is_visible
from layers.registry import LAYERS

if TYPE_CHECKING:
    # The ledger takes half a second to import, which a start need not pay.
    from geodata.ledger import Decision, Load
    from geodata.refresh.standing import Standing
    from geodata.sources.source import Source

# Registers whose every row is public. Whatever else feeds a layer with handling marks may hold
# rows that a provider restricted, and a row that was set aside has no mark that can be trusted.
PUBLIC_REGISTERS = ("iom-missing-migrants",)
WITHHELD = "withheld"
REASON_WITHHELD = (
    "The text is withheld: rows of this source carry handling marks. On the computer that holds "
    "the data, `pharos loads` prints it."
)


@dataclass(frozen=True)
class Entry:
    """One source on the page.

    Attributes:
        standing: how it stands; texts that the clearance hides are replaced.
        waiting: the report of a file that is held for confirmation.
        report: the newest report of a file that stands.
        counts: how many records that import made new, revised, withdrew, renumbered.
        quarantine: the rows kept aside by the newest of the two reports, as far as they may
            be seen.
        is_reduced: whether the clearance hides something here.
    """

    standing: Standing
    waiting: LoadReport | None = None
    report: LoadReport | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    quarantine: tuple[SetAside, ...] = ()
    is_reduced: bool = False

    @property
    def source(self) -> Source:
        """What it is."""
        return self.standing.source

    @property
    def newest(self) -> LoadReport | None:
        """The report to read first: of a held file, else of the newest that stands."""
        return self.waiting or self.report

    @property
    def citation(self) -> str:
        """The citation with the as-of date in its place."""
        as_of = self.standing.as_of
        said = as_of.isoformat() if as_of else "an unknown date"
        return self.source.citation.replace("{as_of}", said)


@dataclass(frozen=True)
class Side:
    """One record of a pair; None where nobody knows."""

    incident_id: str
    source: str
    day: dt.date | None
    dead: int | None
    missing: int | None
    place: str


@dataclass(frozen=True)
class Pair:
    """Two records that may be one event; `one` stays if they are the same."""

    candidate: Candidate
    one: Side
    other: Side


@dataclass(frozen=True)
class Sourcebook:
    """Everything that the sources page shows.

    Attributes:
        today: the server's date (UTC), from which ages are counted.
        entries: the sources, in reading order; none where the store keeps no ledger.
        states: what each state means.
        pairs: possible duplicates, in an order that a decision does not change.
        people: dead and missing of all incidents that are counted.
        spared: by how many that falls if the open pairs are one event each.
        decisions: what was decided, newest first.
        may_decide: whether this application may write decisions.
        holdings: the layers, the published figures, and the records beside the series.
    """

    today: dt.date
    entries: tuple[Entry, ...]
    states: Mapping[str, str]
    pairs: tuple[Pair, ...]
    people: int
    spared: int
    decisions: tuple[Decision, ...]
    may_decide: bool
    holdings: Holdings


def sourcebook(
    store: Store, holdings: Holdings, today: dt.date, *, may_decide: bool = False
) -> Sourcebook:
    """Everything that the sources page shows, as far as the clearance of `holdings` allows.

    Args:
        store: what keeps the ledger.
        holdings: every layer as held now.
        today: the server's date (UTC).
        may_decide: whether decisions may be written from the page.
    """
    # The page is asked for rarely; a start needs neither the ledger nor the parsers.
    from geodata.refresh.standing import STATE_MEANINGS  # noqa: PLC0415
    from geodata.sources.registry import SOURCES  # noqa: PLC0415

    ledger = store if isinstance(store, FileStore) else None
    found = sorted(holdings.candidates, key=lambda c: c.pair)
    ids = set(holdings.incidents["incident_id"])
    return Sourcebook(
        today=today,
        entries=tuple(_entry(ledger, s, holdings, today) for s in SOURCES.values())
        if ledger
        else (),
        states={str(k): v for k, v in STATE_MEANINGS.items()},
        pairs=_pairs(found, holdings),
        people=_sum(holdings.incidents, "dead_count") + _sum(holdings.incidents, "missing_count"),
        spared=overcount(found, ids),
        decisions=_decisions(ledger, holdings) if ledger else (),
        may_decide=may_decide and ledger is not None and ledger.folder is not None,
        holdings=holdings,
    )


def quarantine_of(
    store: Store, load_id: int, clearance: Clearance
) -> tuple[str, list[SetAside]] | None:
    """The source of an import and its quarantined rows; None if there are none to be seen."""
    from geodata.sources.registry import SOURCES  # noqa: PLC0415  as above

    if not isinstance(store, FileStore) or not store.loads():
        return None
    load = store.ledger().load(load_id)
    if load is None or load.source not in SOURCES:
        return None
    rows = _rows_to_see(store.ledger().quarantine(load_id), SOURCES[load.source], clearance)
    return (load.source, rows) if rows else None


def may_be_decided(holdings: Holdings, one: str, other: str) -> bool:
    """Whether two ids are a pair that the reader of `holdings` can see."""
    return tuple(sorted((one, other))) in {c.pair for c in holdings.candidates}


def is_marked(source: Source) -> bool:
    """Whether rows of a source may carry a handling mark."""
    has_marks = any(c.name == "mark" for c in LAYERS[source.layer].columns)
    return has_marks and source.name not in PUBLIC_REGISTERS


def _entry(store: FileStore, source: Source, holdings: Holdings, today: dt.date) -> Entry:
    from geodata.refresh.account import report_of  # noqa: PLC0415  as above
    from geodata.refresh.standing import standing  # noqa: PLC0415

    stands = standing(store, source, today)
    last = stands.loads[0] if stands.loads else None
    waiting = report_of(last) if last and last.outcome == "held" else None
    report = stands.report
    newest = waiting or report
    rows = store.ledger().quarantine(newest.load_id) if newest and newest.load_id else []
    made = next((x for x in stands.loads if report and x.load_id == report.load_id), None)
    entry = Entry(
        standing=stands,
        waiting=waiting,
        report=report,
        counts=_counts(made),
        quarantine=tuple(_rows_to_see(rows, source, holdings.clearance)),
    )
    if is_marked(source) and holdings.clearance.up_to < Mark.RED:
        return _reduced(entry, set(_visible(holdings)["incident_id"]))
    return entry


def _counts(load: Load | None) -> dict[str, int]:
    """How many records an import changed; the report itself keeps the first ones only."""
    changes = ((load.report or {}) if load else {}).get("changes", {})
    return {name: int(n) for name, n in changes.get("counts", {}).items()}


def _rows_to_see(rows: Sequence[SetAside], source: Source, clearance: Clearance) -> list[SetAside]:
    """The rows that a clearance allows; of a marked source only those that say so themselves."""
    if not is_marked(source) or clearance.up_to == Mark.RED:
        return list(rows)
    allowed = MARK_NAMES[: clearance.up_to + 1]
    return [r for r in rows if _mark(r) in allowed]


def _mark(row: SetAside) -> str:
    said = {k.strip().lower(): v for k, v in row.record.items()}.get("mark", "")
    return said.strip().upper().removeprefix("TLP:")


def _reduced(entry: Entry, visible: set[str]) -> Entry:
    """The entry without texts, sums and ids that a provider may have restricted."""
    s = entry.standing
    loads = tuple(
        replace(x, file=WITHHELD, message=WITHHELD if x.message else "", report=None)
        for x in s.loads
    )
    return replace(
        entry,
        standing=replace(s, loads=loads, report=None, problem=REASON_WITHHELD if s.problem else ""),
        waiting=_reduced_report(entry.waiting, visible),
        report=_reduced_report(entry.report, visible),
        is_reduced=True,
    )


def _reduced_report(report: LoadReport | None, visible: set[str]) -> LoadReport | None:
    if report is None:
        return None

    def without_text(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
        return tuple(replace(r, examples=()) for r in reasons)

    changes = report.changes
    return replace(
        report,
        file=WITHHELD,
        set_aside=without_text(report.set_aside),
        remarks=without_text(report.remarks),
        sums=(),
        notes=(),
        held_because=(REASON_WITHHELD,) if report.held_because else (),
        changes=replace(
            changes,
            new=tuple(k for k in changes.new if k in visible),
            revised=tuple(c for c in changes.revised if c.key in visible),
            withdrawn=(),
            renumbered=tuple(p for p in changes.renumbered if p[1] in visible),
        ),
    )


def _visible(holdings: Holdings) -> pd.DataFrame:
    """The incidents that may be seen, those that a decision leaves out of the counts among them."""
    frame = holdings.held["incidents"].frame
    return frame[is_visible(frame, holdings.clearance).to_numpy(dtype=bool)]


def _pairs(found: Sequence[Candidate], holdings: Holdings) -> tuple[Pair, ...]:
    if not found:
        return ()
    frame = _visible(holdings)
    wanted = {name for c in found for name in c.pair}
    rows = frame[frame["incident_id"].isin(wanted)]
    sides = {
        str(row["incident_id"]): _side({str(k): v for k, v in row.items()})
        for row in rows.to_dict("records")
    }
    return tuple(Pair(c, sides[c.one], sides[c.other]) for c in found)


def _side(row: Mapping[str, object]) -> Side:
    day = row["occurred_on"]
    return Side(
        incident_id=str(row["incident_id"]),
        source=str(row["source"]),
        day=day.date() if isinstance(day, pd.Timestamp) else None,
        dead=_count(row["dead_count"]),
        missing=_count(row["missing_count"]),
        place=f"{_degrees(row['latitude'], 'NS')}, {_degrees(row['longitude'], 'EW')}",
    )


def _degrees(value: object, letters: str) -> str:
    number = float(value)  # type: ignore[arg-type]
    return f"{abs(number):.2f}° {letters[0] if number >= 0 else letters[1]}"


def _count(value: object) -> int | None:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]


def _decisions(store: FileStore, holdings: Holdings) -> tuple[Decision, ...]:
    visible = set(_visible(holdings)["incident_id"])
    shown = [d for d in store.decisions() if d.one in visible and d.other in visible]
    return tuple(reversed(shown))


def _sum(frame: pd.DataFrame, column: str) -> int:
    return int(frame[column].sum())
