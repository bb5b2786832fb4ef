"""The only decoder of what a browser sends, and the only writer of the URL.

A decoded choice is either honoured or named in `Decoded.problems`; nothing is defaulted in
silence. Schema version 1 of the URL: repeated keys are lists, days are ISO 8601, both days of
the period are included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dashboard.presets import preset
from layers.areas import read_area
from layers.errors import SelectionError
from layers.selection import (
    MAX_PEOPLE,
    Selection,
    month_end,
    next_month,
    previous_month,
)

VERSION = "1"
MAX_LENGTH = 4000
MAX_VALUES = 64


@dataclass(frozen=True)
class Decoded:
    """A selection, and a sentence for each part of the request that was not honoured."""

    selection: Selection
    problems: tuple[str, ...] = ()


def encode(selection: Selection) -> str:
    """The selection as a canonical query string with a leading ``?``; empty for the default."""
    pairs = [p for n, v in selection.changed_fields().items() for p in written(n, v)]
    return "?" + urlencode([("v", VERSION), *pairs], safe=":;,") if pairs else ""


def written(name: str, value: object) -> list[tuple[str, str]]:
    """A field of a selection with a value other than None, as the keys and values of an address."""
    key = KEYS[name]
    if isinstance(value, tuple):
        return [(key, v) for v in value] or [(key, "none")]
    if isinstance(value, bool):
        return [(key, "yes" if value else "no")]
    if isinstance(value, dt.datetime):
        return [(key, moment_text(value))]
    return [(key, str(value))]


def moment_text(moment: dt.datetime) -> str:
    """A moment as ``2026-11-22T09:30:00Z``, to the microsecond where it has any."""
    return moment.astimezone(dt.UTC).isoformat().removesuffix("+00:00") + "Z"


KEYS = {
    "first_day": "from",
    "last_day": "to",
    "routes": "route",
    "regions": "region",
    "causes": "cause",
    "min_people": "min_people",
    "min_source_quality": "source_quality",
    "known_on": "known_on",
    "layers": "layer",
    "every": "every",
    "by_route": "by_route",
    "rate": "rate",
    "expected": "expected",
    "measure": "measure",
    "compare_first": "compare_from",
    "compare_last": "compare_to",
    "area": "area",
}
# Days that are honoured together or not at all.
_PERIODS = (("first_day", "last_day"), ("compare_first", "compare_last"))
_DAYS = (*(name for pair in _PERIODS for name in pair), "known_on")
_LAST_DAYS = tuple(pair[1] for pair in _PERIODS)


def decode(search: object) -> Decoded:
    """The selection in a query string, with or without its leading ``?``.

    Parts that cannot be honoured are left at their default and named in `problems`.
    """
    if search is None or search == "":
        return Decoded(Selection())
    if not isinstance(search, str):
        return Decoded(Selection(), (f"The address is {type(search).__name__}, expected text.",))
    if len(search) > MAX_LENGTH:
        return Decoded(
            Selection(),
            (f"The address has {len(search):,} characters; at most {MAX_LENGTH:,} are read.",),
        )
    values: dict[str, list[str]] = {}
    for key, value in parse_qsl(search.removeprefix("?"), keep_blank_values=True):
        values.setdefault(key, []).append(value)
    return decode_values(values)


def decode_values(values: Mapping[str, Sequence[str]]) -> Decoded:
    """As `decode`, from keys with their lists of text values."""
    problems: list[str] = []
    selection = Selection()
    days: dict[str, dt.date] = {}
    names = {key: name for name, key in KEYS.items()}
    for key, given in values.items():
        if key == "v":
            if list(given) != [VERSION]:
                problems.append(
                    f"v: {given[0][:40]!r} is not a version of the address that this server reads; "
                    f"expected {VERSION}."
                )
            continue
        if key not in names:
            problems.append(
                f"{key[:40]!r} is not known; the address may hold {', '.join(KEYS.values())}."
            )
            continue
        name = names[key]
        try:
            value = _parsed(name, key, given)
            if name in _DAYS and name != "known_on":
                Selection(known_on=value)  # as early and as late as any day may be
                days[name] = value
            else:
                selection = selection.but(**{name: value})
        except SelectionError as error:
            problems.append(str(error.named(key)))
    for pair in _PERIODS:
        try:
            selection = selection.but(**{n: days[n] for n in pair if n in days})
        except SelectionError as error:
            problems.append(str(error))
    return Decoded(selection, tuple(problems))


def _parsed(name: str, key: str, given: Sequence[str]) -> Any:
    if name in ("routes", "layers", "regions", "causes"):
        if len(given) > MAX_VALUES:
            raise SelectionError(key, f"{len(given)} values", f"at most {MAX_VALUES} are read")
        return () if list(given) == ["none"] else tuple(given)
    if len(given) != 1:
        raise SelectionError(key, list(given)[:3], "expected it once")
    text = given[0]
    if name == "known_on":
        return parse_known(key, text)
    if name in _DAYS:
        return parse_day(key, text, last=name in _LAST_DAYS)
    if name in ("min_people", "min_source_quality"):
        return _whole(key, text, 5 if name == "min_source_quality" else MAX_PEOPLE)
    if name in ("by_route", "expected"):
        if text not in ("yes", "no"):
            raise SelectionError(key, text, "expected yes or no")
        return text == "yes"
    return read_area(text) if name == "area" else text


def _whole(key: str, text: str, highest: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise SelectionError(key, text, f"expected a whole number from 0 to {highest:,}")
    return int(text)


def parse_day(key: str, text: object, *, last: bool = False) -> dt.date:
    """A day from ``YYYY-MM-DD``, or from ``YYYY-MM``: its first day, or with `last` its last.

    Raises:
        SelectionError: quoting the text.
    """
    expected = "expected a day as YYYY-MM-DD or a month as YYYY-MM"
    if not isinstance(text, str) or len(text) not in (7, 10):
        raise SelectionError(key, text, expected)
    try:
        day = dt.date.fromisoformat(text if len(text) == 10 else text + "-01")
    except ValueError:
        raise SelectionError(key, text, expected) from None
    # fromisoformat also reads 2024-W01-1, which is ten characters long.
    if not day.isoformat().startswith(text):
        raise SelectionError(key, text, expected)
    return month_end(day) if last and len(text) == 7 else day


def parse_known(key: str, text: str) -> dt.date:
    """A day as of `parse_day`, or a moment from ``YYYY-MM-DDTHH:MM:SSZ``, also with microseconds.

    Raises:
        SelectionError: quoting the text.
    """
    if len(text) <= len("YYYY-MM-DD"):
        return parse_day(key, text)
    try:
        moment = dt.datetime.fromisoformat(text if text.endswith("Z") else "")
        if moment_text(moment) == text:
            return moment
    except ValueError:
        pass
    expected = "expected a day as YYYY-MM-DD or a moment as YYYY-MM-DDTHH:MM:SSZ (UTC)"
    raise SelectionError(key, text, expected)


def changed(
    selection: Selection,
    control: str,
    value: object,
    months: Sequence[dt.date],
    newest: dt.date,
) -> Decoded:
    """The selection after a reader moved one control.

    Args:
        selection: the present one; it stays where the value cannot be honoured.
        control: the id of the control that moved.
        value: what the browser sent for it; anything.
        months: all months held, the scale of the slider.
        newest: see `dashboard.presets.preset`.
    """
    try:
        if control == "preset":
            first, last = preset(value, selection, newest)
            return Decoded(selection.but(first_day=first, last_day=last))
        read = _reader(control)
        return Decoded(selection.but(**read(value, selection, months)))
    except SelectionError as error:
        return Decoded(selection, (str(error),))


def _reader(control: object) -> Reader:
    read = _CONTROLS.get(control) if isinstance(control, str) else None
    if read is None:
        raise SelectionError("control", control, f"expected one of {', '.join(_CONTROLS)}")
    return read


Reader = Callable[[object, Selection, Sequence[dt.date]], dict[str, Any]]


def _slider(value: object, _: Selection, months: Sequence[dt.date]) -> dict[str, Any]:
    ends = value if isinstance(value, list) else []
    if len(ends) != 2 or not all(_is_index(e, len(months)) for e in ends):
        raise SelectionError("months", value, f"expected two places from 0 to {len(months) - 1}")
    low, high = ends
    return {
        "first_day": None if low == 0 else months[low],
        "last_day": None if high == len(months) - 1 else month_end(months[high]),
    }


def _is_index(value: object, size: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < size


def _brush(value: object, _: Selection, months: Sequence[dt.date]) -> dict[str, Any]:
    ends = value if isinstance(value, list) else []
    if len(ends) != 2:
        raise SelectionError("brush", value, "expected a first and a last day")
    first, last = (parse_day("brush", str(e)[:10]) for e in ends)
    return {
        # A hand cannot hit a day: the months that were touched are meant, whole.
        "first_day": max(first.replace(day=1), months[0]),
        "last_day": min(month_end(last), month_end(months[-1])),
    }


def _step(value: object, selection: Selection, months: Sequence[dt.date]) -> dict[str, Any]:
    if isinstance(value, bool) or value not in (-1, 1):
        raise SelectionError("step", value, "expected -1 or 1")
    move = next_month if value == 1 else previous_month
    first = selection.first_day or months[0]
    last = selection.last_day or month_end(months[-1])
    moved_first, moved_last = move(first), month_end(move(last))
    if moved_first < months[0] or moved_last > month_end(months[-1]):
        return {}
    return {"first_day": moved_first, "last_day": moved_last}


def _typed(name: str) -> Reader:
    def read(value: object, *_: Any) -> dict[str, Any]:
        if value in (None, ""):
            return {name: None}
        return {name: parse_day(KEYS[name], value, last=name == "last_day")}

    return read


def _choices(name: str) -> Reader:
    def read(value: object, *_: Any) -> dict[str, Any]:
        given = [] if value is None else value
        if not isinstance(given, list) or not all(isinstance(v, str) for v in given):
            raise SelectionError(name, value, "expected a list of names")
        if len(given) > MAX_VALUES:
            raise SelectionError(name, f"{len(given)} values", f"at most {MAX_VALUES} are read")
        return {name: tuple(given)}

    return read


def _number(name: str) -> Reader:
    def read(value: object, *_: Any) -> dict[str, Any]:
        if value in (None, ""):
            return {name: 0}
        if isinstance(value, str):
            return {name: _whole(name, value, MAX_PEOPLE)}
        return {name: value}

    return read


def _named(name: str) -> Reader:
    return lambda value, *_: {name: value}


def _split(value: object, *_: Any) -> dict[str, Any]:
    if value not in ("route", "together"):
        raise SelectionError("by_route", value, "expected route or together")
    return {"by_route": value == "route"}


def _expected(value: object, *_: Any) -> dict[str, Any]:
    if value not in ("known", "expected"):
        raise SelectionError("expected", value, "expected known or expected")
    return {"expected": value == "expected"}


def _compare(value: object, *_: Any) -> dict[str, Any]:
    """Both days of the other period; both empty is the same months before."""
    ends = value if isinstance(value, list) else []
    if len(ends) != 2:
        raise SelectionError("compare", value, "expected a first and a last day")
    names = _PERIODS[1]
    read = [
        None if end in (None, "") else parse_day(KEYS[name], end, last=name in _LAST_DAYS)
        for name, end in zip(names, ends, strict=True)
    ]
    return dict(zip(names, read, strict=True))


def _area(value: object, *_: Any) -> dict[str, Any]:
    if value is not None and not isinstance(value, str):
        raise SelectionError("area", value, "expected a text, or nothing to take the area away")
    return {"area": read_area(value) if value else None}


_CONTROLS: dict[str, Reader] = {
    "months": _slider,
    "brush": _brush,
    "step": _step,
    "first_day": _typed("first_day"),
    "last_day": _typed("last_day"),
    "known_on": _typed("known_on"),
    "routes": _choices("routes"),
    "regions": _choices("regions"),
    "causes": _choices("causes"),
    "layers": _choices("layers"),
    "min_people": _number("min_people"),
    "min_source_quality": _number("min_source_quality"),
    "every": _named("every"),
    "by_route": _split,
    "rate": _named("rate"),
    "expected": _expected,
    "measure": _named("measure"),
    "compare": _compare,
    "area": _area,
}


def slider_ends(selection: Selection, months: Sequence[dt.date]) -> list[int]:
    """The two places on the slider that show the selection's period."""

    def place(day: dt.date) -> int:
        at = (day.year - months[0].year) * 12 + day.month - months[0].month
        return min(max(at, 0), len(months) - 1)

    low = place(selection.first_day) if selection.first_day else 0
    high = place(selection.last_day) if selection.last_day else len(months) - 1
    return [low, high]


def span(selection: Selection, months: Sequence[dt.date]) -> tuple[dt.date, dt.date]:
    """First and last day of the period; where it is open, of all that is held."""
    first = selection.first_day or min(months[0], selection.last_day or months[0]).replace(day=1)
    return first, selection.last_day or max(month_end(months[-1]), month_end(first))


def in_words(selection: Selection, months: Sequence[dt.date]) -> str:
    """The period as a reader says it: ``January 2018 to December 2018``."""
    first, last = span(selection, months)
    if first.day == 1 and last == month_end(last):
        same = (first.year, first.month) == (last.year, last.month)
        return f"{first:%B %Y}" if same else f"{first:%B %Y} to {last:%B %Y}"
    return f"{first:%-d %B %Y} to {last:%-d %B %Y}"
