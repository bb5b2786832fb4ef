from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from dashboard.components import mantine

ROOT = Path(__file__).parents[2]


def test_the_components_that_are_read_are_those_the_page_uses() -> None:
    sources = [*ROOT.glob("dashboard/components/*.py"), *ROOT.glob("dashboard/pages/*.py")]
    used = {n for s in sources for n in re.findall(r"\bdmc\.([A-Z]\w+)", s.read_text("utf-8"))}
    assert used == set(mantine.USED)


def test_no_other_component_of_the_package_is_read_at_start() -> None:
    code = (
        "import sys, dashboard.components.mantine as m; "
        "print(sum(n.startswith(m.PACKAGE + '.') for n in sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    # The components, and the few modules that are no component (styles, theme ...).
    assert int(run.stdout) < len(mantine.USED) + 10
