"""Whom the client may ask: names letter by letter, addresses of the public internet only."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import FetchFailed
from geodata.http.addresses import allowed, is_public, resolve, shown

HOSTS = ("publisher.test", "www.publisher.test")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.0.1",
        "169.254.169.254", "100.64.0.1", "192.0.0.192", "192.0.2.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "::ffff:a00:1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "ff0e::1",
    ],
)  # fmt: skip
def test_an_address_off_the_public_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e", "2606:2800:21f::1"]
)
def test_an_address_of_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("text", ["", "publisher.test", "2130706433", "0x7f.1", "127.1", "1.2.3"])
def test_what_is_no_plain_address_is_not_public(text: str) -> None:
    assert not is_public(text)


@given(st.ip_addresses(v=4))
def test_a_private_address_stays_private_in_every_disguise(inside: ipaddress.IPv4Address) -> None:
    number = int(inside)
    mapped = ipaddress.IPv6Address((0xFFFF << 32) | number)
    behind_nat64 = ipaddress.IPv6Address((0x64FF9B << 96) | number)
    assert is_public(str(mapped)) == is_public(str(behind_nat64)) == is_public(str(inside))
    assert not (is_public(str(inside)) and inside.is_private)


@pytest.mark.parametrize(
    "form", ["2130706433", "0x7f000001", "017700000001", "127.1", "0177.0.0.1", "::ffff:127.0.0.1"]
)
def test_every_way_to_write_loopback_resolves_to_what_is_refused(form: str) -> None:
    assert [is_public(address) for address, _ in resolve(form, 443)] == [False]


def test_an_address_of_an_allowed_host_is_allowed() -> None:
    url = allowed("https://WWW.Publisher.test/data.csv?year=2024", HOSTS)
    assert (url.host, url.path, url.query) == ("www.publisher.test", "/data.csv", b"year=2024")


@pytest.mark.parametrize(
    "url",
    [
        "http://publisher.test/a", "ftp://publisher.test/a", "file:///etc/passwd",
        "file://publisher.test/etc/passwd", "data:text/csv,a", "//publisher.test/a", "/a", "",
        "javascript:alert(1)", "HTTP://publisher.test/a",
    ],
)  # fmt: skip
def test_anything_but_https_is_refused(url: str) -> None:
    with pytest.raises(FetchFailed, match=r"of the kind .*; expected https"):
        allowed(url, HOSTS)


@pytest.mark.parametrize(
    "url",
    [
        "https://other.test/a", "https://publisher.test.other.test/a", "https://xpublisher.test/a",
        "https://sub.publisher.test/a", "https://publisher.test./a", "https://test/a",
        "https://2130706433/a", "https://0x7f000001/a", "https://127.0.0.1/a", "https://[::1]/a",
        "https://[::ffff:127.0.0.1]/a", "https://169.254.169.254/latest/meta-data",
        "https://\u0440ublisher.test/a", "https://other.test\\publisher.test/a", "https:///a",
        "https://other.test#@publisher.test/a", "https://other.test?@publisher.test/a",
    ],
)  # fmt: skip
def test_a_host_that_is_not_named_is_refused(url: str) -> None:
    with pytest.raises(FetchFailed, match=r"publisher\.test"):
        allowed(url, HOSTS)


@pytest.mark.parametrize(
    "url", ["https://publisher.test@other.test/", "https://me:pw@publisher.test/",
            "https://publisher.test:8443/", "https://publisher.test:22/"],
)  # fmt: skip
def test_a_user_name_or_a_port_is_refused(url: str) -> None:
    with pytest.raises(FetchFailed) as caught:
        allowed(url, HOSTS)
    assert "expected" in str(caught.value)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("url", ["https://[::1/a", "https://publisher.test:x/", "https://a b/\x00"])
def test_what_is_no_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(FetchFailed, match="expected one such as"):
        allowed(url, HOSTS)


def test_a_source_without_hosts_is_not_fetched() -> None:
    with pytest.raises(FetchFailed, match="it is not fetched"):
        allowed("https://publisher.test/", ())


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("https://publisher.test/a?token=SECRET", "https://publisher.test/a"),
        ("https://publisher.test/a#SECRET", "https://publisher.test/a"),
        ("https://SECRET:SECRET@publisher.test/a", "https://publisher.test/a"),
        ("https://publisher.test", "https://publisher.test"),
    ],
)
def test_a_message_shows_no_query_and_no_user(url: str, seen: str) -> None:
    assert shown(url) == seen
