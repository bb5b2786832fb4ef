"""What a GIS client asks for, read from its query: nothing is guessed, nothing is left unread.

The selection has the names of the page's address and is decoded by `dashboard.state` alone. Read
here is what only this interface knows: box, time, paging and the columns of a layer.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

import pandas as pd
from werkzeug.datastructures import MultiDict

from dashboard.errors import RefusedInput
from dashboard.permalink import PERMANENT, check, opened
from dashboard.state import KEYS, VERSION, decode_values, parse_day
from layers.errors import NonConforming, SelectionError
from layers.following import has_dates
from layers.layer import Layer
from layers.schema import Column, typed

# The parts of the page's address that decide which rows there are; how the page looks is no part.
ROW_KEYS = (
    "v", "from", "to", "route", "region", "cause", "min_people", "source_quality", "known_on",
    "area",
)  # fmt: skip
# The rest of it has no effect on rows; it is read and checked, so that an address can be pasted.
LOOK_KEYS = tuple(key for key in KEYS.values() if key not in ROW_KEYS)
ITEM_KEYS = ("bbox", "bbox-crs", "crs", "datetime", "limit", "offset", "edition")
_PROMISES = ("methods", "edition", "check")  # of a permalink
FORMATS = ("json", "html")
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
DEFAULT_LIMIT, MOST_ITEMS = 1_000, 10_000
HTML_LIMIT = 100  # a page that a person reads
LARGEST_OFFSET = 2**53

Box = tuple[float, float, float, float]
Days = tuple[dt.date | None, dt.date | None]


@dataclass(frozen=True)
class Asked:
    """What one request asks for.

    Attributes:
        format: ``json`` or ``html``.
        search: the selection as the query of an address, as it was sent; a permalink whole.
        passed: the parameters that pygeoapi reads: box, time, paging, columns.
        limit: at most so many items.
        offset: so many items of the whole come before.
        edition: the key of the figures that the page before was cut from; None on a first page.
        is_permanent: whether the selection is a permalink, which names its own edition.
    """

    format: str
    search: str
    passed: dict[str, str]
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    edition: str | None = None
    is_permanent: bool = False


def property_columns(layer: Layer) -> list[Column]:
    """The columns of a layer that a parameter of the same name can be set equal to.

    Where the selection has the name, the selection is meant: ``source_quality=4`` is *at least* 4.
    """
    taken = {*ROW_KEYS, *ITEM_KEYS, "f"}
    return [c for c in layer.columns if c.kind != "geometry" and c.name not in taken]


def read(args: MultiDict[str, str], wanted: str, layer: Layer | None, *, items: bool) -> Asked:
    """What a query asks for.

    Args:
        args: the query, repeated keys included.
        wanted: the format that the client accepts, where the query names none.
        layer: the layer of the collection; None outside of one.
        items: whether many items are asked for: only then there are boxes, times and pages.

    Raises:
        RefusedInput: with a sentence for each part that cannot be honoured.
    """
    columns = {c.name: c for c in property_columns(layer)} if layer and items else {}
    # GDAL repeats what it was started with after a link that carries it: the same said twice.
    said = {key: list(dict.fromkeys(values)) for key, values in args.lists()}
    version = said.get("v", [VERSION])
    if version not in ([VERSION], [PERMANENT]):
        # Of another version nothing is known: its keys may mean something else.
        raise RefusedInput(list(opened("?" + urlencode(_pairs({"v": version}))).problems))
    is_permanent = version == [PERMANENT]
    page_keys = (*ROW_KEYS, *LOOK_KEYS, *(_PROMISES if is_permanent else ()))
    known = ("f", *page_keys, *(ITEM_KEYS if items else ("crs",) if layer else ()))
    problems = [_unknown(key, known, columns) for key in said if key not in {*known, *columns}]
    page = {key: said[key] for key in page_keys if key in said}
    own = {k: v for k, v in said.items() if k in {*known, *columns} and k not in page_keys}
    for key in sorted({*page} & {*columns}):
        page[key] = _of_page(key, columns[key], page)
        if rest := [value for value in said[key] if value not in page[key]]:
            own[key] = rest
    problems += [str(SelectionError(k, v[:3], "expected it once")) for k, v in own.items()
                 if len(v) != 1]  # fmt: skip
    once = {key: values[0] for key, values in own.items()}
    for key, reader in _readers(layer, columns).items():
        try:
            if key in once:
                reader(once[key])
        except SelectionError as error:
            problems.append(str(error))
    if "bbox-crs" in once and "bbox" not in once:
        problems.append("bbox-crs speaks of a bbox, and there is none.")
    if problems:
        raise RefusedInput(problems)
    form = once.get("f", wanted)
    limit = int(once.get("limit", HTML_LIMIT if form == "html" else DEFAULT_LIMIT))
    passed = {k: v for k, v in once.items() if k not in ("f", "edition", "limit")}
    if items:
        passed["limit"] = str(min(limit, MOST_ITEMS))
    return Asked(
        form,
        urlencode(_pairs(page), safe=":;,"),
        passed,
        min(limit, MOST_ITEMS),
        int(once.get("offset", 0)),
        once.get("edition"),
        is_permanent,
    )


def _pairs(page: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(key, value) for key, values in page.items() for value in values]


def _of_page(key: str, column: Column, page: Mapping[str, list[str]]) -> list[str]:
    """Which values of a key that the page and a layer both have are the page's.

    In a permalink the one under its check; else those that no cell of the column can have. The
    others are a condition on the column, which GDAL adds to whatever address it was given.
    """
    if page.get("v") == [PERMANENT]:
        for value in page[key]:
            if [check(_pairs({**page, key: [value]}))] == page.get("check"):
                return [value]
        return page[key]
    return [v for v in page[key] if column.allowed is not None and v not in column.allowed
            and not decode_values({key: [v]}).problems]  # fmt: skip


def _readers(layer: Layer | None, columns: dict[str, Column]) -> dict[str, Callable[[str], object]]:
    """What reads each parameter, and refuses what it cannot read."""
    out: dict[str, Callable[[str], object]] = {
        "f": _one_of("f", FORMATS),
        "limit": _whole("limit", 1),
        "offset": _whole("offset", 0),
        "crs": _one_of("crs", (CRS84,)),
        "bbox-crs": _one_of("bbox-crs", (CRS84,)),
    }
    if layer is not None:
        out["bbox"] = partial(_box_of, layer)
        out["datetime"] = partial(_days_of, layer)
        out |= {name: partial(read_cell, layer, column) for name, column in columns.items()}
    return out


def _unknown(key: str, known: Sequence[str], columns: dict[str, Column]) -> str:
    more = f", or a column of the layer ({', '.join(columns)})" if columns else ""
    return f"{key[:40]!r} is not known here; expected one of {', '.join(known)}{more}."


def _one_of(key: str, allowed: Sequence[str]) -> Callable[[str], str]:
    def reader(text: str) -> str:
        if text not in allowed:
            raise SelectionError(key, text, f"expected {' or '.join(allowed)}")
        return text

    return reader


def _whole(key: str, least: int) -> Callable[[str], int]:
    def reader(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or not least <= int(text[:20]) < LARGEST_OFFSET:
            raise SelectionError(key, text, f"expected a whole number from {least}")
        return int(text)

    return reader


def _box_of(layer: Layer, text: str) -> Box:
    if layer.geometry == "none":
        raise SelectionError("bbox", text, f"the layer {layer.name} has no shapes, only rows")
    return read_box(text)


def _days_of(layer: Layer, text: str) -> Days:
    if layer.name != "incidents" and not has_dates(layer):
        raise SelectionError("datetime", text, f"the layer {layer.name} has no dates to follow")
    return read_days(text)


def read_box(text: str) -> Box:
    """West, south, east, north in degrees WGS84; west of 180° and east of it where west > east.

    Raises:
        SelectionError: quoting the text.
    """
    expected = "expected four numbers: west,south,east,north in degrees, south below north"
    parts = text.split(",")
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        raise SelectionError("bbox", text, expected) from None
    if not all(map(math.isfinite, (west, south, east, north))) or south > north:
        raise SelectionError("bbox", text, expected)
    return west, south, east, north


def read_days(text: str) -> Days:
    """The first and last day of an instant or interval (RFC 3339), both included; None is open.

    A time of day is taken to its day (UTC), as nothing here is dated more finely; ``YYYY-MM`` is
    the whole month.

    Raises:
        SelectionError: quoting the text.
    """
    parts = text.split("/")
    if len(parts) > 2:
        raise SelectionError("datetime", text, "expected a day, or first/last, .. for an open end")
    if len(parts) == 1:
        return _day(text, text, last=False), _day(text, text, last=True)
    first, last = (
        None if part in ("", "..") else _day(text, part, last=bool(i))
        for i, part in enumerate(parts)
    )
    if first and last and first > last:
        raise SelectionError("datetime", text, "expected the first day not after the last")
    return first, last


def _day(whole: str, part: str, *, last: bool) -> dt.date:
    try:
        # GDAL writes a day that it compares a column with as 2018-01-01T.
        if len(day := part.removesuffix("T")) <= 10:
            return parse_day("datetime", day, last=last)
        parse_day("datetime", part[:10])
        moment = dt.datetime.fromisoformat(part.upper())
        # A time without a zone is local time, and nobody says where.
        known = moment.astimezone(dt.UTC) if moment.tzinfo else None
    except (SelectionError, ValueError, OverflowError):
        known = None
    if known is None:
        expected = "expected days as YYYY-MM-DD or times as YYYY-MM-DDThh:mm:ssZ"
        raise SelectionError("datetime", whole, expected)
    return known.date()


def read_cell(layer: Layer, column: Column, text: str) -> object:
    """The value that a column is to be equal to.

    Raises:
        SelectionError: quoting the text, and saying what the column may hold.
    """
    if column.allowed is not None and column.kind != "codes" and text not in column.allowed:
        raise SelectionError(column.name, text, f"expected one of {', '.join(column.allowed)}")
    try:
        cell = typed(layer.name, pd.DataFrame({column.name: [text]}), [column])[column.name].iloc[0]
    except NonConforming as error:
        expected = error.problems[0].rpartition("(")[2].rstrip(")")
        raise SelectionError(column.name, text, expected) from None
    if pd.isna(cell):
        raise SelectionError(column.name, text, "expected a value; what is unknown equals nothing")
    return cell
