"""The client that asks publishers: every failure is one sentence that says what stays."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
import ssl
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial

import httpx2 as httpx
import stamina

from geodata.errors import FetchFailed
from geodata.http.addresses import KEPT, Resolver, allowed, is_public, resolve, shown
from geodata.http.answers import ACCEPT, Expect, Unanswered, counted, judged, unpacked
from geodata.http.network import CheckedNetwork, Clock, Deadline, TooLate, Transport

BUSY = frozenset({429, 500, 502, 503, 504})
LONGEST_WAIT = 10.0  # seconds between two attempts where the publisher asks for nothing
# Some publishers turn away whatever does not call itself so; who we are stands beside it.
USER_AGENT = "Mozilla/5.0 (compatible; Pharos maritime dashboard)"

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class FetchLimits:
    """How long and how large a fetch may be.

    Attributes:
        seconds: for all attempts, redirects and waits of one `Client.get` together.
        connect_seconds: for one connection.
        silent_seconds: without a byte.
        bytes: of the answer, both as sent and unpacked.
        attempts: how often we ask.
        redirects: how often we may be sent on within one attempt.
    """

    seconds: float = 120.0
    connect_seconds: float = 10.0
    silent_seconds: float = 30.0
    bytes: int = 64 * 2**20
    attempts: int = 3
    redirects: int = 5


FETCH_LIMITS = FetchLimits()


@dataclass(frozen=True)
class Answer:
    """What the publisher said of its last good answer.

    `url` is the one after redirects, query and all: for the records, not for messages.
    """

    url: str
    status: int
    content_type: str
    etag: str
    last_modified: str
    fetched_at: dt.datetime

    @property
    def name(self) -> str:
        """The name of the file as the publisher has it, where its address ends in one.

        Some publishers write the day of the release into it and nowhere else.
        """
        last = httpx.URL(self.url).path.rpartition("/")[2]
        return "".join(c for c in last if c.isprintable())[:100]


class Client:
    """Asks the hosts of one source, and no other.

    Args:
        hosts: the names that may be asked, here and after redirects.
        limits: how long and how large an answer may be.
        resolver: the addresses of a name.
        allow: whether an address may be connected to.
        schemes: the kinds of address; anything but ``https`` is for tests.
        proxy: the address of a proxy, which the environment does not set. With one, the proxy
            resolves the names, so only the names are checked, not the addresses.
        tls: the certificates to trust; those of the system if None, or of ``SSL_CERT_FILE``.
        progress: told (bytes so far, bytes announced or None) while an answer comes in.
        clock: seconds, never running back.
    """

    def __init__(
        self,
        hosts: Collection[str],
        *,
        limits: FetchLimits = FETCH_LIMITS,
        resolver: Resolver = resolve,
        allow: Callable[[str], bool] = is_public,
        schemes: Collection[str] = ("https",),
        proxy: str | None = None,
        tls: ssl.SSLContext | None = None,
        progress: Progress | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self.last: Answer | None = None
        self._hosts = frozenset(hosts)
        self._limits = limits
        self._resolver = resolver
        self._allow = allow if proxy is None else _any_address
        self._schemes = tuple(schemes)
        self._proxy = _proxied(proxy) if proxy else None
        self._tls = tls
        self._progress = progress
        self._clock = clock

    def get(self, url: str, *, expect: Expect = "any") -> bytes:
        """The whole body of the answer, unpacked.

        Args:
            url: its host must be one of the allowed.
            expect: the kind of file; ``any`` is any data but a web page.

        Raises:
            FetchFailed: if it cannot be had whole, in time, of that kind and from an allowed host.
        """
        target = allowed(url, self._hosts, self._schemes)
        limits = self._limits
        deadline = Deadline(self._clock() + limits.seconds, self._clock)
        try:
            for attempt in stamina.retry_context(
                on=partial(wait_before_next, deadline=deadline),
                attempts=limits.attempts,
                timeout=None,  # the deadline says when it is enough
                wait_initial=1.0,
                wait_max=LONGEST_WAIT,
                wait_jitter=1.0,
            ):
                with attempt:
                    return self._asked(target, expect, deadline)
        except Unanswered as failure:
            raise FetchFailed(f"{target.host} could not be fetched: {failure}. {KEPT}") from failure
        except TooLate:
            raise FetchFailed(
                f"{target.host} did not send the whole answer within {limits.seconds:g} seconds. "
                f"{KEPT}"
            ) from None
        raise AssertionError("a retry context ends with a return or an exception")

    def _asked(self, url: httpx.URL, expect: Expect, deadline: Deadline) -> bytes:
        """The body of one attempt, redirects followed within the allowed hosts."""
        network = CheckedNetwork(self._resolver, self._allow, deadline)
        self._tls = self._tls or httpx.create_ssl_context(trust_env=True)
        limits = self._limits
        with httpx.Client(
            transport=Transport(network, self._tls, self._proxy),
            trust_env=False,  # neither its proxies nor its passwords
            follow_redirects=False,
            timeout=httpx.Timeout(limits.silent_seconds, connect=limits.connect_seconds),
            headers={"User-Agent": USER_AGENT, "Accept": ACCEPT[expect], "Accept-Encoding": "gzip"},
        ) as client:
            asked = url
            for _ in range(limits.redirects + 1):
                try:
                    with client.stream("GET", asked) as response:
                        if not response.has_redirect_location:
                            body = self._body(response, asked.host)
                            body = judged(body, asked.host, expect)
                            self.last = _answer(response)
                            return body
                        location = response.headers["Location"]
                except httpx.HTTPError as error:
                    raise _failure(error, asked.host) from error
                asked = allowed(_joined(asked, location), self._hosts, self._schemes)
        raise FetchFailed(
            f"{url.host} sends us on more than {limits.redirects} times; expected an answer. {KEPT}"
        )

    def _body(self, response: httpx.Response, host: str) -> bytes:
        """The body of an answer of 200, unpacked, within the bounds."""
        status = response.status_code
        if status in BUSY:
            after = retry_after(response.headers.get("Retry-After", ""), dt.datetime.now(dt.UTC))
            raise Unanswered(f"it answers {status} {response.reason_phrase}".rstrip(), after)
        if status != httpx.codes.OK:
            raise FetchFailed(
                f"{host} answers {status} {response.reason_phrase} to {_path(response)}; "
                f"expected 200 OK. {KEPT}"
            )
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in {"identity", "", "gzip", "x-gzip"}:
            raise FetchFailed(
                f"{host} packs its answer as {encoding[:20]!r}; expected gzip. {KEPT}"
            )
        length = response.headers.get("Content-Length", "")
        announced = int(length) if re.fullmatch(r"[0-9]{1,18}", length) else None
        most = self._limits.bytes
        if announced is not None and announced > most:
            raise FetchFailed(
                f"{host} announces {announced:,} bytes; expected at most {most:,}. {KEPT}"
            )
        chunks = counted(self._watched(response.iter_raw(), announced), host, most)
        if encoding.endswith("gzip"):
            chunks = counted(unpacked(chunks), host, most)
        return b"".join(chunks)

    def _watched(self, chunks: Iterator[bytes], announced: int | None) -> Iterator[bytes]:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if self._progress:
                self._progress(size, announced)
            yield chunk


def wait_before_next(error: Exception, *, deadline: Deadline) -> bool | float:
    """Whether to ask again after `error`: False, True (with backoff), or after how many seconds.

    A wait that the publisher asks for is kept if it ends before the deadline; else we give up.
    """
    if not isinstance(error, Unanswered):
        return False
    wait = error.retry_after
    if deadline.left() <= (LONGEST_WAIT if wait is None else wait):
        return False
    return True if wait is None else wait


def retry_after(header: str, now: dt.datetime) -> float | None:
    """The seconds that a ``Retry-After`` asks for, as a number or a date; None if it says neither.

    Never less than one, so that a date that is past is no invitation to hurry.
    """
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", header):
        return max(1.0, float(header))
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(1.0, (moment - now).total_seconds())


def _failure(error: httpx.HTTPError, host: str) -> Exception:
    """What a failure of the network means: to be tried again, or final."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchFailed(
                f"{host} cannot prove that it is {host}: its certificate is not valid "
                f"({cause.verify_message}). Nothing was read. {KEPT}"
            )
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.TimeoutException):
        return Unanswered("it does not answer in time")
    if isinstance(error, httpx.RemoteProtocolError):
        return Unanswered(f"the answer broke off or is no HTTP ({str(error)[:200]})")
    return Unanswered(f"the connection failed ({str(error)[:200] or type(error).__name__})")


def _joined(base: httpx.URL, location: str) -> httpx.URL | str:
    try:
        return base.join(location)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return location  # refused by `allowed`, which says why


def _answer(response: httpx.Response) -> Answer:
    said = response.headers
    return Answer(
        str(response.url), response.status_code, said.get("Content-Type", ""),
        said.get("ETag", ""), said.get("Last-Modified", ""), dt.datetime.now(dt.UTC),
    )  # fmt: skip


def _path(response: httpx.Response) -> str:
    return repr(response.url.path[:100])


def _proxied(address: str) -> httpx.Proxy:
    if address.partition("://")[0] not in {"http", "https"}:
        raise FetchFailed(
            f"The proxy {shown(address)} cannot be used; expected one such as "
            f"http://proxy.example.org:3128. {KEPT}"
        )
    return httpx.Proxy(address)


def _any_address(_address: str) -> bool:
    return True
