"""The client connects to the address that was checked, and proves the name by TLS."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import FetchFailed
from geodata.http import Client

CSV = b"day,persons\n2024-01-01,4\n"
AT = "http://publisher.test"


def failure(client: Client, url: str = f"{AT}/data", **options: Any) -> str:
    with pytest.raises(FetchFailed) as caught:
        client.get(url, **options)
    return str(caught.value)


# --- addresses ---

LOOPBACK = [
    "localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001",
    "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]",
]  # fmt: skip


@pytest.mark.parametrize("host", LOOPBACK)
def test_loopback_is_refused_in_every_form_even_where_it_is_named(
    publisher: Any, host: str
) -> None:
    client = Client([host.strip("[]")], schemes=("http",))
    message = failure(client, f"http://{host}/data")
    assert "not an address of the public internet" in message
    assert publisher.asked == []


def test_a_number_with_leading_zeros_is_no_address(publisher: Any) -> None:
    client = Client(["0177.0.0.1"], schemes=("http",))
    assert "cannot be read as an address" in failure(client, "http://0177.0.0.1/data")


def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    places = [("93.184.215.14", 443), ("10.0.0.1", 443)]
    client = Client(["publisher.test"], resolver=lambda *_: places)
    assert "its name leads to 10.0.0.1" in failure(client, "https://publisher.test/data")


def test_a_name_is_looked_up_once_for_each_connection(publisher: Any) -> None:
    publisher.says("/data", CSV)
    publisher.client().get(f"{AT}/data")
    assert publisher.looked_up == ["publisher.test"]


def test_a_name_that_turns_private_after_a_redirect_is_refused(publisher: Any) -> None:
    publisher.says("/data", b"", 302, Location="http://publisher.test/again")
    publisher.says("/again", CSV)
    answers = iter([[("127.0.0.1", publisher.port)], [("169.254.169.254", 80)]])
    client = publisher.client(resolver=lambda *_: next(answers))
    assert "its name leads to 169.254.169.254" in failure(client)
    assert publisher.asked == ["/data"]


# --- redirects ---


def test_a_redirect_to_another_allowed_host_is_followed(publisher: Any) -> None:
    publisher.says("/data", b"", 301, Location="//www.publisher.test/new")
    publisher.says("/new", CSV)
    client = publisher.client("publisher.test", "www.publisher.test")
    assert client.get(f"{AT}/data") == CSV
    assert publisher.headers[1]["Host"] == "www.publisher.test"


@pytest.mark.parametrize(
    "place",
    [
        "http://other.test/", "//other.test/", "http://169.254.169.254/latest/meta-data",
        "http://2130706433/", "http://[::ffff:127.0.0.1]/", "http://127.0.0.1/", "file:///etc/passwd",
        "ftp://publisher.test/a", "data:text/csv,a", "https://publisher.test/", "gopher://a/",
        "http://publisher.test:22/", "http://u@publisher.test/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_elsewhere_is_refused(publisher: Any, place: str, status: int) -> None:
    publisher.says("/data", b"", status, Location=place)
    assert "is refused" in failure(publisher.client())
    assert publisher.asked == ["/data"]
    assert publisher.looked_up == ["publisher.test"]


@pytest.mark.parametrize("place", ["http://[/", "http://publisher.test:x/", "http://\x7f/"])
def test_a_redirect_to_what_is_no_address_is_a_failure(publisher: Any, place: str) -> None:
    publisher.says("/data", b"", 302, Location=place)
    failure(publisher.client())
    assert set(publisher.asked) == {"/data"}


def test_a_circle_of_redirects_ends(publisher: Any) -> None:
    publisher.says("/data", b"", 302, Location="/data")
    assert "sends us on more than 5 times" in failure(publisher.client())
    assert len(publisher.asked) == 6


# --- proxies ---


def test_a_proxy_of_the_environment_is_not_used(
    publisher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"]:
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    publisher.says("/data", CSV)
    assert publisher.client().get(f"{AT}/data") == CSV


def test_a_proxy_that_is_given_is_asked_instead_of_the_publisher(publisher: Any) -> None:
    publisher.replies[f"{AT}/data"] = publisher.says("/", CSV) or publisher.replies["/"]
    # The name would be refused by its address: whoever sets a proxy has it look up names.
    client = publisher.client(proxy="http://u:pw@proxy.test:3128", allow=lambda _: False)
    assert client.get(f"{AT}/data") == CSV
    assert publisher.looked_up == ["proxy.test"]
    assert publisher.headers[0]["Proxy-Authorization"].startswith("Basic ")


def test_a_proxy_does_not_lift_the_list_of_hosts(publisher: Any) -> None:
    client = publisher.client(proxy="http://proxy.test:3128")
    assert "is not a host of this source" in failure(client, "http://other.test/")


def test_a_proxy_of_an_unknown_kind_is_refused_without_its_password() -> None:
    with pytest.raises(FetchFailed, match="expected one such as") as caught:
        Client(["publisher.test"], proxy="socks5://u:pw@proxy.test:1080")
    assert "pw" not in str(caught.value)


# --- TLS ---

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="the openssl command makes the certificates"
)


def certificate(folder: Path, name: str, first: str = "", last: str = "") -> tuple[str, str]:
    """A self-signed certificate for `name` and its key; valid for a day, or from first to last."""
    made, key, asked = folder / f"{name}.pem", folder / f"{name}.key", folder / f"{name}.csr"
    config, index = folder / "ca.cnf", folder / "index.txt"
    index.touch()
    (folder / "serial").write_text("01")
    config.write_text(
        "[ca]\ndefault_ca=a\n[a]\ndatabase=" + f"{index}\nnew_certs_dir={folder}\n"
        f"serial={folder}/serial\ndefault_md=sha256\npolicy=p\nunique_subject=no\n"
        "[p]\ncommonName=supplied\n"
        f"[x]\nsubjectAltName=DNS:{name}\nbasicConstraints=critical,CA:TRUE\n"
        "keyUsage=critical,digitalSignature,keyCertSign\nsubjectKeyIdentifier=hash\n"
        "[req]\ndistinguished_name=d\n[d]\n"
    )
    when = ["-startdate", first, "-enddate", last] if last else ["-days", "1"]
    for command in [
        ["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(asked),
         "-subj", f"/CN={name}", "-config", str(config)],
        ["ca", "-batch", "-selfsign", "-notext", "-config", str(config), "-extensions", "x",
         "-keyfile", str(key), "-in", str(asked), "-out", str(made), *when],
    ]:  # fmt: skip
        subprocess.run(["openssl", *command], check=True, capture_output=True)
    return str(made), str(key)


def over_tls(publisher: Any, made: tuple[str, str], *, trusted: bool) -> Client:
    publisher.over_tls(*made)
    publisher.says("/data", CSV)
    tls = ssl.create_default_context(cafile=made[0]) if trusted else None
    client: Client = publisher.client(schemes=("https",), tls=tls)
    return client


@needs_openssl
def test_a_certificate_is_held_against_the_name_not_the_address(
    publisher: Any, tmp_path: Path
) -> None:
    client = over_tls(publisher, certificate(tmp_path, "publisher.test"), trusted=True)
    assert client.get("https://publisher.test/data", expect="csv") == CSV


@needs_openssl
@pytest.mark.parametrize(
    ("name", "dates", "trusted", "reason"),
    [
        ("publisher.test", (), False, "self-signed certificate"),
        ("publisher.test", ("20200101000000Z", "20200201000000Z"), True, "certificate has expired"),
        ("publisher.test", ("20900101000000Z", "20900201000000Z"), True, "not yet valid"),
        ("other.test", (), True, "Hostname mismatch"),
    ],
)
def test_a_certificate_that_proves_nothing_ends_the_asking(
    publisher: Any, tmp_path: Path, name: str, dates: tuple[str, ...], trusted: bool, reason: str
) -> None:
    client = over_tls(publisher, certificate(tmp_path, name, *dates), trusted=trusted)
    message = failure(client, "https://publisher.test/data")
    assert "publisher.test cannot prove that it is publisher.test" in message
    assert reason in message
    assert publisher.asked == []
    assert publisher.looked_up == ["publisher.test"]


@needs_openssl
def test_a_redirect_from_https_to_http_is_refused(publisher: Any, tmp_path: Path) -> None:
    client = over_tls(publisher, certificate(tmp_path, "publisher.test"), trusted=True)
    publisher.says("/data", b"", 302, Location="http://publisher.test/data")
    assert "of the kind 'http'; expected https" in failure(client, "https://publisher.test/data")
