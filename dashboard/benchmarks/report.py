"""What was measured, with its unit and its ratio, as JSON, as text and as a table."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any, Literal

Goal = Literal["times_less", "share_of_other", "at_most"]
HEADINGS = ("what", "incidents", "Pharos", "beside it", "ratio", "target", "")
PACKAGES = ("dash", "plotly", "pandas", "geopandas", "numpy", "flask-compress", "gunicorn")


@dataclass(frozen=True)
class Line:
    """One thing measured: ours, and what it is held against in the same run.

    Attributes:
        id: what tests and machines know it by.
        what: the same in words.
        unit: of `ours` and `other`: ms, s, bytes or MB (10^6 bytes).
        ours: median of the rounds.
        other: median of what ran beside it; None where nothing does.
        other_is: what that is, in words.
        rows: number of incidents in the world; None where it does not matter.
        rounds: how many times each was measured.
        goal: how `target` is meant: other/ours at least (`times_less`), ours/other at most
            (`share_of_other`), or ours itself at most (`at_most`).
        target: the number to reach; None where none is set.
    """

    id: str
    what: str
    unit: str
    ours: float
    other: float | None = None
    other_is: str = ""
    rows: int | None = None
    rounds: int = 1
    goal: Goal = "times_less"
    target: float | None = None

    @property
    def ratio(self) -> float | None:
        """Other over ours, for `share_of_other` ours over other; None where there is no other."""
        if self.other is None:
            return None
        over, under = self.other, self.ours
        if self.goal == "share_of_other":
            over, under = under, over
        return over / under if under else None

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where none is set."""
        if self.target is None:
            return None
        if self.goal == "at_most":
            return self.ours <= self.target
        if self.ratio is None:
            return False
        return self.ratio >= self.target if self.goal == "times_less" else self.ratio <= self.target

    @property
    def ratio_in_words(self) -> str:
        """Such as ``×133 less`` or ``2.1 times``; empty without another."""
        if self.ratio is None:
            return ""
        if self.goal == "share_of_other":
            return f"{self.ratio:.3g} of it" if self.ratio < 1 else f"{self.ratio:.2g} times it"
        if self.ratio < 1:
            return f"{1 / self.ratio:.3g} times more"
        return (
            f"{self.ratio:,.0f} times less" if self.ratio >= 10 else f"{self.ratio:.2g} times less"
        )

    @property
    def target_in_words(self) -> str:
        """Such as ``at least 100 times less``; empty where none is set."""
        if self.target is None:
            return ""
        return {
            "times_less": f"at least {self.target:g} times less",
            "share_of_other": f"at most {self.target:g} of it",
            "at_most": f"at most {self.target:g} {self.unit}",
        }[self.goal]

    def as_json(self) -> dict[str, Any]:
        """Plain values, with the ratio and whether the target is reached."""
        return {
            "id": self.id,
            "what": self.what,
            "rows": self.rows,
            "unit": self.unit,
            "ours": round(self.ours, 3),
            "other": None if self.other is None else round(self.other, 3),
            "other_is": self.other_is,
            "rounds": self.rounds,
            "goal": self.goal,
            "target": self.target,
            "ratio": None if self.ratio is None else float(f"{self.ratio:.4g}"),
            "met": self.met,
        }


def surroundings() -> dict[str, Any]:
    """The date and the machine, without a name or a path of it."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": "unknown" if load is None else f"{load:.1f}",
        "versions": {name: metadata.version(name) for name in PACKAGES if _installed(name)},
    }


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


@dataclass(frozen=True)
class Report:
    """All lines of one run, with what they were measured on. `notes` are sentences to the reader."""

    lines: Sequence[Line]
    notes: Sequence[str] = ()
    run_on: dict[str, Any] = field(default_factory=surroundings)

    @property
    def missed(self) -> list[Line]:
        """The lines whose target is not reached."""
        return [line for line in self.lines if line.met is False]

    def line(self, name: str, rows: int | None = None) -> Line:
        """The line of an id and a number of incidents.

        Raises:
            KeyError: if it was not measured.
        """
        for line in self.lines:
            if line.id == name and line.rows == rows:
                return line
        raise KeyError(f"nothing called {name!r} was measured with {rows!r} incidents")

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "run_on": self.run_on,
            "lines": [line.as_json() for line in self.lines],
            "notes": list(self.notes),
        }

    @property
    def headings(self) -> tuple[str, ...]:
        """What the columns of `table` hold."""
        return HEADINGS

    def table(self) -> list[list[str]]:
        """Rows of text: what, incidents, ours, beside it, ratio, target, verdict."""
        return [
            [
                line.what,
                "" if line.rows is None else f"{line.rows:,}",
                amount(line.ours, line.unit),
                "" if line.other is None else f"{amount(line.other, line.unit)} ({line.other_is})",
                line.ratio_in_words,
                line.target_in_words,
                {True: "met", False: "missed", None: ""}[line.met],
            ]
            for line in self.lines
        ]

    def markdown(self) -> str:
        """The run as a page of documentation."""
        rows = [list(HEADINGS), ["---", "--:", "--:", "--:", "--:", "---", "---"], *self.table()]
        table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
        on = self.run_on
        versions = ", ".join(f"{k} {v}" for k, v in on["versions"].items())
        notes = "\n".join(f"- {note}" for note in self.notes)
        return (
            f"Measured on {on['date']}, {on['cores']} cores, {on['system']}, Python "
            f"{on['python']}, load average at the start {on['load']}.\n\n{table}\n\n{notes}\n\n"
            f"Versions: {versions}.\n"
        )


def amount(value: float, unit: str) -> str:
    """A number with its unit, to three digits; bytes as kB from a thousand on."""
    if unit == "bytes" and value >= 1000:
        value, unit = value / 1000, "kB"
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"
