"""Under which address a picture is cited: one and the same, from the page and the command line."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dashboard.app import create_app
from geodata.store import FileStore


@pytest.mark.parametrize("base", ["", "https://pharos.example.org"])
def test_an_export_is_cited_under_the_public_address_whoever_asks_under_whatever_name(
    packaged: FileStore, pharos: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, base: str
) -> None:
    monkeypatch.setenv("PHAROS_PUBLIC_URL", base)
    client = create_app(packaged, public_url=base).server.test_client()
    search = "from=2018-01&route=central"
    asked = f"/export?{search}&data=gaps&format=csv"
    answers = [client.get(asked, base_url=f"http://{h}/") for h in ("127.0.0.1", "localhost:8051")]
    bodies = [answer.get_data() for answer in answers]
    for answer in answers:
        answer.close()
    out = tmp_path / "gaps.zip"
    words = ("--from", "2018-01", "--route", "central", "--format", "csv", "--output", str(out))
    assert pharos.run("export", "gaps", *words).exit_code == 0
    assert bodies[0] == bodies[1] == out.read_bytes()
    with zipfile.ZipFile(out) as bundle:
        ours = json.loads(bundle.read("metadata.json"))["citation"]["csl"][0]
    assert ours.get("URL", "").startswith(f"{base}/?v=2" if base else "")
    assert ("URL" in ours) == bool(base)
    cited = client.get(f"/cite?{search}", base_url="http://localhost:8051/").get_json()["csl"][0]
    assert cited["URL"].startswith(base or "http://localhost:8051")
    typed = pharos.read("cite", "--from", "2018-01", "--route", "central")["csl"][0]
    assert typed.get("URL") == (cited["URL"] if base else None)


@pytest.mark.parametrize(
    "url", ["pharos.example.org", "ftp://x.org", "https://x.org/?a", "https://"]
)
def test_a_public_address_that_is_none_is_refused_and_quoted(
    pharos: Any, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("PHAROS_PUBLIC_URL", url)
    refused = pharos.run("cite")
    assert refused.exit_code == 1
    assert repr(url) in refused.stderr
    assert "http" in refused.stderr
