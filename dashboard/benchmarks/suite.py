"""The measurements on the server, ours and the plain way in turns, each with its target."""

from __future__ import annotations

import datetime as dt
import gc
import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dashboard import ids
from dashboard.app import create_app
from dashboard.benchmarks.calls import Caller, drawn_ids
from dashboard.benchmarks.plain import ids_of, plain_app
from dashboard.benchmarks.report import Line
from dashboard.benchmarks.worlds import FIRST_DAY, world
from dashboard.state import encode
from geodata.store import Store
from layers.selection import Selection

SIZES = (20_000, 200_000)
TIMES_LESS = {20_000: 100.0, 200_000: 200.0}
BYTES_SHARE = {20_000: 0.2}
ENCODINGS = ("identity", "zstd", "br")
PICTURE = f"{ids.MAP_PICTURE}.data"
COLUMNS = "/picture/incidents/columns.json"
OTHER = "plain Dash"
Say = Callable[[str], object]


@dataclass(frozen=True)
class Pair:
    """One world twice: as our application and as the plain one."""

    rows: int
    ours: Caller
    plain: Caller

    @staticmethod
    def over(store: Store) -> Pair:
        """Both applications over the same incidents."""
        incidents = store.load("incidents").frame
        return Pair(
            len(incidents),
            Caller(create_app(store).server),
            Caller(plain_app(incidents).server),
        )

    def ask_ours(self, token: str, encoding: str = "identity") -> bytes:
        """Our answer to a change of the selection, for the map."""
        return self.ours.post(self.ours.body(PICTURE, **{ids.SELECTION: token}), encoding)

    def ask_plain(self, token: str, encoding: str = "identity") -> bytes:
        """The plain app's answer to the same change."""
        body = self.plain.body(f"{ids.MAP}.figure", **{ids.SELECTION: token})
        return self.plain.post(body, encoding)

    def shown(self, token: str) -> tuple[set[str], set[str]]:
        """The ids of the incidents on our map and on the plain one."""
        picture = json.loads(self.ask_ours(token))["response"][ids.MAP_PICTURE]["data"]
        columns = json.loads(self.ours.get(COLUMNS))
        return drawn_ids(picture, columns), ids_of(json.loads(self.ask_plain(token)))


def wide(step: int) -> str:
    """Selection tokens that leave out the first days only: nearly every incident is drawn."""
    return encode(Selection(first_day=FIRST_DAY + dt.timedelta(days=1 + step)))


def narrow(step: int) -> str:
    """Selection tokens of one year on two routes: one incident in twenty is drawn."""
    first = dt.date(2018, 1, 2) + dt.timedelta(days=step)
    last = first + dt.timedelta(days=364)
    return encode(Selection(first_day=first, last_day=last, routes=("western", "central")))


def server_lines(
    rows: int | None, rounds: int, say: Say = lambda _: None, store: Store | None = None
) -> list[Line]:
    """Milliseconds and bytes of a change of the selection, and of the first load, in one world.

    Args:
        rows: synthetic incidents; None measures the packaged figures.
        rounds: how often each is measured; every round asks for another period, so that no
            cache answers.
        say: told what is being done.
        store: the world, where it is made already.
    """
    say("packaged figures" if rows is None else f"{rows:,} synthetic incidents")
    pair = Pair.over(store or world(rows))
    lines = [*first_load(pair)]
    for kind, tokens, words in (
        ("wide", wide, "nearly all incidents drawn"),
        ("narrow", narrow, "one year on two routes"),
    ):
        _same_rows(pair, tokens(-1))
        ours, other = in_turns(pair.ask_ours, pair.ask_plain, [tokens(k) for k in range(rounds)])
        aimed = kind == "wide" and rows is not None
        lines.append(
            Line(
                f"server_{kind}",
                f"server, change of the filter: {words}",
                "ms",
                ours,
                other,
                OTHER,
                pair.rows,
                rounds,
                target=TIMES_LESS.get(pair.rows) if aimed else None,
            )
        )
        for number, encoding in enumerate(ENCODINGS):
            token = tokens(rounds + number)
            name = "uncompressed" if encoding == "identity" else encoding
            lines.append(
                Line(
                    f"bytes_{kind}_{encoding}",
                    f"on the wire, {name}: {words}",
                    "bytes",
                    len(pair.ask_ours(token, encoding)),
                    len(pair.ask_plain(token, encoding)),
                    OTHER,
                    pair.rows,
                    goal="share_of_other",
                    target=BYTES_SHARE.get(pair.rows) if aimed else None,
                )
            )
    return lines


def first_load(pair: Pair) -> list[Line]:
    """What ours sends once per edition, and the plain way never does: every coordinate."""
    start = time.perf_counter()
    raw = len(pair.ours.get(COLUMNS))
    spent = (time.perf_counter() - start) * 1000
    lines = [
        Line("columns_ms", "once per edition: placing and packing every incident", "ms", spent,
             rows=pair.rows),
        Line("columns_identity", "once per edition: coordinates and counts, uncompressed", "bytes",
             raw, rows=pair.rows),
    ]  # fmt: skip
    for encoding in ENCODINGS[1:]:
        size = len(pair.ours.get(COLUMNS, encoding))
        what = f"once per edition: coordinates and counts, {encoding}"
        lines.append(Line(f"columns_{encoding}", what, "bytes", size, rows=pair.rows))
    return lines


def callback_lines(rounds: int, say: Say = lambda _: None) -> list[Line]:
    """Milliseconds of the other callbacks that a change of the selection starts."""
    say("headline and series on the packaged figures")
    caller = Caller(create_app(world()).server)
    lines = []
    for name, output, words in (
        ("headline", f"{ids.SENTENCE}.children", "headline numbers"),
        ("series", f"{ids.SERIES}.figure", "time series"),
    ):

        def ask(token: str, output: str = output) -> bytes:
            return caller.post(caller.body(output, **{ids.SELECTION: token}))

        ask(wide(-1))
        spent = statistics.median(timed(ask, wide(k)) for k in range(rounds))
        what = f"server, change of the filter: {words}"
        lines.append(Line(f"callback_{name}", what, "ms", spent, rounds=rounds))
    return lines


def in_turns(
    ours: Callable[[str], object], other: Callable[[str], object], tokens: Sequence[str]
) -> tuple[float, float]:
    """Median milliseconds of both, called in turns with the same tokens; each goes first as often.

    In turns, so that whatever else the machine does meets both alike.
    """
    spent: tuple[list[float], list[float]] = ([], [])
    for number, token in enumerate(tokens):
        for which in (0, 1) if number % 2 else (1, 0):
            spent[which].append(timed((ours, other)[which], token))
    return statistics.median(spent[0]), statistics.median(spent[1])


def timed(call: Callable[[str], object], token: str) -> float:
    """Milliseconds of one call. Rubbish of the calls before is swept away first."""
    gc.collect()
    start = time.perf_counter()
    call(token)
    return (time.perf_counter() - start) * 1000


def _same_rows(pair: Pair, token: str) -> None:
    """A race between two answers to different questions is none; this is also the warm-up.

    Raises:
        RuntimeError: if the two maps show different incidents.
    """
    ours, plain = pair.shown(token)
    if ours != plain:
        raise RuntimeError(
            f"{token}: ours shows {len(ours):,} incidents and the plain way {len(plain):,}; "
            f"{len(ours ^ plain):,} are on one map only"
        )


def rounds_for(rows: int | None, most: int) -> int:
    """Fewer rounds where the plain way takes seconds for one."""
    return most if rows is None or rows <= 50_000 else max(3, most // 2)


def all_lines(sizes: Iterable[int | None], rounds: int, say: Say) -> list[Line]:
    """Every measurement on the server, for each size; None is the packaged figures."""
    lines: list[Line] = []
    for rows in sizes:
        lines += server_lines(rows, rounds_for(rows, rounds), say)
    return lines + callback_lines(rounds, say)
