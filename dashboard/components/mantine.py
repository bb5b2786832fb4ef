"""The Mantine components of this page, and only those.

The package reads all of its 150 components when it is imported, a fifth of the server's start; the
page uses 18. Here its list of components is shortened before the package reads it. Where the
package is no longer built that way, it is imported whole: slower, and otherwise the same.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any

PACKAGE = "dash_mantine_components"
LIST = f"{PACKAGE}._imports_"
USED = (
    "Checkbox", "CheckboxGroup", "Chip", "ChipGroup", "Drawer", "Kbd", "MantineProvider", "Modal",
    "MultiSelect", "NumberInput", "Popover", "PopoverDropdown", "PopoverTarget", "RangeSlider",
    "SegmentedControl", "Select", "TextInput", "Tooltip",
)  # fmt: skip


def _with_used_only() -> None:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.loader is None or not spec.submodule_search_locations:
        return
    # A bare package first, so that single components can be read without its list of all.
    bare = ModuleType(PACKAGE)
    bare.__path__ = spec.submodule_search_locations
    bare.__spec__ = spec
    sys.modules[PACKAGE] = bare
    try:
        short = ModuleType(LIST)
        for name in USED:
            setattr(short, name, getattr(importlib.import_module(f"{PACKAGE}.{name}"), name))
        short.__all__ = list(USED)  # type: ignore[attr-defined]
        sys.modules[LIST] = short
        whole = importlib.util.module_from_spec(spec)
        sys.modules[PACKAGE] = whole
        spec.loader.exec_module(whole)
    except (ImportError, AttributeError):
        for name in [n for n in sys.modules if n == PACKAGE or n.startswith(PACKAGE + ".")]:
            del sys.modules[name]


if PACKAGE not in sys.modules:
    _with_used_only()

dmc: Any = importlib.import_module(PACKAGE)
