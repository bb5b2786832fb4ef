"""What must hold for every registered source, on a small sample of each."""

from __future__ import annotations

import ast
import datetime as dt
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from geodata.errors import SourceError
from geodata.report import EXCLUDED, QUARANTINED, REMARKS
from geodata.sources.registry import SOURCES, source
from geodata.sources.source import Options, Parsed, Source
from geodata.store import FileStore
from layers.analysis.uncertainty import RULES, explained
from layers.registry import LAYERS

SAMPLES = Path(__file__).parent / "samples"
RADIUS = "position_uncertainty_km"
TODAY = dt.date(2026, 11, 23)
# Rows taken in, quarantined and excluded, as the samples were written.
EXPECTED = {
    "iom-missing-migrants": (2, 1, 1),
    "incident-reports": (2, 1, 0),
    "unhcr-arrivals": (2, 1, 0),
    "italy-interior-daily": (2, 1, 1),
    "frontex-detections": (3, 1, 0),
    "events": (2, 1, 0),
    "places": (2, 1, 0),
    "regions": (2, 1, 0),
    "corridors": (2, 1, 0),
}
every_source = pytest.mark.parametrize("name", SOURCES)


def sample(name: str) -> Path:
    (found,) = SAMPLES.glob(f"{name}.*")
    return found


@pytest.fixture(scope="module")
def parsed() -> dict[str, Parsed]:
    """The sample of every source, read once."""
    return {name: parse(s) for name, s in SOURCES.items()}


def parse(wanted: Source) -> Parsed:
    file = sample(wanted.name)
    return wanted.parse(file.read_bytes(), file.name, TODAY, Options())


def test_every_source_has_a_sample_and_every_sample_a_source() -> None:
    assert {f.stem for f in SAMPLES.iterdir()} == set(SOURCES)
    assert set(EXPECTED) == set(SOURCES)


@every_source
def test_a_source_is_registered_under_its_name(name: str) -> None:
    assert SOURCES[name].name == name
    assert source(name) is SOURCES[name]


def test_an_unknown_source_is_quoted_beside_those_that_exist() -> None:
    with pytest.raises(SourceError, match=r"'unhcr'.*unhcr-arrivals"):
        source("unhcr")


@every_source
def test_a_source_says_whose_it_is_and_under_what_terms(name: str) -> None:
    found = SOURCES[name]
    said = [found.title, found.publisher, found.citation, found.reads]
    assert all(text.strip() for text in said)
    assert found.reads.endswith(".")
    assert "{as_of}" in found.citation
    assert found.licence
    assert all(title.strip() for title, _ in found.licence)
    assert all(where.startswith("https://") for _, where in found.licence if where)
    assert found.rhythm_days is None or found.rhythm_days > 0
    assert found.version > 0


@every_source
def test_figures_of_others_say_where_a_person_finds_them(name: str) -> None:
    found = SOURCES[name]
    brought_by_hand = found.fetch is None
    assert found.url.startswith("https://") or brought_by_hand


@every_source
def test_a_source_that_is_fetched_names_its_hosts_and_no_other_does(name: str) -> None:
    found = SOURCES[name]
    assert bool(found.hosts) == (found.fetch is not None)
    assert all(host == host.lower() and "/" not in host for host in found.hosts)


@every_source
def test_a_source_feeds_a_registered_layer_and_what_it_reads_fits_it(
    name: str, parsed: dict[str, Parsed]
) -> None:
    found = parsed[name]
    assert found.layer == SOURCES[name].layer
    frame = FileStore().conformed(found.layer, found.frame)
    assert len(frame) == len(found.frame) > 0
    if "source" in frame.columns and found.layer in {"incidents", "arrivals_reported"}:
        assert set(frame["source"]) == {name}


@every_source
def test_every_row_of_a_file_is_taken_in_or_set_aside_and_never_both(
    name: str, parsed: dict[str, Parsed]
) -> None:
    found = parsed[name]
    assert len(found.lines) == len(found.frame)
    taken = {line for lines in found.lines for line in lines}
    aside = [row.line for row in found.set_aside]
    assert len(set(aside)) == len(aside)
    assert taken.isdisjoint(aside)
    assert len(taken) + len(aside) == found.rows_in


@every_source
def test_the_rows_of_the_sample_end_as_they_were_written_to_end(
    name: str, parsed: dict[str, Parsed]
) -> None:
    found = parsed[name]
    kinds = [row.kind for row in found.set_aside]
    taken = {line for lines in found.lines for line in lines}
    counts = (len(taken), kinds.count("quarantined"), kinds.count("excluded"))
    assert counts == EXPECTED[name]


@every_source
def test_a_row_is_set_aside_for_a_known_reason_with_its_text_and_what_is_right(
    name: str, parsed: dict[str, Parsed]
) -> None:
    found = parsed[name]
    for row in found.set_aside:
        assert row.reason in (QUARANTINED if row.kind == "quarantined" else EXCLUDED)
        assert row.right
        if row.kind == "quarantined":
            assert row.record, "a row that shall be mended is kept whole"
    assert {r.reason for r in found.remarks} <= set(REMARKS)


@every_source
def test_a_file_read_twice_says_the_same(name: str, parsed: dict[str, Parsed]) -> None:
    again = parse(SOURCES[name])
    for part in fields(Parsed):
        one, other = getattr(parsed[name], part.name), getattr(again, part.name)
        if part.name == "frame":
            pd.testing.assert_frame_equal(one, other)
        else:
            assert one == other, part.name


@every_source
def test_a_file_of_another_kind_is_refused_in_words(name: str) -> None:
    with pytest.raises(SourceError) as refused:
        SOURCES[name].parse(b"<html><title>Sign in</title></html>", "page.html", TODAY, Options())
    assert len(str(refused.value)) > 20


@every_source
def test_other_columns_are_refused_and_quoted(name: str) -> None:
    with pytest.raises(SourceError, match="colour"):
        SOURCES[name].parse(b"colour,weight\nred,2\n", "other.csv", TODAY, Options())


def test_every_source_of_incidents_has_a_rule_for_how_good_its_positions_are(
    parsed: dict[str, Parsed],
) -> None:
    giving = {name for name, found in parsed.items() if RADIUS in found.frame.columns}
    assert giving == {
        n for n, s in SOURCES.items() if RADIUS in {c.name for c in LAYERS[s.layer].columns}
    }
    assert giving >= {"iom-missing-migrants", "incident-reports"}
    assert giving <= set(RULES)


@every_source
def test_every_located_incident_has_a_radius_that_the_rule_of_its_source_explains(
    name: str, parsed: dict[str, Parsed]
) -> None:
    frame = parsed[name].frame
    if RADIUS not in frame.columns:
        return
    located = frame[frame["longitude"] != ""]
    assert len(located) > 0
    assert (frame.loc[frame["longitude"] == "", RADIUS] == "").all()
    for row in located.to_dict("records"):
        at = (float(str(row["longitude"])), float(str(row["latitude"])))
        assert float(row[RADIUS]) > 0
        assert f"{float(row[RADIUS]):g} km" in explained(
            str(row["source"]), float(row[RADIUS]), *at
        )


def test_layers_that_sources_feed_are_registered() -> None:
    assert {s.layer for s in SOURCES.values()} <= set(LAYERS)


def test_the_registry_is_read_without_network_and_without_what_checks_tables() -> None:
    heavy = ("pandera", "sqlalchemy", "httpx2", "stamina", "pyogrio", "dash", "plotly", "rich")
    program = "import sys, geodata.sources.registry; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    assert [name for name in heavy if name in loaded] == []


def test_modules_of_different_providers_do_not_import_each_other() -> None:
    registry = Path(sys.modules["geodata.sources.registry"].__file__ or "")
    providers = imported(registry) - {"source"}
    assert len(providers) == len(SOURCES)
    crossings = [
        (home, name)
        for path in registry.parent.rglob("*.py")
        if (home := path.relative_to(registry.parent).parts[0].removesuffix(".py")) != "registry"
        for name in imported(path)
        if name in providers - {home}
    ]
    assert crossings == []


def imported(path: Path) -> set[str]:
    """The modules of `geodata.sources` that a file imports."""
    out = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("geodata.sources"):
            parts = (node.module or "").split(".")
            out |= {parts[2]} if len(parts) > 2 else {alias.name for alias in node.names}
    return out
