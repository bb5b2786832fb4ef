"""Make the virtual environment and find a Chromium, with the standard library alone.

    python3 tools/bootstrap.py venv [--dev]     .venv as the lock says; nothing to do is quick
    .venv/bin/python tools/bootstrap.py chromium    a browser for the tests: found, else installed

`make run` and `make test` call it. Exit status: 0 done, 1 it cannot be done here (a sentence says
why and what to install), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
RUNTIME_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
CHROMIUM_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPLICATIONS = (
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
)


class CannotError(Exception):
    """Something that this machine lacks; the message says what to install."""


def say(sentence: str) -> None:
    """Write a line to the person who waits, at once even through a pipe."""
    print(sentence, flush=True)


# --- the virtual environment ---


def lock_key(lock: Path, project: Path, version: tuple[int, int]) -> str:
    """Return what an environment was made from, as one hash.

    Args:
        lock: the lock file that is installed.
        project: pyproject.toml; its scripts and packages are part of the environment.
        version: major and minor of the Python: another one needs another environment.
    """
    digest = hashlib.sha256(f"python {version[0]}.{version[1]}\n".encode())
    for path in (lock, project):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(venv: Path, stamp: str, key: str) -> bool:
    """Tell whether `venv` was made from `key` and still has its interpreter."""
    written = venv / stamp
    return (
        venv_python(venv).exists()
        and written.is_file()
        and written.read_text(encoding="ascii").strip() == key
    )


def venv_python(venv: Path) -> Path:
    """Return the interpreter of an environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_environment(*, dev: bool) -> None:
    """Create or refresh .venv from the lock; does nothing when it is current.

    Raises:
        CannotError: Python is too old, lacks venv, or an installation failed.
    """
    if sys.version_info < OLDEST:
        raise CannotError(
            f"{sys.executable} is Python {sys.version.split()[0]}; "
            "Pharos needs Python 3.11 or newer (make run PYTHON=/path/to/python3.12)."
        )
    version = sys.version_info[:2]
    wanted = {"dev.stamp": DEV_LOCK, "runtime.stamp": RUNTIME_LOCK}
    keys = {
        stamp: lock_key(ROOT / lock, ROOT / "pyproject.toml", version)
        for stamp, lock in wanted.items()
    }
    stamp = "dev.stamp" if dev else "runtime.stamp"
    if is_current(VENV, stamp, keys[stamp]):
        return
    for old in wanted:
        (VENV / old).unlink(missing_ok=True)
    if environment_version(VENV) != version:
        create_venv()
    what = "the dashboard and the tools of its tests" if dev else "the dashboard"
    say(
        f"Installing {what} from {wanted[stamp]} into .venv: a minute or two and a network, once ..."
    )
    pip("install", "--require-hashes", "-r", wanted[stamp])
    # Without isolation, so that the build backend is the hashed one of the lock.
    pip("install", "--no-deps", "--no-build-isolation", "-e", ".")
    # The dev lock holds the runtime lock, so either command is content with it.
    for done in wanted if dev else [stamp]:
        (VENV / done).write_text(keys[done] + "\n", encoding="ascii")


def environment_version(venv: Path) -> tuple[int, int] | None:
    """Return major and minor of an environment's Python; None where there is none that runs."""
    program = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [venv_python(venv), "-c", program], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    major, minor = answer.stdout.split()
    return int(major), int(minor)


def create_venv() -> None:
    """Create an empty .venv with pip in it.

    Raises:
        CannotError: the interpreter came without venv or without ensurepip, as Debian's does.
    """
    try:
        # Debian packs both apart from python3, and venv without ensurepip fails half-way.
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: F401, PLC0415
    except ImportError as error:
        minor = f"python3.{sys.version_info.minor}"
        raise CannotError(
            f"{sys.executable} cannot make a virtual environment: it lacks the module "
            f"'{error.name}'. On Debian and Ubuntu install it with "
            f"'apt-get install python3-venv' (or {minor}-venv), then run this again."
        ) from error
    say(f"Creating .venv with Python {sys.version.split()[0]} ...")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "The virtual environment")


def pip(*arguments: str) -> None:
    """Run pip of .venv in the checkout, quiet about all but errors."""
    run(
        [str(venv_python(VENV)), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments],
        "The installation",
    )


def run(command: Sequence[str], what: str) -> None:
    """Run a command in the checkout and let it write to the terminal.

    Raises:
        CannotError: it could not be started, or ended with another status than 0.
    """
    try:
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
    except OSError as error:
        raise CannotError(f"{what} could not be started: {error}") from error
    if status:
        raise CannotError(f"{what} failed with status {status}; the lines above say why.")


# --- Chromium ---


def find_chromium(
    environment: dict[str, str],
    which: Callable[[str], str | None] = shutil.which,
    downloaded: Callable[[], str | None] = lambda: None,
) -> str | None:
    """Return the path of the first Chromium there is; None where there is none.

    In order: PHAROS_CHROMIUM, the PATH, the applications of macOS, and what Playwright has
    downloaded before.

    Args:
        environment: the environment variables.
        which: finds a command on the PATH.
        downloaded: says where Playwright keeps its Chromium.

    Raises:
        CannotError: PHAROS_CHROMIUM names no program. Whoever sets it means that one and no other.
    """
    named = environment.get("PHAROS_CHROMIUM", "")
    if named:
        program = which(named)
        if program is None:
            raise CannotError(
                f"PHAROS_CHROMIUM={named} is not a program that can be run. "
                "Give the full path of a Chromium or Chrome, or unset it."
            )
        return program
    candidates: Iterator[str | None] = (which(command) for command in CHROMIUM_COMMANDS)
    for program in candidates:
        if program:
            return program
    for folder in ("/Applications", str(Path.home() / "Applications")):
        for application in MAC_APPLICATIONS:
            program = which(f"{folder}/{application}")
            if program:
                return program
    return downloaded()


def downloaded_by_playwright() -> str | None:
    """Return Playwright's own Chromium, if it was downloaded; None otherwise."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return which_starts(path)


def root_prefix() -> list[str] | None:
    """Return what to put before a command to run it as root; None where that is not possible."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        # -n never asks for a password: a build server has nobody to type it.
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None


def install_debian_chromium() -> None:
    """Install Debian's chromium where apt-get may be used; does nothing elsewhere.

    Raises:
        CannotError: apt-get failed.
    """
    prefix = root_prefix()
    if prefix is None or shutil.which("apt-get") is None:
        return
    say("No Chromium on this machine. Installing Debian's with apt-get ...")
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    run([*quiet, "update"], "apt-get update")
    run([*quiet, "install", "-y", "--no-install-recommends", "chromium"], "apt-get install")


def install_playwright_chromium() -> None:
    """Let Playwright download its Chromium, with the system's libraries where that is allowed.

    Raises:
        CannotError: the download failed.
    """
    say("No Chromium on this machine. Letting Playwright download one ...")
    playwright = [sys.executable, "-m", "playwright"]
    if root_prefix() is not None and shutil.which("apt-get"):
        with contextlib.suppress(CannotError):  # the libraries may be there all the same
            run([*playwright, "install-deps", "chromium"], "Playwright's libraries")
    run([*playwright, "install", "chromium"], "Playwright's download")


def starts(program: str) -> bool:
    """Tell whether a Chromium runs here: Ubuntu's chromium-browser may be an empty shell."""
    try:
        answer = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and "chrom" in answer.stdout.lower()


def provide_chromium() -> None:
    """Find or install a Chromium and write its path to .venv/chromium-path.

    Raises:
        CannotError: there is none and none can be had.
    """
    note = VENV / "chromium-path"
    if not os.environ.get("PHAROS_CHROMIUM") and note.is_file():
        known = note.read_text(encoding="utf-8").strip()
        if known and os.access(known, os.X_OK):
            return
    environment = dict(os.environ)
    program = find_chromium(environment, which_starts, downloaded_by_playwright)
    # Ubuntu's package of that name installs, and does not start without snap: look again each time.
    for install in (install_debian_chromium, install_playwright_chromium):
        if program is None:
            try:
                install()
            except CannotError as error:
                say(str(error))
            program = find_chromium(environment, which_starts, downloaded_by_playwright)
    if program is None:
        raise CannotError(
            "The browser tests need a Chromium, and none could be found or installed. Install "
            "'chromium' (Debian: apt-get install chromium; Fedora: dnf install chromium; macOS: "
            "brew install --cask chromium) or Google Chrome, or set PHAROS_CHROMIUM to the path "
            "of one, then run this again."
        )
    note.write_text(program + "\n", encoding="utf-8")
    say(f"Browser for the tests: {program}")


def which_starts(command: str) -> str | None:
    """Return the path of a command that really starts; None otherwise."""
    program = shutil.which(command)
    return program if program and starts(program) else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the two commands and return the exit status."""
    parser = argparse.ArgumentParser(prog="bootstrap", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    venv = commands.add_parser("venv", help="make or refresh .venv from the lock")
    venv.add_argument("--dev", action="store_true", help="with the tools of the tests")
    commands.add_parser("chromium", help="find or install a browser for the tests")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "venv":
            make_environment(dev=chosen.dev)
        else:
            provide_chromium()
    except CannotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
