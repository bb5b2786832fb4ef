"""Providers' restrictions (TLP 2.0) and what a reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class Mark(IntEnum):
    """A provider's restriction, least to most restrictive (FIRST, Traffic Light Protocol 2.0)."""

    CLEAR = 0
    GREEN = 1
    AMBER = 2
    AMBER_STRICT = 3
    RED = 4

    @property
    def label(self) -> str:
        """The mark as the standard writes it, such as ``TLP:AMBER+STRICT``."""
        return "TLP:" + self.name.replace("_", "+")


MARK_NAMES: tuple[str, ...] = tuple(m.name.replace("_", "+") for m in Mark)


def mark_named(text: str) -> Mark:
    """The mark that a text names, with or without ``TLP:``; the strictest where it is blank.

    Raises:
        ValueError: if it is none of TLP 2.0; ``TLP:WHITE`` of version 1 is called ``TLP:CLEAR``.
    """
    name = text.strip().upper().removeprefix("TLP:")
    if not text.strip():
        return Mark.RED
    if name not in MARK_NAMES:
        raise ValueError(f"one of {', '.join(m.label for m in Mark)}")
    return Mark[name.replace("+", "_")]


@dataclass(frozen=True)
class Clearance:
    """The strictest mark a reader may see; part of every cache key."""

    up_to: Mark = Mark.CLEAR


OPEN = Clearance()


def is_allowed(frame: pd.DataFrame, clearance: Clearance) -> pd.Series:
    """Which rows of a layer with marks a clearance allows to see."""
    return frame["mark"].isin(MARK_NAMES[: clearance.up_to + 1])


def is_visible(frame: pd.DataFrame, clearance: Clearance) -> pd.Series:
    """Which rows of a layer with marks are published, and may be seen with a clearance."""
    return is_allowed(frame, clearance) & (frame["status"] == "published")
