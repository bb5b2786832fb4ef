"""What changed in a layer between two dates, as known then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from geodata.store.protocol import Held, Store
from layers.analysis.differences import Changes, differences
from layers.handling import OPEN, Clearance, is_allowed
from layers.registry import layer as layer_named


@dataclass(frozen=True)
class Between:
    """How a layer differs between two dates, with the editions that were known on each.

    `changes` are those that the clearance allows to see; `withheld` counts the records whose
    changes it hides.
    """

    layer: str
    before: Held
    after: Held
    changes: Changes
    withheld: int = 0


def between(
    store: Store,
    layer: str,
    first: dt.date | None,
    second: dt.date | None,
    clearance: Clearance = OPEN,
) -> Between:
    """What `second` knew that `first` did not; a date means the end of that day (UTC), None now.

    A record that the clearance hides on one of the dates is withheld: its change tells of it.

    Raises:
        NoEdition: if the layer had no edition on one of the dates.
        UnknownLayer: if there is no such layer.
    """
    described = layer_named(layer)
    before, after = store.load(layer, first), store.load(layer, second)
    if [e.edition_id for e in before.editions] == [e.edition_id for e in after.editions]:
        return Between(layer, before, after, Changes())
    changes = differences(before.frame, after.frame, described.key, ("source",))
    if not any(c.name == "mark" for c in described.columns):
        return Between(layer, before, after, changes)
    (key,) = described.key
    hidden = {
        str(name)
        for frame in (before.frame, after.frame)
        for name in frame.loc[~is_allowed(frame, clearance).to_numpy(dtype=bool), key]
    }
    # What is revised in a renumbered record stands under its new id, and quotes the old record.
    hidden |= {new for old, new in changes.renumbered if old in hidden}
    seen = _without(changes, hidden)
    return Between(layer, before, after, seen, len(_records(changes)) - len(_records(seen)))


def _without(changes: Changes, hidden: set[str]) -> Changes:
    return replace(
        changes,
        new=_apart_from(changes.new, hidden),
        revised=tuple(c for c in changes.revised if c.key not in hidden),
        withdrawn=_apart_from(changes.withdrawn, hidden),
        renumbered=tuple(p for p in changes.renumbered if hidden.isdisjoint(p)),
    )


def _apart_from(keys: Iterable[str], hidden: set[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if key not in hidden)


def _records(changes: Changes) -> set[str]:
    """The records that changed; a renumbered one by the id that it has now."""
    named = {new for _, new in changes.renumbered}
    return named | {*changes.new, *changes.withdrawn, *(c.key for c in changes.revised)}
