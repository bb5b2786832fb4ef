"""The links of the documents: they keep the selection, and a page leads to the next one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from dashboard.api.ogc.asked import Asked

Pairs = list[tuple[str, str]]


def carry(document: dict[str, Any], address: str, search: str) -> None:
    """Let every link to this interface carry the selection that was asked for.

    A client that starts from ``/ogc/?route=central`` so stays on that selection.
    """
    if not search:
        return
    for link in _links(document):
        if link["href"].startswith(address):
            link["href"] += ("&" if "?" in link["href"] else "?") + search


def _links(document: dict[str, Any]) -> Iterator[dict[str, str]]:
    for part in (document, *document.get("collections", [])):
        yield from part.get("links", [])


def of_page(
    address: str, layer: str, pairs: Pairs, asked: Asked, matched: int, edition: str
) -> list[dict[str, str]]:
    """The links of a page of items; every parameter is kept, repeated ones too.

    The links to further pages name the figures they were cut from, so that pages of two editions
    are never taken for one whole.
    """
    here = f"{address}/collections/{layer}"
    # A permalink has an edition of its own, under its check.
    dropped = ("f", "offset") if asked.is_permanent else ("f", "offset", "edition")
    kept = [(k, v) for k, v in pairs if k not in dropped]

    def link(rel: str, title: str, *more: tuple[str, str], html: bool = False) -> dict[str, str]:
        query = urlencode([("f", "html" if html else "json"), *kept, *more], safe=":;,/")
        kind = "text/html" if html else "application/geo+json"
        return {"rel": rel, "type": kind, "title": title, "href": f"{here}/items?{query}"}

    html = asked.format == "html"
    at = [("offset", str(asked.offset))] if asked.offset else []
    out = [
        link("alternate" if html else "self", "This page as GeoJSON", *at),
        link("self" if html else "alternate", "This page as HTML", *at, html=True),
        {"rel": "collection", "type": "application/json", "title": "The collection", "href": here},
    ]
    pinned = [] if asked.is_permanent else [("edition", edition)]
    if asked.offset:
        before = str(max(0, asked.offset - asked.limit))
        out.append(link("prev", "The page before", ("offset", before), *pinned, html=html))
    if asked.offset + asked.limit < matched:
        after = str(asked.offset + asked.limit)
        out.append(link("next", "The next page", ("offset", after), *pinned, html=html))
    return out
