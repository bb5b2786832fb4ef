"""The packaged figures: the first edition of every layer, described by a data package."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from geodata.edition import Edition
from geodata.errors import GeodataError
from geodata.origin import Origin
from layers.registry import LAYERS

FOLDER = Path(__file__).parent / "snapshots"


def packaged_editions(folder: Path = FOLDER) -> dict[str, Edition]:
    """The packaged edition of each layer, by layer name; no file but the description is read.

    Raises:
        GeodataError: if the description is absent, unreadable, or lacks a registered layer.
    """
    description = folder / "datapackage.json"
    try:
        package = json.loads(description.read_text("utf-8"))
        found = {r["name"]: _edition(folder, r, package["version"]) for r in package["resources"]}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise GeodataError(
            f"The description of the packaged figures, {description.name!r}, cannot be read: "
            f"{error}. Install the package again."
        ) from error
    absent = [name for name in LAYERS if name not in found]
    if absent:
        raise GeodataError(f"The packaged figures lack {', '.join(absent)}; install them again.")
    return {name: found[name] for name in LAYERS}


def _edition(folder: Path, resource: dict[str, Any], version: str) -> Edition:
    origin = resource["origin"]
    as_of = resource.get("as_of")
    return Edition(
        layer=resource["name"],
        edition_id=f"packaged-{version}",
        path=folder / resource["path"],
        sha256=resource["hash"].removeprefix("sha256:"),
        rows=resource["rows"],
        recorded_at=dt.datetime.fromisoformat(resource["recorded_at"]),
        origin=Origin(
            publisher=", ".join(origin["publishers"]),
            title=origin["title"],
            citation=origin["citation"],
            url=origin.get("url", ""),
            licences=tuple(
                (x.get("name", x.get("title", "")), x.get("path", "")) for x in resource["licenses"]
            ),
            as_of=dt.date.fromisoformat(as_of) if as_of and len(as_of) == 10 else None,
            doubts=tuple(resource.get("doubts", ())),
        ),
        source=resource.get("source", "packaged"),
    )
