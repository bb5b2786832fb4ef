"""How the environment is keyed, and in what order a Chromium is looked for."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "tools" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def having(*programs: str):
    """A PATH that holds these programs and no others."""
    return {Path(program).name: program for program in programs}.get


@pytest.fixture
def project(tmp_path: Path) -> tuple[Path, Path]:
    lock, settings = tmp_path / "a.lock", tmp_path / "pyproject.toml"
    lock.write_text("one==1\n")
    settings.write_text("[project]\n")
    return lock, settings


def test_the_same_lock_project_and_python_make_the_same_environment(bootstrap, project) -> None:
    assert bootstrap.lock_key(*project, (3, 11)) == bootstrap.lock_key(*project, (3, 11))


def test_another_lock_another_project_or_another_python_makes_another(bootstrap, project) -> None:
    keys = {bootstrap.lock_key(*project, (3, 11)), bootstrap.lock_key(*project, (3, 12))}
    project[0].write_text("one==2\n")
    keys.add(bootstrap.lock_key(*project, (3, 11)))
    project[1].write_text("[project]\nname = 'other'\n")
    keys.add(bootstrap.lock_key(*project, (3, 11)))
    assert len(keys) == 4


def test_an_environment_without_its_interpreter_is_made_again(bootstrap, tmp_path) -> None:
    (tmp_path / "runtime.stamp").write_text("key\n")
    assert not bootstrap.is_current(tmp_path, "runtime.stamp", "key")
    python = bootstrap.venv_python(tmp_path)
    python.parent.mkdir()
    python.touch()
    assert bootstrap.is_current(tmp_path, "runtime.stamp", "key")
    assert not bootstrap.is_current(tmp_path, "dev.stamp", "key")
    assert not bootstrap.is_current(tmp_path, "runtime.stamp", "another key")


def test_the_named_chromium_is_taken_before_that_of_the_path(bootstrap) -> None:
    which = {"/opt/mine": "/opt/mine", "chromium": "/usr/bin/chromium"}.get
    assert bootstrap.find_chromium({"PHAROS_CHROMIUM": "/opt/mine"}, which) == "/opt/mine"


def test_a_named_chromium_that_does_not_run_is_refused_by_name(bootstrap) -> None:
    with pytest.raises(bootstrap.CannotError, match="PHAROS_CHROMIUM=/opt/none is not a program"):
        bootstrap.find_chromium({"PHAROS_CHROMIUM": "/opt/none"}, having("/usr/bin/chromium"))


def test_chromium_is_taken_before_chrome_and_either_before_a_download(bootstrap) -> None:
    both = having("/usr/bin/google-chrome", "/usr/bin/chromium")
    assert bootstrap.find_chromium({}, both, lambda: "/cache/chrome") == "/usr/bin/chromium"
    chrome = having("/usr/bin/google-chrome")
    assert bootstrap.find_chromium({}, chrome, lambda: "/cache/chrome") == "/usr/bin/google-chrome"
    assert bootstrap.find_chromium({}, having(), lambda: "/cache/chrome") == "/cache/chrome"


def test_no_chromium_anywhere_is_none(bootstrap) -> None:
    assert bootstrap.find_chromium({}, having()) is None
