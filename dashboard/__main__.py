"""``pharos`` and ``python -m dashboard``."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command line."""
    # Reading modules makes objects that stay; looking for garbage among them costs a tenth of it.
    gc.disable()
    from dashboard.cli import app  # noqa: PLC0415  under the line above

    gc.enable()
    app()


if __name__ == "__main__":
    main()
