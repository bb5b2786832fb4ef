"""``pharos`` and ``python -m dashboard``."""

from __future__ import annotations

import atexit
import gc

from dashboard.cli import app


def main() -> None:
    """Run the command line."""
    # At the end all memory goes back to the system. To search it for garbage once more costs a
    # quarter of a second after a large import; what is frozen is not searched.
    atexit.register(gc.freeze)
    app()


if __name__ == "__main__":
    main()
