"""``pharos`` and ``python -m dashboard``."""

from __future__ import annotations

from dashboard.cli import app


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
