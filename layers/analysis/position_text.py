"""The text of a position cut into numbers, marks, letters and separators.

What two people could cut differently (a comma, a dash, the letter O) is cut in every way; which of
the cuts make sense is decided in `layers.analysis.coordinates`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

Kind = Literal["number", "minus", "plus", "mark", "letter", "label", "separator", "joint"]

MOST_CHARACTERS = 120

_DEGREES = "\u00b0\u00ba\u02da\u2070\u2218\u1d52"
_MINUTES = "'\u2019\u2018\u2032\u00b4`\u02b9\u02bc\u02bb\u02ca\u02cb\u201b\u2035\u05f3\uff07"
_SECONDS = '"\u201d\u201c\u2033\u02dd\u02ba\u02ee\u201f\u201e\u2036\u05f4\u3003\uff02'
_DASHES = "-\u2212\u2013\u2014\u2010\u2011\u2012\u2015\u207b\ufe63\uff0d"
_PLAIN = (
    dict.fromkeys(_DEGREES, "°")
    | dict.fromkeys(_MINUTES, "'")
    | dict.fromkeys(_SECONDS, '"')
    | dict.fromkeys(_DASHES, "-")
    | {"\u066b": ".", "\u060c": ",", "\n": ";", "\r": ";", "\u2028": ";", "\u2029": ";"}
)
_ARABIC_VOWELS = range(0x64B, 0x653)
_VARIANTS = range(0xFE00, 0xFE10)
_FULL_WIDTH = range(0xFF01, 0xFF5F)

# English, French, Italian, Spanish, German and Arabic words, and the letters used at sea.
_LETTERS = {
    word: letter
    for letter, words in {
        "N": "n north nord norte nordo northern شمال شمالا ش",
        "S": "s south sud sur süd southern جنوب جنوبا ج",
        "E": "e east est este ost eastern شرق شرقا ق",
        "W": "w west ouest ovest oeste western غرب غربا غ",
        # Ouest, Ovest, Oeste are west, Ost is east; the Greek Nu is the first letter of Notia, south.
        "O": "o",
        "\u039d": "\u03bd",
    }.items()
    for word in words.split()
}
_LABELS = {
    word: label
    for label, words in {
        "latitude": "lat latitude latitud latitudine العرض عرض",
        "longitude": "lon long lng longitude longitud longitudine الطول طول",
        "": "position pos posn posit coordinates coordinate coords coord gps location and خط",
    }.items()
    for word in words.split()
}
_UNIT_WORDS = {"deg": "°", "degs": "°", "degree": "°", "degrees": "°", "min": "'", "mins": "'",
               "minute": "'", "minutes": "'", "sec": '"', "secs": '"', "second": '"', "seconds": '"',
               "d": "°", "m": "'"}  # fmt: skip
_MEANT = {"O": ("W", "E"), "\u039d": ("N", "S")}
# Why a text was cut in several ways, for the sentence of the refusal.
OF_LETTER = {
    "O": "the letter O is west (Ouest, Ovest, Oeste) or east (Ost); write W or E",
    "\u039d": "the Greek letter Nu is the Latin N, north, or the Greek Notia, south; write N or S",
}
OF_COMMA = "the commas can be decimal signs or stand between numbers; write points for decimals"
OF_DASH = "the dash can be a minus sign or stand between numbers; write N, S, E and W instead"

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>\d+(?:\.\d+)?)|(?P<word>[^\W\d_]+(?:\.(?!\d))?)"
    r"|(?P<mark>[°'\"])|(?P<sign>[+-])|(?P<separator>[,;/|])|(?P<joint>[:=])|(?P<bracket>[()])"
)
_GLUED = re.compile(r"(deg|min|sec|[dms])([nsewo])")  # 35d30m15sN
_TIGHT_COMMA = re.compile(r"(?<=\d),(?=\d)")
_LEADING_COMMA = re.compile(r"(?:^|\s),\d+")
_DATUM = re.compile(r"\bwgs[ -]?(?:19)?84\b", re.IGNORECASE)


class Unread(Exception):
    """A text, or one way to cut it, that makes no position; the argument is the sentence why."""


class SignAndLetter(Unread):
    """A half with a minus sign and a letter for its direction."""


@dataclass(frozen=True)
class Token:
    """A piece of the text: what it is, and its plain form."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Cut:
    """One way to cut a text, and which doubt was decided so."""

    tokens: tuple[Token, ...]
    doubts: tuple[str, ...]
    repairs: tuple[str, ...]


def cleaned(text: str) -> tuple[str, tuple[str, ...]]:
    """The text in plain signs and digits, without invisible ones, and what was translated.

    Raises:
        Unread: if it is empty, or longer than `MOST_CHARACTERS`.
    """
    if len(text) > MOST_CHARACTERS:
        raise Unread(
            f"it has {len(text)} characters; a position has at most {MOST_CHARACTERS}, such as "
            "35° 30.0′ N 12° 36.0′ E."
        )
    plain, is_foreign = [], False
    for sign in text.replace("Â°", "°"):
        code = ord(sign)
        category = unicodedata.category(sign)
        if sign in _PLAIN:
            plain.append(_PLAIN[sign])
        elif category == "Cf" or code in _ARABIC_VOWELS or code in _VARIANTS:
            continue  # marks of writing direction, soft hyphens, joiners
        elif category == "Nd" and not sign.isascii():
            plain.append(str(unicodedata.decimal(sign)))
            is_foreign = True
        elif code in _FULL_WIDTH:
            plain.append(chr(code - 0xFEE0))
        else:
            plain.append(" " if category == "Zs" else sign)
    whole = "".join(plain).lstrip(" \t;").rstrip(" \t;,.")
    if not whole:
        raise Unread("it is empty; write a latitude and a longitude, such as 35.5 N 12.6 E.")
    return whole, ("Digits of another script were translated.",) if is_foreign else ()


def cuts(plain: str) -> Iterator[Cut]:
    """Every way to cut a cleaned text, the likeliest first.

    A cut that makes no sense is left out if another does.

    Raises:
        Unread: if no cut makes sense, with the reason of the likeliest.
    """
    plain = _DATUM.sub(" ", plain).lstrip(" \t;").rstrip(" \t;,.")
    if leading := _LEADING_COMMA.search(plain):
        raise Unread(f"a number begins with a comma, {leading.group().strip()!r}; write its zero.")
    first: Unread | None = None
    found = False
    for comma, dash in product(_commas(plain), _dashes(plain)):
        try:
            tokens = _tokens(comma[0], dash)
        except Unread as why:
            first = first or why
            continue
        doubts = (*([OF_COMMA] if comma[1] else []), *([OF_DASH] if dash != "sure" else []))
        repairs = ("The comma was read as a decimal sign.",) if comma[0] != plain else ()
        for chosen, letters in _lettered(tokens):
            found = True
            yield Cut(chosen, (*letters, *doubts), repairs)
    if not found and first is not None:
        raise first


def _commas(plain: str) -> list[tuple[str, bool]]:
    """The text with its commas as decimals and as they stand, and whether that is a choice."""
    tight = [m.start() for m in _TIGHT_COMMA.finditer(plain)]
    if not tight:
        return [(plain, False)]
    out = [(_TIGHT_COMMA.sub(".", plain), True), (plain, True)]
    if len(tight) == 3:  # 35,5,12,6
        middle = tight[1]
        out.append((_TIGHT_COMMA.sub(".", plain[:middle]) + ";" + _TIGHT_COMMA.sub(".", plain[middle + 1 :]), True))  # fmt: skip
        # Four whole numbers between commas are also degrees and minutes.
        out.append((_TIGHT_COMMA.sub(":", plain[:middle]) + ";" + _TIGHT_COMMA.sub(":", plain[middle + 1 :]), True))  # fmt: skip
    return out


_SURE_DASH = re.compile(r"(?:^|[\s,;/|:=(])-(?=\d)")
_JOINING_DASH = re.compile(r"\d-\d")


def _dashes(plain: str) -> list[str]:
    """How the dashes may be taken: all as minus signs if each follows a space and meets a digit."""
    total = plain.count("-")
    if total == len(_SURE_DASH.findall(plain)):
        return ["sure"]
    return (["joint"] if _JOINING_DASH.search(plain) else []) + ["minus", "separator"]


def _tokens(plain: str, dash: str) -> tuple[Token, ...]:
    out: list[Token] = []
    at = 0
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if found is None:
            raise Unread(_odd(plain, at))
        kind, text = str(found.lastgroup), found.group()
        if kind == "word":
            out += _word(text, out)
        elif kind == "mark":
            if text == "'" and out and out[-1] == Token("mark", "'") and plain[at - 1] == "'":
                out[-1] = Token("mark", '"')  # two primes are a double prime
            else:
                out.append(Token("mark", text))
        elif kind == "sign":
            out += _sign(plain, at, dash, out)
        elif kind in {"number", "separator", "joint"}:
            out.append(Token(kind, text))  # type: ignore[arg-type]  # narrowed by the set above
        at = found.end()
    return tuple(out)


def _sign(plain: str, at: int, dash: str, before_it: list[Token]) -> list[Token]:
    if plain[at] == "+":
        return [Token("plus", "+")]
    if before_it and before_it[-1].kind == "letter" and begins_with_letter(before_it):
        return [Token("minus", "-")]  # N -35.5: the dash belongs to the number of that letter
    before = plain[at - 1] if at else " "
    after = plain[at + 1 : at + 2]
    if not (after.isdigit() or plain[at + 1 :].lstrip()[:1].isdigit()):
        return [Token("separator", "-")]
    if dash == "sure" or (after.isdigit() and before in " \t,;/|:=("):
        return [Token("minus", "-")]
    if dash == "minus":
        return [Token("minus", "-")]
    joins = dash == "joint" and before.isdigit() and after.isdigit()
    return [Token("joint", "-") if joins else Token("separator", "-")]


def _word(text: str, before: list[Token]) -> list[Token]:
    word = text.removesuffix(".").casefold()
    follows_number = bool(before) and before[-1].kind == "number"
    if word in _UNIT_WORDS and (follows_number or len(word) > 1):
        return [Token("mark", _UNIT_WORDS[word])]
    if text == "s" and follows_number and len(before) > 1 and before[-2] == Token("mark", "'"):
        # 35d30m00s: after minutes with a mark it may be seconds; after 35 30 00 it is south.
        return [Token("mark", '"')]
    if follows_number and (glued := _GLUED.fullmatch(word)) and glued[2] in _LETTERS:
        unit = _UNIT_WORDS.get(glued[1], '"')
        return [Token("mark", unit), Token("letter", _LETTERS[glued[2]])]
    if word in _LETTERS:
        return [Token("letter", _LETTERS[word])]
    if word in _LABELS:
        return [Token("label", _LABELS[word])] if _LABELS[word] else []
    if word in {"nan", "inf", "infinity"}:
        raise Unread(f"{text!r} is no number; write degrees, such as 35.5 N 12.6 E.")
    if any(
        "GREEK" in unicodedata.name(c, "") or "CYRILLIC" in unicodedata.name(c, "") for c in word
    ):
        raise Unread(f"{text!r} is not of the Latin alphabet; write N, S, E or W in it.")
    raise Unread(f"the word {text!r} is not known; write N, S, E, W, and degrees in numbers.")


def begins_with_letter(tokens: Sequence[Token]) -> bool:
    """Whether the letters of a text stand before their numbers."""
    return next((t.kind for t in tokens if t.kind in {"letter", "number"}), "") == "letter"


def _odd(plain: str, at: int) -> str:
    sign = plain[at]
    if sign == "." and at and plain[at - 1].isdigit():
        return (
            "points stand between degrees, minutes and seconds; write spaces there, as in "
            "35 30 15 N 12 36 20 E."
        )
    if sign == ".":
        return "a number begins with a point; write its zero, as in 0.5."
    return f"the sign {sign!r} has no meaning in a position; write it as 35° 30.0′ N 12° 36.0′ E."


def _lettered(tokens: tuple[Token, ...]) -> Iterator[tuple[tuple[Token, ...], tuple[str, ...]]]:
    """The tokens with each doubtful letter in all of its meanings."""
    doubtful = sorted({t.text for t in tokens if t.kind == "letter" and t.text in _MEANT})
    for meanings in product(*(_MEANT[letter] for letter in doubtful)):
        chosen = dict(zip(doubtful, meanings, strict=True))
        yield (
            tuple(Token("letter", chosen.get(t.text, t.text)) if t.kind == "letter" else t for t in tokens),
            tuple(OF_LETTER[letter] for letter in doubtful),
        )  # fmt: skip
