"""A data folder, a clock, a small source, and somebody who types commands."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

from dashboard.cli import app, output
from geodata.report import Remark, SetAside, SumLine
from geodata.sources.registry import SOURCES
from geodata.sources.source import Options, Parsed, Source

Frames = Callable[..., pd.DataFrame]
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@dataclass
class Clock:
    """The server's time, set by the test."""

    now: dt.datetime = NOON

    def on(self, day: str) -> None:
        self.now = dt.datetime.fromisoformat(day).replace(hour=12, tzinfo=dt.UTC)


@dataclass
class Terminal:
    """Types commands; a refusal is words and a code, never a stack trace."""

    folder: Path
    place: Path

    def run(self, *words: str, given: bytes | None = None) -> Result:
        result: Result = CliRunner().invoke(app, list(words), input=given)
        assert result.exception is None or isinstance(result.exception, SystemExit), (
            result.exception
        )
        assert "Traceback" not in result.output
        return result

    def read(self, *words: str, code: int = 0) -> Any:
        result = self.run(*words, "--json")
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    def file(self, name: str, *rows: str) -> str:
        """A file of the small source: its header and these rows."""
        path = self.place / name
        path.write_text("\n".join(["id,day,dead,latitude,longitude", *rows, ""]), "utf-8")
        return str(path)


@dataclass
class Register:
    """A small source: rows of id, day, dead, latitude, longitude; remembers how it was asked."""

    raw: Frames
    name: str = "small"
    asked: list[Options] = field(default_factory=list)

    def source(self, **changes: Any) -> Source:
        plain = {
            "name": self.name,
            "title": "A small register",
            "publisher": "A publisher",
            "url": "https://example.org/",
            "licence": (("CC0-1.0", ""),),
            "citation": "A publisher, {as_of}",
            "layer": "incidents",
            "reads": "Small files.",
            "rhythm_days": 31,
            "parse": self.parse,
        }
        return Source(**(plain | changes))

    def parse(self, content: bytes, name: str, today: dt.date, options: Options) -> Parsed:
        self.asked.append(options)
        good, lines, aside = [], [], []
        rows = list(csv.DictReader(io.StringIO(content.decode()), restval=""))
        for line, row in enumerate(rows, start=2):
            if row["dead"] == "elsewhere":
                aside.append(SetAside(line, "excluded", "other_route", "dead", "elsewhere", "here"))
            elif not row["dead"].isdigit():
                right = "a whole number"
                aside.append(
                    SetAside(line, "quarantined", "not_a_count", "dead", row["dead"], right, row)
                )
            else:
                good.append(row)
                lines.append((line,))
        known = [
            {"incident_id": r["id"], "occurred_on": r["day"], "dead_count": r["dead"],
             "latitude": r.get("latitude") or "", "longitude": r.get("longitude") or "",
             "source": self.name}
            for r in good
        ]  # fmt: skip
        days = [dt.date.fromisoformat(r["day"]) for r in good]
        said = re.search(r"\d{4}-\d\d-\d\d", name)
        dead = sum(int(r["dead"]) for r in good)
        return Parsed(
            layer="incidents",
            frame=self.raw("incidents", *known),
            lines=lines,
            rows_in=len(rows),
            set_aside=tuple(aside),
            remarks=tuple(Remark(n[0], "no_position") for n in lines[:1]),
            sums=(SumLine("whole file", "dead", None if aside else dead, dead),),
            layout="small",
            first_day=min(days, default=None),
            last_day=max(days, default=None),
            as_of=dt.date.fromisoformat(said[0]) if said else None,
        )


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time that every command sees."""
    found = Clock()
    monkeypatch.setattr(output, "now", lambda: found.now)
    return found


@pytest.fixture
def pharos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Terminal:
    """A terminal over a data folder that is not there yet."""
    monkeypatch.setenv("PHAROS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "250")
    place = tmp_path / "files"
    place.mkdir()
    return Terminal(tmp_path / "data", place)


@pytest.fixture
def register(raw: Frames, monkeypatch: pytest.MonkeyPatch) -> Register:
    """The small source, registered."""
    found = Register(raw)
    monkeypatch.setitem(SOURCES, found.name, found.source())
    return found
