"""The text of a position made plain: one alphabet, one set of signs, then its tokens.

No two places of the world may be confused on the way, so every character that is not understood
is left standing, for `coordinates` to refuse.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "degree", "minute", "second", "letter", "sign", "break", "other"]

# Marks of writing direction and of nothing: they are in text copied from a chat or a PDF.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF,
     *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)  # fmt: skip
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("º˚∘ᵒ⁰", "°"),
        **dict.fromkeys("′’‘‛´`ʹʼ＇ˊ΄᾽׳", "'"),
        **dict.fromkeys("″”“„‟ʺ˝＂״", '"'),
        **dict.fromkeys("−–—‒‐‑﹣－", "-"),
        **dict.fromkeys("＋﹢", "+"),
        "٫": ".",  # Arabic decimal separator
        "،": ";",  # Arabic comma: a break, never a decimal
        "؛": ";",
        "，": ",",
        "．": ".",
        "；": ";",
        "：": ":",
    }
)
# Words for the four directions by what they say. "O" alone is west in French, Italian, Spanish and
# Portuguese and east in German: it is kept as it is, for somebody to say which.
_WORDS = {
    "N": ("NORTH", "NORD", "NORTE", "NORTHERN", "شمال", "شمالا"),
    "S": ("SOUTH", "SUD", "SUR", "SUL", "SOUTHERN", "جنوب", "جنوبا"),
    "E": ("EAST", "EST", "ESTE", "LESTE", "EASTERN", "شرق", "شرقا"),
    "W": ("WEST", "OUEST", "OVEST", "OESTE", "WESTERN", "غرب", "غربا"),
}
_LETTER_OF = {word: letter for letter, words in _WORDS.items() for word in words}
# A Greek capital nu looks like N and begins the word for south.
AMBIGUOUS = {"O": ("W", "E"), "Ν": ("N", "S")}

_TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)|(?P<degree>°|DEGREES\b|DEG\b|D(?=\s*\d))"
    r"|(?P<minute>'(?!')|MINUTES\b|MIN\b|M(?=\s*[\dNSEW]|\s*$))|(?P<second>\"|''|SECONDS\b|SEC\b)"
    r"|(?P<letter>[NSEWOΝ](?!\w)|[NSEWOΝ](?=\d))|(?P<sign>[+-])|(?P<break>[,;/|:])|(?P<other>\S)"
)
_LABEL = re.compile(
    r"\b(POSITION|POSIZIONE|POSICION|POS|COORDINATES|COORDS)\b\s*[:=]?"
    r"|\b(LATITUDE|LAT)\b\s*[:=.]?|\b(LONGITUDE|LONG|LON|LNG)\b\s*[:=.]?"
)


@dataclass(frozen=True)
class Token:
    """One piece of a text and what it is; `text` is the piece in its plain form."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class PlainText:
    """A text in one alphabet, and a sentence for each thing that was taken to be meant."""

    text: str
    repairs: tuple[str, ...]


def plain(text: str) -> PlainText:
    """The text with ASCII digits and signs, upper case, single spaces."""
    repairs: list[str] = []
    shown = text.translate(_INVISIBLE).translate(_SIGNS)
    digits = "".join(_digit(c) for c in shown)
    if digits != shown:
        repairs.append("Digits of another script were read as 0 to 9.")
    upper = digits.replace("ß", "?").upper()
    # Two single primes are one double; not where they enclose something.
    upper = re.sub(r"(?<=\d)\s*'\s?'", '"', upper)
    words = re.sub(r"[^\W\d_]+", lambda m: _word(m[0], repairs), upper)
    return PlainText(re.sub(r"\s+", " ", words).strip(), tuple(repairs))


def _digit(character: str) -> str:
    """An ASCII digit for a decimal digit of any script; anything else as it is."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _word(word: str, repairs: list[str]) -> str:
    letter = _LETTER_OF.get(word)
    if letter is None:
        return word
    if word not in ("NORTH", "SOUTH", "EAST", "WEST"):
        repairs.append(f"{word.lower()!r} was read as {_WORDS[letter][0].lower()}.")
    return f" {letter} "


def without_labels(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without words such as ``lat:``, and the labels of its two halves in order."""
    order = ["lat" if m[2] else "lon" for m in _LABEL.finditer(text) if m[2] or m[3]]
    # A label begins a half; so does a break.
    bare = _LABEL.sub(lambda m: " ; " if m[2] or m[3] else " ", text)
    bare = re.sub(r"[;,]\s*;|;\s*[;,]", ";", re.sub(r"\s+", " ", bare))
    return bare.strip(" ;:,."), tuple(order)


def decimal_commas(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with decimal points for decimal commas; a comma that parts two numbers stays.

    A comma between two digits is a decimal one where the text has no decimal point, and either
    letters or signs of degrees part the numbers, or a blank or a break other than the comma does.
    """
    tight = re.findall(r"(?<=\d),(?=\d)", text)
    if not tight or re.search(r"\d\.\d", text):
        return text, ()
    is_marked = bool(re.search(r"[NSEWOΝ°'\"]", text))
    is_parted = bool(re.search(r"\d\s*(?:[;/|]|,\s|\s)\s*[+-]?\d", text))
    if not (is_marked or is_parted) or re.search(r"\d,\d+,\d", text):
        return text, ()
    return re.sub(r"(?<=\d),(?=\d)", ".", text), ("A comma between digits was read as decimal.",)


def tokens(text: str) -> list[Token]:
    """The tokens of a plain text, blanks left out."""
    found = []
    for match in _TOKEN.finditer(text):
        kind: Kind = match.lastgroup  # type: ignore[assignment] # every alternative has a name
        found.append(Token(kind, match[0]))
    return found
