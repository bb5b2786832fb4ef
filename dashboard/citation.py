"""How a picture is cited: a sentence, BibTeX and CSL-JSON, the publishers of its figures with it.

The software is the author of the selection and of nothing else: whoever cites a figure cites its
publisher. The day of access is the moment as of which everything was known, so that the same picture
is always cited alike.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any

from dashboard.permalink import permalink
from dashboard.picture import Picture
from dashboard.state import in_words
from geodata.edition import Edition
from layers.selection import Selection, known_words
from layers.terms import CAUSE_NAMES, ROUTE_SHORT, ROUTES

AUTHOR = "The Pharos developers"
TITLE = "Pharos, a maritime situational-awareness dashboard of the Mediterranean"
LICENCE = "Apache-2.0"
_ESCAPED = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True)
class Work:
    """One publication to be cited.

    Attributes:
        key: what it is called in a bibliography: ASCII letters, digits and ``-``.
        author: who made it, as one name.
        title: its title.
        issued: its day, month or year (ISO 8601); empty where nobody stated one.
        url: where it is; may be empty.
        kind: ``software`` or ``dataset``, as CSL names them.
        version: its version; may be empty.
        note: what else a reader must know, in sentences.
        authors: the same, name by name, where several made it.
    """

    key: str
    author: str
    title: str
    issued: str
    url: str
    kind: str
    version: str = ""
    note: str = ""
    authors: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Who made it, name by name."""
        return self.authors or (self.author,)


@dataclass(frozen=True)
class Citation:
    """A picture cited in three forms; `sources` are the sentences of its publishers."""

    text: str
    bibtex: str
    csl: list[dict[str, Any]]
    sources: tuple[str, ...]
    permalink: str

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "text": self.text,
            "bibtex": self.bibtex,
            "csl": self.csl,
            "sources": list(self.sources),
            "permalink": self.permalink,
        }


@cache
def version() -> str:
    """The version of Pharos; ``unknown`` where it is not installed."""
    try:
        return metadata.version("pharos-dashboard")
    except metadata.PackageNotFoundError:
        return "unknown"


def cite(picture: Picture, editions: Sequence[Edition] | None = None, base: str = "") -> Citation:
    """How a picture is cited.

    Args:
        picture: what is cited.
        editions: those that it was made of; by default those of its series and its map.
        base: the address of the server, ``https://host``, before the permalink. Where it is empty
            the citation has no address: the permalink alone is none, and stands in the note.
    """
    link = f"{base.rstrip('/')}/{permalink(picture)}"
    moment = picture.holdings.moment
    made_of = figures_of(picture) if editions is None else editions
    works = [_ours(picture, link, is_address=bool(base)), *_publishers(made_of, moment)]
    ours, *theirs = (sentence(work, moment) for work in works)
    together = f"{ours} Figures: {' '.join(theirs)}" if theirs else ours
    return Citation(
        text=together,
        bibtex="\n\n".join(bibtex(work, moment) for work in works) + "\n",
        csl=[csl(work, moment) for work in works],
        sources=tuple(theirs),
        permalink=link,
    )


def figures_of(picture: Picture) -> list[Edition]:
    """The editions behind the numbers and the map, in the order of the layers."""
    holdings = picture.holdings
    series = ("incidents", "deaths", "crossings")
    drawn = ("search_and_rescue_regions", "routes", "embarkation_points")
    counted, shown = ([e for n in names for e in holdings.giving(n)] for names in (series, drawn))
    return [*counted, *holdings.reporting, *shown]


def _ours(picture: Picture, link: str, *, is_address: bool) -> Work:
    selection = picture.selection
    chosen = [ROUTE_SHORT[r] for r in ROUTES if r in selection.routes]
    routes = "all routes" if len(chosen) == len(ROUTES) else ", ".join(chosen) or "no route"
    period = in_words(selection, picture.holdings.months)
    moment = picture.holdings.moment
    return Work(
        # The check of the permalink is over the whole selection, the editions and the methods: two
        # pictures in one bibliography have two keys.
        key=f"pharos-{moment:%Y%m%d}-{link.rpartition('check=')[2]}",
        author=AUTHOR,
        title=f"{TITLE}: {'; '.join((f'{period}, {routes}', *_filters(selection)))}",
        issued=f"{moment:%Y-%m-%d}",
        url=link if is_address else "",
        kind="software",
        version=version(),
        note=f"As known on {known_words(moment)}. Editions {picture.holdings.key}."
        + ("" if is_address else f" Permalink, to open on a Pharos that holds them: {link}"),
    )


def _filters(selection: Selection) -> Iterator[str]:
    """The filters on single incidents that are on, in words."""
    if selection.regions:
        yield f"search-and-rescue regions {', '.join(selection.regions)}"
    if selection.causes:
        yield f"causes {', '.join(CAUSE_NAMES[c] for c in selection.causes)}"
    if selection.min_people:
        yield f"incidents of at least {selection.min_people:,} dead and missing"
    if selection.min_source_quality:
        yield f"source quality at least {selection.min_source_quality}"
    if selection.area:
        yield f"area {selection.area}"


def _publishers(editions: Sequence[Edition], moment: dt.datetime) -> list[Work]:
    works: dict[tuple[str, str, str], Work] = {}
    for edition in editions:
        origin = edition.origin
        if origin.publisher in ("", "Pharos"):
            continue  # our own drawing is cited with the software
        key = (origin.publisher, origin.title, origin.citation)
        issued = origin.as_of.isoformat() if origin.as_of else ""
        said = works.get(key)
        if said and said.issued >= issued:
            continue
        licences = "; ".join(name for name, _ in origin.licences)
        note = " ".join(
            part.rstrip(".") + "." for part in (origin.citation, f"Terms: {licences}") if part
        )
        # Two publishers may be called alike in ASCII; one work has one key, whatever stands beside it.
        digest = hashlib.sha256("\n".join(key).encode()).hexdigest()[:6]
        name = re.sub(r"[^a-z0-9]+", "-", origin.publisher.lower()).strip("-")[:40] or "publisher"
        # A packaged table lists its publishers; the name of one source may hold a comma itself.
        is_list = edition.edition_id.startswith("packaged")
        works[key] = Work(
            f"{name}-{moment:%Y%m%d}-{digest}", origin.publisher, origin.title, issued,
            origin.url, "dataset", note=note,
            authors=tuple(origin.publisher.split(", ")) if is_list else (),
        )  # fmt: skip
    return list(works.values())


def sentence(work: Work, accessed: dt.datetime) -> str:
    """A work in one line of a bibliography."""
    when = f" ({work.issued})" if work.issued else " (no date stated)"
    made = f", version {work.version}" if work.version else ""
    where = f" {work.url}" if work.url else ""
    said = f"{work.title}{made}." + (f" {work.note}" if work.note else "")
    said = said + where if where else said.rstrip(".")
    return f"{work.author}{when}: {said} (accessed {accessed:%-d %B %Y})."


def bibtex(work: Work, accessed: dt.datetime) -> str:
    """A work as an entry of BibTeX and biblatex, in UTF-8.

    It is a ``@misc``, which every style knows. Characters that TeX reads as commands are escaped; an
    address stays as it is, because the packages that print addresses take it word for word.
    """
    fields = {
        "author": " and ".join(f"{{{escaped(name)}}}" for name in work.names),
        "title": f"{{{escaped(work.title)}}}",
        "year": work.issued[:4],
        "date": work.issued,
        "version": escaped(work.version),
        "url": _address(work.url),
        "urldate": f"{accessed:%Y-%m-%d}",
        "note": escaped(work.note),
    }
    lines = [
        f"  {name} = {{{value}}}," for name, value in fields.items() if value not in ("", "{}")
    ]
    return "\n".join([f"@misc{{{work.key},", *lines, "}"])


def escaped(text: str) -> str:
    """Text in which TeX reads no command, no comment and no end of a field; on one line."""
    plain = " ".join(text.split())
    return "".join(_ESCAPED.get(character, character) for character in plain)


def _address(url: str) -> str:
    """An address without a character that could end the field that it stands in."""
    kept = {"{": "%7B", "}": "%7D", "\\": "%5C"}
    return "".join(kept.get(c, c) for c in url if c.isprintable() and not c.isspace())


def csl(work: Work, accessed: dt.datetime) -> dict[str, Any]:
    """A work as an item of CSL-JSON (schema 1.0.2)."""
    item: dict[str, Any] = {
        "id": work.key,
        "type": work.kind,
        "title": work.title,
        "author": [{"literal": name} for name in work.names],
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]},
    }
    if work.issued:
        item["issued"] = {"date-parts": [[int(part) for part in work.issued.split("-")]]}
    extra = {"version": work.version, "URL": work.url, "note": work.note}
    return item | {name: value for name, value in extra.items() if value}
