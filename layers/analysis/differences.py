"""What differs between two versions of a layer: new, revised and withdrawn records."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

# What two numbers of the same event share: renumbering changes the number and nothing else.
_SAME_EVENT = ("occurred_on", "dead_count", "missing_count", "route", "latitude", "longitude")


@dataclass(frozen=True)
class Change:
    """One cell that differs; `key` names the record, `old` and `new` are text, empty = unknown."""

    key: str
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Changes:
    """How a version differs from the one before, record by record.

    `renumbered` are (old key, new key) of records of the same day, place and people under another
    number; they are neither new nor withdrawn. What else is revised in them stands under the new.
    """

    new: tuple[str, ...] = ()
    revised: tuple[Change, ...] = ()
    withdrawn: tuple[str, ...] = ()
    renumbered: tuple[tuple[str, str], ...] = ()

    @property
    def revised_keys(self) -> tuple[str, ...]:
        """The records with at least one revised cell, in order."""
        return tuple(dict.fromkeys(c.key for c in self.revised))

    def __bool__(self) -> bool:
        return bool(self.new or self.revised or self.withdrawn or self.renumbered)


def text_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Every cell as text that is equal where the values are; unknown is an empty string."""
    out = {}
    for name in frame.columns:
        column = frame[name]
        if name == "geometry":
            out[name] = pd.Series(column.to_wkt(rounding_precision=7), index=frame.index)
        elif column.dtype.kind == "M":
            out[name] = column.dt.strftime("%Y-%m-%d")
        elif column.dtype.kind == "f" or str(column.dtype) == "Float64":
            out[name] = column.map(lambda v: f"{v:.10g}", na_action="ignore")
        else:
            out[name] = column.astype("string")
    return pd.DataFrame(out, index=frame.index).astype("string").fillna("")


def differences(
    before: pd.DataFrame, after: pd.DataFrame, key: Sequence[str], ignored: Collection[str] = ()
) -> Changes:
    """What `after` has that `before` had not, in the words of the layer.

    Args:
        before: a conforming frame of a layer.
        after: another one of the same layer.
        key: the columns that name a record; one that is there again is told apart by a number.
        ignored: columns whose change is no revision (such as the source that said it).
    """
    drop = [*ignored, *(["geometry"] if "longitude" in after.columns else [])]
    old, new = _by_key(before, key, drop), _by_key(after, key, drop)
    added = new.index.difference(old.index, sort=False)
    gone = old.index.difference(new.index, sort=False)
    both = new.index.intersection(old.index, sort=False)
    columns = [c for c in new.columns if c in old.columns]
    pairs = _renumbered(old.loc[gone], new.loc[added])
    names = [(k, k) for k in both] + list(pairs)
    a, b = old.loc[[n[0] for n in names], columns], new.loc[[n[1] for n in names], columns]
    was_cells, now_cells = a.to_numpy(dtype=object), b.to_numpy(dtype=object)
    found = (
        (names[row], columns[column], str(was_cells[row, column]), str(now_cells[row, column]))
        for row, column in zip(*(was_cells != now_cells).nonzero(), strict=True)
    )
    was, now = {p[0] for p in pairs}, {p[1] for p in pairs}
    return Changes(
        tuple(k for k in added if k not in now),
        # The number itself is no revision of a record that was renumbered.
        tuple(Change(n[1], column, x, y) for n, column, x, y in found if (x, y) != n),
        tuple(k for k in gone if k not in was),
        pairs,
    )


def names_of(frame: pd.DataFrame, key: Sequence[str]) -> pd.Series:
    """The name of each record: its key as text, the parts apart by a space."""
    cells = text_cells(frame[list(key)])
    names = cells[key[0]]
    for column in key[1:]:
        names = names + " " + cells[column]
    return names


def _by_key(frame: pd.DataFrame, key: Sequence[str], drop: Collection[str]) -> pd.DataFrame:
    names = names_of(frame, key)
    # Two sources may give the same number to different records: the second is told apart.
    repeats = names.groupby(names).cumcount()
    names = names.where(repeats == 0, names + " (" + (repeats + 1).astype("string") + ")")
    cells = text_cells(frame.drop(columns=[c for c in drop if c in frame.columns]))
    return cells.set_index(pd.Index(names, dtype="string"))


def _renumbered(gone: pd.DataFrame, added: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Records that went and came with the same day, counts and place, each found once only."""
    if gone.empty or added.empty or not set(_SAME_EVENT) <= set(gone.columns):
        return ()
    marks = [_marks(gone), _marks(added)]
    once = [{m: k for m, k in marks_of.items() if k is not None} for marks_of in marks]
    return tuple((once[0][m], once[1][m]) for m in once[0] if m in once[1])


def _marks(frame: pd.DataFrame) -> dict[tuple[str, ...], str | None]:
    out: dict[tuple[str, ...], str | None] = {}
    cells = zip(frame.index, *(frame[c] for c in _SAME_EVENT), strict=True)
    for key, *mark in cells:
        if mark[0] and mark[4]:  # without a day or a place many records look alike
            out[tuple(mark)] = None if tuple(mark) in out else str(key)
    return out
