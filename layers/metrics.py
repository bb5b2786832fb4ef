"""A metric: one number with its unit, what it rests on, and what it does not know."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from layers.units import Unit


@dataclass(frozen=True)
class Band:
    """From where to where a number may lie, by chance alone.

    Attributes:
        low: the lower end, in the number's own unit.
        high: the upper end.
        level: the nominal level, between 0 and 1.
        incidents: how many incidents it rests on.
        largest_share: the share of the deaths that the largest of them holds.
        sentence: what it does and does not include.
    """

    low: float
    high: float
    level: float
    incidents: int
    largest_share: float
    sentence: str

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return asdict(self)


@dataclass(frozen=True)
class Metric:
    """One number for a reader.

    Attributes:
        id: the name used in files and commands.
        label: what a reader sees.
        unit: what it counts; a ratio for a rate.
        value: the number; None where nothing is known.
        known: how many figures (months of a series, or incidents) went into it.
        unknown: how many figures are missing from it.
        counted: what `known` and `unknown` count, in the plural.
        low: the number if records that may be one event are one; None where there are none.
        is_minimum: whether it is a lower bound even where no figure is missing.
        first: first day covered; None where nothing is.
        last: last day covered.
        as_of: when the figures were read, ISO 8601: a day, or a month where only that is known;
            where series were read at different times, the oldest reading of a newest figure.
        sources: keys in the sources table.
        formula: the formula in words, for a computed number.
        notes: sentences that a reader needs beside it.
        band: where the number may lie by chance alone; None where there is no such band.
    """

    id: str
    label: str
    unit: Unit
    value: int | float | None
    known: int = 0
    unknown: int = 0
    counted: str = "monthly figures"
    low: int | None = None
    is_minimum: bool = False
    first: dt.date | None = None
    last: dt.date | None = None
    as_of: str = ""
    sources: tuple[str, ...] = ()
    formula: str = ""
    notes: tuple[str, ...] = ()
    band: Band | None = None

    @property
    def is_at_least(self) -> bool:
        """Whether the value has to be read as *at least*."""
        counted = self.unit is not Unit.RATIO
        return counted and self.value is not None and (self.is_minimum or self.unknown > 0)

    @property
    def prefix(self) -> str:
        """How the value has to be read: ``at least``, ``about`` (a rate with gaps), or nothing."""
        if self.is_at_least:
            return "at least"
        return "about" if self.unit is Unit.RATIO and self.value and self.unknown else ""

    @property
    def number(self) -> str:
        """The value without its prefix: ``24,815``, ``2.85 %``, ``1,204 to 1,240``, ``unknown``."""
        if self.value is None:
            return "unknown" if self.unknown else "none held"
        if self.unit is Unit.RATIO:
            return f"{100 * self.value:.2f} %"
        return f"{self.value:,}" if self.low is None else f"{self.low:,} to {self.value:,}"

    @property
    def text(self) -> str:
        """The value for a reader: ``at least 24,815``, ``about 2.85 %``, ``unknown``."""
        return f"{self.prefix} {self.number}".strip()

    @property
    def band_text(self) -> str:
        """The band of a rate beside its number: ``(2.1-3.9)``; empty where there is none."""
        if self.band is None:
            return ""
        # Ends below one per cent need the second decimal to differ from their number.
        digits = 1 if self.band.high >= 0.01 else 2
        return f"({100 * self.band.low:.{digits}f}\u2013{100 * self.band.high:.{digits}f})"

    def as_json(self) -> dict[str, object]:
        """Plain values, dates as ISO 8601, for ``--json`` and interfaces."""
        return {
            "id": self.id,
            "label": self.label,
            "unit": self.unit.value,
            "value": self.value,
            "low": self.low,
            "text": self.text,
            "known": self.known,
            "unknown": self.unknown,
            "counted": self.counted,
            "at_least": self.is_at_least,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "as_of": self.as_of or None,
            "sources": list(self.sources),
            "formula": self.formula,
            "notes": list(self.notes),
            "band": self.band.as_json() if self.band else None,
        }
