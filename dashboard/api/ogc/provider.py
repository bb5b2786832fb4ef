"""A layer as pygeoapi asks for it. Imported at the first question to ``/ogc``, never at a start."""

from __future__ import annotations

from typing import Any

from pygeoapi.provider.base import BaseProvider, ProviderItemNotFoundError

from dashboard.api.ogc.asked import read_box, read_days
from dashboard.api.ogc.describe import fields
from dashboard.api.ogc.rows import features, ids_of, keep
from dashboard.layer_rows import LayerRows


class LayerProvider(BaseProvider):
    """The rows of one layer of one picture, in pages; it reads no store and writes nothing.

    Its definition carries the rows themselves (`data`, a `LayerRows`) instead of where they lie.
    """

    def __init__(self, definition: dict[str, Any]) -> None:
        super().__init__(definition)
        self.rows: LayerRows = definition["data"]
        self._fields = fields(self.rows.layer)

    def get_fields(self) -> dict[str, Any]:
        """The columns by name, as JSON Schema."""
        return self._fields

    def query(
        self,
        *,
        offset: int = 0,
        limit: int = 10,
        bbox: list[float] | None = None,
        datetime_: str | None = None,
        properties: list[tuple[str, str]] | None = None,
        **_unused: Any,
    ) -> dict[str, Any]:
        """One page as a feature collection, with the number of all that match and what was not."""
        # pygeoapi has made numbers of the box; what was sent is read once more, as it was checked.
        box = read_box(",".join(map(repr, bbox))) if bbox else None
        days = read_days(datetime_) if datetime_ else (None, None)
        kept = keep(self.rows, box, days, properties or [])
        page = kept.frame.iloc[offset : offset + limit]
        return {
            "type": "FeatureCollection",
            "features": features(self.rows.layer, page),
            "numberMatched": len(kept.frame),
            "numberReturned": len(page),
            "added": dict(self.rows.added),
            "removed": dict(kept.removed),
            "withheld": self.rows.withheld,
            "ignored": list(self.rows.ignored),
        }

    def get(self, identifier: str, **_unused: Any) -> dict[str, Any]:
        """The feature of that id.

        Raises:
            ProviderItemNotFoundError: if the picture has no such row.
        """
        layer, frame = self.rows.layer, self.rows.frame
        ids = ids_of(layer, frame)
        if identifier not in ids:
            said = f"The layer {layer.name} has no row {identifier[:60]!r} in this selection."
            raise ProviderItemNotFoundError(user_msg=said)
        place = ids.index(identifier)
        return features(layer, frame.iloc[place : place + 1])[0]
