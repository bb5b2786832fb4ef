"""The commands as such: each has JSON and a line of help, and none pays for another."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from dashboard.cli import MODULES
from geodata.sources.registry import SOURCES
from layers.registry import LAYERS


def test_help_names_every_command_and_every_command_explains_itself(pharos: Any) -> None:
    listed = pharos.run("--help").stdout
    for name in MODULES:
        assert f" {name} " in listed
        explained = pharos.run(name, "--help")
        assert explained.exit_code == 0
        assert ("--json" in explained.stdout) == (name != "serve")


def test_the_version_is_said(pharos: Any) -> None:
    result = pharos.run("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("pharos")


def test_a_command_that_does_not_exist_is_wrong_usage(pharos: Any) -> None:
    result = pharos.run("vanish")
    assert result.exit_code == 2
    assert "vanish" in result.stderr


def loaded(program: str) -> set[str]:
    """The modules that a program has loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {program}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_the_command_line_loads_no_command_before_it_is_asked_for() -> None:
    assert loaded("import dashboard.cli").isdisjoint({"pandas", "pydantic", "geodata", "rich"})


def test_a_command_of_files_loads_neither_the_page_nor_the_network() -> None:
    modules = ("imports", "history", "status", "keeping", "catalogue")
    found = loaded("import " + ", ".join(f"dashboard.cli.{m}" for m in modules))
    assert found.isdisjoint({"dash", "plotly", "flask", "httpx2", "stamina", "pandera"})


def test_the_status_has_every_source_beside_every_layer(pharos: Any) -> None:
    plain = pharos.read("status")
    assert [r["layer"] for r in plain["layers"]] == list(LAYERS)
    assert [r["source"] for r in plain["standing"]] == list(SOURCES)
    assert all(r["state"] and r["meaning"] for r in plain["standing"])
    printed = pharos.run("status").stdout
    for name in SOURCES:
        assert f" {name} " in printed


def test_a_layer_of_two_sources_names_both_and_counts_the_rows_of_both(
    pharos: Any, register: Any
) -> None:
    before = {r["layer"]: r for r in pharos.read("status")["layers"]}["incidents"]
    pharos.run("import", "small", pharos.file("one.csv", "A,2018-05-01,1", "B,2018-05-02,2"))
    after = {r["layer"]: r for r in pharos.read("status")["layers"]}["incidents"]
    assert after["rows"] == before["rows"] + 2
    assert set(after["editions"]) == {*before["editions"], "small"}


def test_the_sources_are_listed_with_their_terms(pharos: Any) -> None:
    printed = pharos.run("sources").stdout
    for source in SOURCES.values():
        assert f"{source.name}: {source.title}" in printed
        assert source.publisher in printed
        assert source.licence[0][0] in printed
    plain = pharos.read("sources")["sources"]
    assert [s["source"] for s in plain] == list(SOURCES)
    assert [s["can_fetch"] for s in plain] == [bool(s["hosts"]) for s in plain]


def test_the_template_is_the_header_that_contributions_are_read_by(pharos: Any) -> None:
    out = pharos.place / "template.csv"
    result = pharos.run("template", "incident-reports", "--output", str(out))
    assert result.exit_code == 0
    assert "`pharos import incident-reports " in result.stdout
    header = out.read_text("utf-8-sig").splitlines()[0].split(",")
    assert header == pharos.read("template")["columns"]
    known = {"provider": "acme", "report_id": "1", "occurred_on": "2024-02-02", "dead_count": "1",
             "route": "central"}  # fmt: skip
    filled = [known.get(name, "") for name in header]
    out.write_text(",".join(header) + "\n" + ",".join(filled) + "\n", "utf-8")
    assert "1 accepted" in pharos.run("import", "incident-reports", str(out)).stdout


def test_a_template_that_does_not_exist_is_quoted(pharos: Any) -> None:
    result = pharos.run("template", "events")
    assert result.exit_code == 1
    assert "'events'" in result.stderr
    assert "incident-reports" in result.stderr
