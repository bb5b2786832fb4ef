"""The packaged figures are whole, described and consistent in their codes."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from layers.analysis import arrivals

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOTS = ROOT / "geodata" / "snapshots"
TOOL = ROOT / "tools" / "describe_snapshots.py"

PACKAGE: dict[str, Any] = json.loads((SNAPSHOTS / "datapackage.json").read_text("utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
TABLES = [name for name, resource in RESOURCES.items() if resource["format"] == "csv"]


def table(name: str) -> pd.DataFrame:
    """Every cell as text, exactly as written; empty cells are empty strings."""
    return pd.read_csv(SNAPSHOTS / f"{name}.csv", dtype=str, keep_default_na=False, index_col=False)


def features(name: str) -> list[dict[str, Any]]:
    return json.loads((SNAPSHOTS / f"{name}.geojson").read_text("utf-8"))["features"]


def properties(name: str) -> pd.DataFrame:
    return pd.DataFrame([feature["properties"] for feature in features(name)])


def records(name: str) -> pd.DataFrame:
    return table(name) if name in TABLES else properties(name)


def fields(name: str) -> list[dict[str, Any]]:
    resource = RESOURCES[name]
    return resource.get("schema", resource.get("feature_properties"))["fields"]


def test_every_file_is_described_and_every_description_has_a_file() -> None:
    files = {p.name for p in SNAPSHOTS.iterdir() if p.suffix in {".csv", ".geojson"}}
    assert {resource["path"] for resource in PACKAGE["resources"]} == files


@pytest.mark.parametrize("name", RESOURCES)
def test_the_description_gives_the_size_the_hash_and_the_rows_of_its_file(name: str) -> None:
    resource = RESOURCES[name]
    content = (SNAPSHOTS / resource["path"]).read_bytes()
    assert resource["bytes"] == len(content)
    assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    assert resource["rows"] == len(records(name))


@pytest.mark.parametrize("name", RESOURCES)
def test_the_description_names_every_column_in_order(name: str) -> None:
    assert [field["name"] for field in fields(name)] == list(records(name).columns)
    assert all(field["description"] for field in fields(name))


@pytest.mark.parametrize("name", RESOURCES)
def test_every_table_states_origin_licence_and_dates(name: str) -> None:
    resource = RESOURCES[name]
    assert set(resource["origin"]) == {"publishers", "title", "citation", "url"}
    assert resource["licenses"]
    assert all(licence["title"] for licence in resource["licenses"])
    assert resource["recorded_at"] == "2026-11-22T00:00:00Z"
    if resource["rows"]:
        assert re.fullmatch(r"\d{4}-\d\d(-\d\d)?", resource["as_of"])
    else:  # nobody has said anything yet, so on no day
        assert "as_of" not in resource
        assert any(doubt.startswith("Nothing is packaged") for doubt in resource["doubts"])
    assert isinstance(resource["doubts"], list)
    if len(resource["licenses"]) > 1 and name not in {"crossings", "arrivals_annual"}:
        assert resource["licenses_note"]


def test_the_tool_finds_and_repairs_an_outdated_description(tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    shutil.copytree(SNAPSHOTS, folder)
    with (folder / "note_codes.csv").open("a", encoding="utf-8", newline="") as notes:
        notes.write("zzz_new,One more code.\n")

    def run(*arguments: str) -> int:
        command = [sys.executable, str(TOOL), "--folder", str(folder), *arguments]
        return subprocess.run(command, check=False, capture_output=True).returncode

    prose = [r["doubts"] for r in PACKAGE["resources"]]
    assert run("--check") == 1
    assert run() == 0
    assert run("--check") == 0
    repaired = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert [r["doubts"] for r in repaired["resources"]] == prose


def test_the_packaged_description_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, str(TOOL), "--check"], check=False, capture_output=True)
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize("path", sorted(SNAPSHOTS.glob("*.*")), ids=lambda path: path.name)
def test_files_are_plain_utf8_with_line_feeds_and_no_machine_path(path: Path) -> None:
    content = path.read_bytes()
    assert b"\r" not in content
    assert not content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8")
    assert text.endswith("\n")
    # Web addresses may hold such folders; paths of a machine do not follow a host name.
    paths = re.sub(r"https?://\S+", "", text)
    assert not re.search(r"(?<![\w.])/(tmp|work|home|root|mnt|usr|var|Users)/", paths)


@pytest.mark.parametrize("name", RESOURCES)
def test_keys_are_unique(name: str) -> None:
    schema = RESOURCES[name].get("schema", RESOURCES[name].get("feature_properties"))
    keys = [schema["primaryKey"]] if "primaryKey" in schema else schema["uniqueKeys"]
    for key in keys:
        assert not records(name).duplicated(key).any()


@pytest.mark.parametrize("name", RESOURCES)
def test_cells_keep_their_described_type_and_limits(name: str) -> None:
    rows = records(name)
    for field in fields(name):
        cells = rows[field["name"]].dropna().astype(str)
        cells = cells[cells != ""]
        pattern = {
            "integer": r"-?\d+",
            "number": r"-?\d+(\.\d+)?",
            "date": r"\d{4}-\d\d-\d\d",
            "yearmonth": r"\d{4}-(0[1-9]|1[0-2])",
            "year": r"\d{4}",
        }.get(field["type"], r"[\s\S]+")
        wrong = cells[~cells.str.fullmatch(pattern)]
        assert wrong.empty, (field["name"], list(wrong)[:3])
        limits = field.get("constraints", {})
        if "enum" in limits:
            assert set(cells) <= set(limits["enum"])
        if "minimum" in limits:
            assert (pd.to_numeric(cells) >= limits["minimum"]).all()
        if "maximum" in limits:
            assert (pd.to_numeric(cells) <= limits["maximum"]).all()
        if field["type"] == "date":
            assert pd.to_datetime(cells, format="%Y-%m-%d").notna().all()
        if limits.get("required"):
            assert len(cells) == len(rows)


@pytest.mark.parametrize("name", [n for n in RESOURCES if n not in {"sources", "note_codes"}])
def test_every_source_is_known(name: str) -> None:
    assert set(records(name)["source"]) <= set(table("sources")["source"])


def codes_in_use() -> set[str]:
    used = {arrivals.NOTE}  # the one that no packaged row has: months filled by an import
    for name in RESOURCES:
        rows = records(name)
        for column in {"note_code", "reason", "defect"} & set(rows.columns):
            if name == "note_codes":
                continue
            for cell in rows[column].dropna():
                used.update(code for code in cell.split(";") if code)
    incident_ids = {code for code in used if re.fullmatch(r"\d{4}\.MMP\d+", code)}
    assert incident_ids <= set(table("incidents")["incident_id"])
    return used - incident_ids


def test_every_note_code_has_a_sentence_and_every_sentence_a_use() -> None:
    notes = table("note_codes").set_index("note_code")["meaning"]
    assert set(notes.index) == codes_in_use()
    assert notes.str.fullmatch(r"[A-Z0-9].+\.").all()


def test_country_codes_have_three_letters() -> None:
    columns = ["arrival_country", "departure_country", "incident_country", "country_code"]
    columns += ["countries", "origin_countries", "state"]
    for name in RESOURCES:
        rows = records(name)
        for column in set(columns) & set(rows.columns):
            cells = rows[column].dropna()
            assert cells[cells != ""].str.fullmatch(r"[A-Z]{3}(;[A-Z]{3})*").all(), (name, column)
