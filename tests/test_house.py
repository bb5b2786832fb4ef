"""The house itself: its walls, its rooms, its locks, and what no file of it may say."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("layers", "geodata", "dashboard", "tests")
# What is text, and written by hand. Fonts and pictures are not; the packaged figures quote addresses
# of their publishers and have tests of their own.
TEXT_ENDINGS = {"", ".cff", ".css", ".js", ".md", ".py", ".sh", ".toml"}
# Each is split, so that this file does not find itself.
MACHINE_PATHS = (
    re.compile("/" + r"(?:root|work|home/\w+|tmp/\w+)/"),
    re.compile("/" + r"Users/(?!\.)\w+/"),
    re.compile(r"\b[A-Z]:\\" + r"\\?Users"),
)
# A sentence about how the project was made, and not about what it does.
MAKING = re.compile(
    "|".join(
        [
            "as an " + "ai",
            "language " + "model",
            "chat" + "gpt",
            "sub" + "agent",
            "co-authored" + "-by",
        ]
    ),
    re.IGNORECASE,
)


def written_files() -> list[Path]:
    """Every text file of the project: those of git, else (an unpacked sdist) those of the folder."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\0")
        paths = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in ROOT.rglob("*") if ".venv" not in path.relative_to(ROOT).parts]
    return [path for path in paths if path.is_file() and path.suffix in TEXT_ENDINGS]


def lines_that_match(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in written_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
            for number, line in enumerate(text.splitlines(), start=1)
            if pattern.search(line)
        ]
    return found


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_import_points_down() -> None:
    contracts = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert contracts.returncode == 0, contracts.stdout + contracts.stderr


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_readme(room: str) -> None:
    readme = ROOT / room / "README.md"
    assert readme.is_file(), f"{room}/README.md is missing: it says what belongs in the room"
    assert len(readme.read_text(encoding="utf-8").split()) > 50, f"{room}/README.md says too little"


def test_tests_hold_no_init_that_would_shadow_a_package() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_no_room_is_called_after_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "common", "misc"}
    named = [path for path in written_files() if path.suffix == ".py"]
    assert [p for p in named if nothing & {p.stem, *p.relative_to(ROOT).parts[:-1]}] == []


def test_no_python_file_is_longer_than_400_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in written_files()
        if path.suffix == ".py"
    }
    assert {name: length for name, length in lengths.items() if length > 400} == {}


@pytest.mark.parametrize("pattern", MACHINE_PATHS, ids=["unix", "macos", "windows"])
def test_no_file_names_a_path_of_one_machine(pattern: re.Pattern[str]) -> None:
    assert lines_that_match(pattern) == []


def test_no_file_speaks_of_how_it_was_written() -> None:
    assert lines_that_match(MAKING) == []


@pytest.mark.parametrize("package", ["layers", "geodata", "dashboard"])
def test_the_product_reads_nothing_beside_its_own_folder(package: str) -> None:
    outside = re.compile(r"\.\./" + "|" + "real" + "data", re.IGNORECASE)
    assert [line for line in lines_that_match(outside) if line.startswith(f"{package}/")] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_versions_and_hashes_and_nothing_else(lock: str) -> None:
    requirement = re.compile(r"[a-z0-9][a-z0-9._-]*==[\w.+!-]+( ; [\w.\s'<>=!()]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    lines = (ROOT / lock).read_text(encoding="ascii").splitlines()
    assert [li for li in lines if not requirement.fullmatch(li) and not digest.fullmatch(li)] == []


def test_the_two_locks_agree_on_every_version() -> None:
    def pins(lock: str) -> set[str]:
        text = (ROOT / lock).read_text(encoding="ascii")
        return {line.rstrip(" \\") for line in text.splitlines() if "==" in line}

    missing = {
        pin
        for pin in pins("requirements.lock")
        # A tool of the tests may need, everywhere, what the dashboard needs on one system only.
        if pin not in pins("requirements-dev.lock")
        and pin.split(" ; ")[0] not in pins("requirements-dev.lock")
    }
    assert missing == set()


def test_every_direct_dependency_is_locked() -> None:
    declared = project()["project"]["dependencies"]  # type: ignore[index]
    names = {re.split(r"[\[<>=!~; ]", entry)[0].lower() for entry in declared}
    locked = (ROOT / "requirements.lock").read_text(encoding="ascii")
    assert {
        name for name in names if not re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE)
    } == set()


def test_every_exception_to_a_rule_carries_its_reason() -> None:
    bare = re.compile(r"# (?:noqa|type: ignore|pragma)(?!.*[:\[])")
    assert lines_that_match(bare) == []


def test_version_and_licence_are_said_alike_everywhere() -> None:
    declared = project()["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"version: {declared['version']}" in citation  # type: ignore[index]
    assert f"license: {declared['license']}" in citation  # type: ignore[index]
    assert f"## [{declared['version']}]" in changelog  # type: ignore[index]
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
