"""What the panel *Export* offers: layers and tables by their page, formats, and what lies behind a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify

from layers.layer import Layer
from layers.registry import LAYERS
from layers.selection import DRAWN_LAYERS

if TYPE_CHECKING:
    from dashboard.exportbook.table import Table

HXL_FORMATS = ("csv",)


def blueprint() -> Blueprint:
    """``/export/choices``: the same for every reader and selection."""
    files = Blueprint("export_choices", __name__)

    @files.get("/export/choices")
    def choices() -> Response:
        answer = jsonify(export_choices())
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    return files


def export_choices() -> dict[str, Any]:
    """Groups of layers and tables, formats, and the layers and tables behind each chart."""
    from dashboard.chartbook import CHARTS  # noqa: PLC0415  a start needs none of it
    from dashboard.exportbook import picture_tables, region_tables, route_tables  # noqa: PLC0415
    from geodata.exports.formats import FORMATS  # noqa: PLC0415

    rest = [layer for name, layer in LAYERS.items() if name not in DRAWN_LAYERS]
    groups: dict[str, Sequence[Layer | Table]] = {
        "On the map": [LAYERS[name] for name in reversed(DRAWN_LAYERS)],
        "Figures of the picture": picture_tables.TABLES,
        "Routes": route_tables.TABLES,
        "Regions": region_tables.TABLES,
        "Series and reference layers": rest,
    }
    return {
        "groups": [
            {
                "title": title,
                "items": [
                    {
                        "id": i.name,
                        "title": i.title,
                        "description": i.description,
                        "shapes": isinstance(i, Layer) and i.geometry != "none",
                    }
                    for i in items
                ],
            }
            for title, items in groups.items()
        ],
        "formats": [
            {
                "id": f.id, "title": f.title, "shapes": f.shapes, "several": f.several,
                "holds_sidecar": f.holds_sidecar, "limits": f.limits, "hxl": f.id in HXL_FORMATS,
            }
            for f in FORMATS.values()
        ],
        "charts": {name: list(chart.behind) for name, chart in CHARTS.items()},
    }  # fmt: skip
