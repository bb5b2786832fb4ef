"""``pharos`` and ``python -m dashboard``."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from dashboard.cli import app

    app()


if __name__ == "__main__":
    main()
