"""A link that names one picture for good: the whole selection, the moment, the methods.

An address of the page (version 1) says what differs from the default and follows the newest figures.
A permalink (version 2) is an address too, and leaves nothing out: every part of the selection, also
where it is the default; the moment until which figures and decisions count; the versions of the
methods; a digest of the editions; and a check over all of it. The check is no signature: it tells
that a link was cut or edited, not who made it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from urllib.parse import parse_qsl, urlencode

from dashboard.picture import Picture, Pictures
from dashboard.state import (
    KEYS,
    MAX_LENGTH,
    VERSION,
    Decoded,
    decode,
    decode_values,
    written,
)
from geodata.errors import NoEdition
from layers.errors import SelectionError
from layers.methods import METHODS
from layers.selection import Selection

PERMANENT = "2"
OPEN = "open"  # a day that is not chosen
NONE = "none"
_LISTS = ("routes", "regions", "causes", "layers")
_OWN = ("v", "methods", "edition", "check")
_DIGITS = 12


@dataclass(frozen=True)
class Opened:
    """What an address names: a selection, what was promised with it, and what is wrong with it.

    Attributes:
        selection: what it asks to see.
        problems: a sentence for each part that was not honoured.
        edition: the digest of the editions that it was made with; empty where none is named.
        is_permanent: whether it is a permalink.
    """

    selection: Selection
    problems: tuple[str, ...] = ()
    edition: str = ""
    is_permanent: bool = False


def pinned(picture: Picture) -> Picture:
    """The same picture as known at the moment of the newest thing in it, so that it stays."""
    moment = picture.holdings.moment
    return Picture(picture.selection.but(known_on=moment), picture.holdings)


def permalink(picture: Picture) -> str:
    """The query string of a picture that names it for good, with a leading ``?``.

    It stands after the path of any page. The permalink of an opened permalink is itself.
    """
    selection = pinned(picture).selection
    pairs = [("v", PERMANENT)]
    for field in fields(Selection):
        value = getattr(selection, field.name)
        if value is None:
            pairs.append((KEYS[field.name], NONE if field.name == "area" else OPEN))
        else:
            pairs += written(field.name, value)
    pairs.append(("methods", _methods()))
    pairs.append(("edition", picture.holdings.key))
    pairs.append(("check", check(pairs)))
    return "?" + urlencode(pairs, safe=":;,")


def check(pairs: Sequence[tuple[str, str]]) -> str:
    """Twelve hexadecimal digits over keys and values, whatever their order or how they are escaped."""
    text = "\n".join(sorted(f"{key}={value}" for key, value in pairs if key != "check"))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def opened(search: object) -> Opened:
    """What an address of any version names; nothing that cannot be honoured is passed over.

    Of a version that is not known here nothing is taken: its keys may mean something else.
    """
    if not isinstance(search, str):
        return _plain(decode(search))
    if len(search) > 2 * MAX_LENGTH:
        return _plain(decode(search))  # which says how long it may be
    pairs = parse_qsl(search.removeprefix("?"), keep_blank_values=True)
    versions = [value for key, value in pairs if key == "v"]
    if versions == [PERMANENT]:
        return _permanent(pairs)
    if versions and versions != [VERSION]:
        return Opened(Selection(), (_unread(versions),))
    return _plain(decode(search))


def _plain(found: Decoded) -> Opened:
    return Opened(found.selection, found.problems)


def _unread(versions: Sequence[str]) -> str:
    if len(versions) > 1:
        return f"v: {versions[:3]!r} is not understood; expected it once."
    named = versions[0][:40]
    later = named.isascii() and named.isdigit() and int(named) > int(PERMANENT)
    why = "it was made by a later version of Pharos" if later else "there is no such version"
    return (
        f"v: {named!r} is not a version of the address that this server reads: {why}; expected "
        f"{VERSION} or {PERMANENT}. Nothing of the address was taken."
    )


def _permanent(pairs: Sequence[tuple[str, str]]) -> Opened:
    values: dict[str, list[str]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    problems = _promises(pairs, values)
    names = {key: name for name, key in KEYS.items()}
    asked = {
        key: given
        for key, given in values.items()
        if key not in _OWN and not _is_left_open(names.get(key, ""), given)
    }
    found = decode_values(asked)
    edition = values.get("edition", [""])[0]
    return Opened(found.selection, (*problems, *found.problems), edition, is_permanent=True)


def _is_left_open(name: str, given: Sequence[str]) -> bool:
    return name not in _LISTS and list(given) == [NONE if name == "area" else OPEN]


def _promises(pairs: Sequence[tuple[str, str]], values: Mapping[str, list[str]]) -> list[str]:
    """What is wrong with a permalink beside its selection, in sentences."""
    absent = [key for key in (*KEYS.values(), *_OWN) if key not in values]
    said = values.get("check", [""])
    if absent:
        return [
            f"The permalink is not whole: it lacks {', '.join(absent)}. Parts of it were cut off or "
            "taken out after it was made, so that it no longer names one picture."
        ]
    if said != [check(pairs)]:
        return [
            f"The permalink was changed after it was made: its check {said[0][:40]!r} does not fit "
            "what it says. What it says now is not what was cited."
        ]
    problems = []
    if values["known_on"] == [OPEN]:
        problems.append("The permalink names no moment, so that it would not stay the same.")
    made = values["methods"][0]
    if made != _methods():
        changed = sorted(set(made.split(";")) - set(_methods().split(";")))
        ours = [f"{m.split('.')[0]}.{METHODS.get(m.split('.')[0], 'none')}" for m in changed]
        problems.append(
            f"The permalink was made by other versions of the methods ({', '.join(changed)[:80]}; "
            f"here {', '.join(ours)[:80]}): rows are the same, computed numbers may differ."
        )
    return problems


def _methods() -> str:
    return ";".join(f"{name}.{version}" for name, version in METHODS.items())


def edition_problem(found: Opened, picture: Picture) -> str:
    """What is wrong if an address names other editions than a picture shows; empty if nothing."""
    if not found.edition or found.edition == picture.holdings.key:
        return ""
    return (
        f"edition: {found.edition[:40]!r} is not what is held here for that moment "
        f"({picture.holdings.key!r}): an edition was removed, damaged or is not in this data folder, "
        "or something is withheld. The figures may differ from those that were cited."
    )


def shown(pictures: Pictures, search: object) -> tuple[Picture | None, tuple[str, ...]]:
    """The picture that an address of any version names, and a sentence for whatever is wrong.

    The picture is None where there is none to be shown.
    """
    found = opened(search)
    try:
        picture = pictures.of(found.selection)
    except (SelectionError, NoEdition) as error:
        return None, (*found.problems, str(error))
    wrong = edition_problem(found, picture)
    return picture, (*found.problems, *([wrong] if wrong else []))
