"""Whom we may ask: allowed names, and addresses on the public internet only."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection

import httpx2 as httpx

from geodata.errors import FetchFailed

Place = tuple[str, int]  # a numeric address and a port
Resolver = Callable[[str, int], list[Place]]

KEPT = "The last good figures stay."
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Older Pythons take these for global; one of them answers with the secrets of a cloud machine.
_PROTOCOL_ASSIGNMENTS = ipaddress.IPv4Network("192.0.0.0/24")


def is_public(address: str) -> bool:
    """Whether a numeric address is on the public internet, whatever form it hides in.

    Stricter than `ipaddress`, whose `is_global` is true of multicast, of ``::127.0.0.1``, and of
    private addresses inside 6to4 and NAT64 ones.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not found.is_multicast and found not in _PROTOCOL_ASSIGNMENTS
    if found.ipv4_mapped:
        return is_public(str(found.ipv4_mapped))
    if found in _NAT64:  # a network without IPv4 reaches every IPv4 publisher through it
        return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found in _GLOBAL_UNICAST and found.is_global and not (found.sixtofour or found.teredo)


def resolve(host: str, port: int) -> list[Place]:
    """The addresses of a host, in the order in which the system would try them.

    The system's own time limit applies: a name server that is silent cannot be interrupted.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(place[0]), int(place[1])) for *_, place in found))


def shown(url: str | httpx.URL) -> str:
    """An address for people: without the query and the user part, where secrets live."""
    text = str(url).partition("?")[0].partition("#")[0]
    scheme, found, rest = text.partition("://")
    if not found:
        return repr(text[:20])  # of another kind: ``data:`` holds anything
    authority, slash, path = rest.partition("/")
    return f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}"[:200]


def allowed(
    url: str | httpx.URL, hosts: Collection[str], schemes: Collection[str] = ("https",)
) -> httpx.URL:
    """The address, parsed, if we may ask it.

    Read by the same parser that opens the connection, so that the two cannot differ.

    Raises:
        FetchFailed: if it is of another kind, carries a user name or a port, or its host is not
            one of `hosts`, letter by letter.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise FetchFailed(
            f"{shown(url)} cannot be read as an address; expected one such as "
            f"https://{min(hosts, default='example.org')}/. {KEPT}"
        ) from None
    if parsed.scheme not in schemes:
        raise FetchFailed(
            f"{shown(url)} is refused: it is of the kind {parsed.scheme[:20]!r}; "
            f"expected {' or '.join(schemes)}. {KEPT}"
        )
    if parsed.userinfo or parsed.port is not None:
        raise FetchFailed(
            f"{shown(url)} is refused: it carries a user name or a port; expected neither. {KEPT}"
        )
    if parsed.host not in hosts:
        raise FetchFailed(
            f"{shown(url)} is refused: {parsed.host[:100]!r} is not a host of this source; "
            f"expected {', '.join(sorted(hosts)) or 'none: it is not fetched'}. {KEPT}"
        )
    return parsed
