"""The connection: to an address that was checked, and never beyond the deadline."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpcore2 as httpcore
import httpx2 as httpx

from geodata.errors import FetchFailed
from geodata.http.addresses import KEPT, Resolver

Clock = Callable[[], float]


class TooLate(Exception):
    """The time for all attempts together is used up."""


@dataclass(frozen=True)
class Deadline:
    """A moment on a clock of seconds after which nothing is read any more."""

    at: float
    clock: Clock

    def left(self) -> float:
        """The seconds that remain; below zero when it has passed."""
        return self.at - self.clock()

    def within(self, timeout: float | None) -> float:
        """`timeout`, or what remains if that is less.

        Raises:
            TooLate: if nothing remains.
        """
        left = self.left()
        if left <= 0:
            raise TooLate
        return left if timeout is None else min(timeout, left)


class BoundedStream(httpcore.NetworkStream):
    """A stream that asks the deadline before each read and write.

    A time limit of the library is one of silence: a byte a second would keep it waiting for ever,
    in the headers too, where nobody above can look at a clock.
    """

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes."""
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Nothing; the bytes are sent."""
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        """Nothing; the stream is closed."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """The same stream inside TLS."""
        within = self._deadline.within(timeout)
        return BoundedStream(
            self._stream.start_tls(ssl_context, server_hostname, within), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        """What the stream below says of itself."""
        return self._stream.get_extra_info(info)


class CheckedNetwork(httpcore.NetworkBackend):
    """Connections by address: each name is resolved once, checked, and that address is used.

    A second look-up could give another answer than the one that was checked. The name stays in the
    request and in TLS.
    """

    def __init__(
        self, resolver: Resolver, allow: Callable[[str], bool], deadline: Deadline
    ) -> None:
        self._resolver = resolver
        self._allow = allow
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A stream to the first address of `host` that takes the connection.

        Raises:
            FetchFailed: if any address of it is not allowed.
        """
        try:
            places = self._resolver(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"its name has no address ({error})") from error
        if refused := [address for address, _ in places if not self._allow(address)]:
            raise FetchFailed(
                f"{host} is refused: its name leads to {refused[0]}, which is not an address of "
                f"the public internet. {KEPT}"
            )
        failure: Exception = httpcore.ConnectError("its name has no address")
        for address, at in places:
            within = self._deadline.within(timeout)
            try:
                stream = self._sockets.connect_tcp(
                    address, at, within, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return BoundedStream(stream, self._deadline)
        raise failure


class Transport(httpx.HTTPTransport):
    """The library's transport over a network of ours."""

    def __init__(
        self, network: httpcore.NetworkBackend, tls: ssl.SSLContext, proxy: httpx.Proxy | None
    ) -> None:
        super().__init__(verify=tls, trust_env=False)
        # Its constructor takes no network, so its pool is made again, with ours.
        if proxy is None:
            self._pool = httpcore.ConnectionPool(ssl_context=tls, network_backend=network)
        else:
            self._pool = httpcore.HTTPProxy(
                proxy_url=str(proxy.url),
                proxy_auth=proxy.raw_auth,
                ssl_context=tls,
                network_backend=network,
            )
