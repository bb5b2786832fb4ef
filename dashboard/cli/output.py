"""What the commands share: the store, refusals, and how sentences, tables and JSON are printed."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from pydantic import ValidationError

from dashboard.settings import Settings
from dashboard.state import parse_day
from geodata.errors import GeodataError
from geodata.sandbox import shown
from geodata.store import FileStore
from layers.errors import SelectionError

# Whether the command that runs was asked for JSON: each sets it when its options are read.
_AS_JSON: ContextVar[bool] = ContextVar("as_json", default=False)


def _remembered(is_asked: bool) -> bool:
    _AS_JSON.set(is_asked)
    return is_asked


AsJson = Annotated[
    bool,
    typer.Option(
        "--json",
        callback=_remembered,
        is_eager=True,
        help="Print JSON instead of a table; a refusal too.",
    ),
]
PIPED_WIDTH = 160  # of a table that nobody looks at in a terminal
LONGEST = 20_000


def settings(**given: Any) -> Settings:
    """The settings of the environment, with the options that were given over them."""
    try:
        return Settings(**{k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        problems = [f"{e['loc'][0]}: {e['input']!r} ({e['msg']})" for e in error.errors()]
        raise refuse("; ".join(problems)) from error


def refuse(message: str) -> typer.Exit:
    """An exit with 1, after the reason was said on stderr, and as JSON where that was asked for."""
    say(message, err=True)
    if _AS_JSON.get():
        print_json({"problems": [message]})
    return typer.Exit(1)


def store() -> FileStore:
    """The store of the data folder that the settings name."""
    try:
        return FileStore(settings().data)
    except GeodataError as error:
        raise refuse(str(error)) from error


def now() -> dt.datetime:
    """The moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def day(option: str, text: str) -> dt.date:
    """The day that an option names; a refusal names the option and quotes the text."""
    try:
        return parse_day(option, text)
    except SelectionError as error:
        raise refuse(f"--{error}") from error


def say(text: str = "", *, err: bool = False) -> None:
    """Print text; what could steer a terminal (it may come from a file) is spelt out."""
    typer.echo("\n".join(shown(line, LONGEST) for line in text.split("\n")), err=err)


def tell(text: str = "") -> None:
    """Print a sentence, in lines as wide as the terminal; in one line where there is none."""
    width = shutil.get_terminal_size((LONGEST, 24)).columns
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())] + "  "
        parts = textwrap.wrap(
            shown(line, LONGEST),
            max(width, 40),
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        typer.echo("\n".join(parts))


def print_json(value: Any) -> None:
    """Print plain values as JSON."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], numbers: Sequence[str] = ()
) -> None:
    """Print a table without lines; `numbers` name the columns that stand to the right.

    The last column is broken into lines where there is no room for it; no other one is.
    """
    from rich.cells import cell_len  # noqa: PLC0415 (many commands print no table)
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    texts = [[shown(_cell(value), LONGEST) for value in row] for row in rows]
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for number, heading in enumerate(headings):
        side: Literal["left", "right"] = "right" if heading in numbers else "left"
        cells = [heading, *(row[number] for row in texts)]
        is_last = number == len(headings) - 1
        # Rich would cut off a cell for which there is no room; so there is.
        least = max(
            cell_len(part) for c in cells for part in (c.split() if is_last else [c]) or [""]
        )
        table.add_column(
            heading, justify=side, no_wrap=not is_last, overflow="fold", min_width=least
        )
    for row in texts:
        table.add_row(*(Text(text) for text in row))
    console = Console(width=shutil.get_terminal_size((PIPED_WIDTH, 24)).columns)
    unbounded = console.options.update(width=LONGEST)
    console.width = max(console.width, console.measure(table, options=unbounded).minimum)
    console.print(table)


def _cell(value: object) -> str:
    if value is None:
        return "unknown"
    return f"{value:,}" if isinstance(value, int) else str(value)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say on stderr what is being done, while it is, if somebody looks at a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 (a pipe needs none of it)

    with Console(stderr=True).status(shown(what)):
        yield


def counted(number: int, what: str) -> str:
    """A number of things in words: ``1 row``, ``2 rows``."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def has_ledger(store: FileStore) -> bool:
    """Whether anything was ever imported: a command that only looks makes no ledger."""
    return store.folder is not None and (store.folder / "ledger.sqlite").exists()


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet: one that is may be half mended by hand."""
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise refuse(f"{str(path)!r} is there already; choose another name.") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise refuse(f"{str(path)!r} cannot be written: {reason}.") from error
