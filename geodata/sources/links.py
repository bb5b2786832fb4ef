"""The addresses that a publisher's page links to."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

# A pattern of bounded length, not a parser: the page is foreign, and one pass must be enough.
_LINK = re.compile(rb"""href\s{0,9}=\s{0,9}["']([^"'<>]{1,500})["']""", re.IGNORECASE)


def links(page: bytes, address: str) -> list[str]:
    """What the page links to, as whole addresses, each once, in the order of the page.

    Args:
        page: the HTML.
        address: where it was found.
    """
    found: dict[str, None] = {}
    for match in _LINK.finditer(page):
        text = html.unescape(match[1].decode("utf-8", "replace")).strip()
        try:
            found[urljoin(address, text)] = None
        except ValueError:  # a bracket that never closes: no address
            continue
    return list(found)
