"""What changed in a layer between two dates, as known then."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from geodata.store.protocol import Held, Store
from layers.analysis.differences import Changes, differences
from layers.registry import layer as layer_named


@dataclass(frozen=True)
class Between:
    """How a layer differs between two dates, with the editions that were known on each."""

    layer: str
    before: Held
    after: Held
    changes: Changes


def between(store: Store, layer: str, first: dt.date | None, second: dt.date | None) -> Between:
    """What `second` knew that `first` did not; a date means the end of that day (UTC), None now.

    Raises:
        NoEdition: if the layer had no edition on one of the dates.
        UnknownLayer: if there is no such layer.
    """
    described = layer_named(layer)
    before, after = store.load(layer, first), store.load(layer, second)
    if [e.edition_id for e in before.editions] == [e.edition_id for e in after.editions]:
        return Between(layer, before, after, Changes())
    return Between(
        layer, before, after, differences(before.frame, after.frame, described.key, ("source",))
    )
