"""The files a map loads once per edition: incident columns, corridors, places, regions."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from cachetools import LRUCache
from flask import Blueprint, Response, abort, request

from dashboard.errors import RefusedInput
from dashboard.figures import overlays
from dashboard.figures.map import incident_columns
from dashboard.holdings import Holdings
from dashboard.picture import Pictures
from dashboard.state import parse_known
from geodata.coast import coarse_land
from geodata.errors import NoEdition
from layers.analysis.responsibility import overlaps
from layers.errors import SelectionError
from layers.geometry import sea_limits

CACHED_FILES = 16
Maker = Callable[[Holdings], dict[str, Any]]


def blueprint(pictures: Pictures) -> Blueprint:
    """The files under ``/picture/``; each is immutable under the edition in its address."""
    files = Blueprint("picture_files", __name__, url_prefix="/picture")
    made: LRUCache[tuple[str, str], bytes] = LRUCache(CACHED_FILES)
    lock = threading.Lock()  # the cache is not safe for threads, and nobody should make one twice

    @files.get("/<path:name>")
    def one(name: str) -> Response:
        maker = MAKERS.get(name)
        if maker is None:
            abort(404, f"There is no file {name[:40]!r}; there are {', '.join(MAKERS)}.")
        holdings = _holdings(pictures)
        key = (holdings.key, name)
        with lock:
            content = made.get(key)
            if content is None:
                content = made[key] = _bytes(maker(holdings))
        answer = Response(content, mimetype="application/json")
        # The address names the edition that was asked for; only its own content may be kept.
        current = request.args.get("edition") == holdings.key
        answer.headers["Cache-Control"] = (
            "private, max-age=31536000, immutable" if current else "no-store"
        )
        return answer

    return files


def _bytes(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _holdings(pictures: Pictures) -> Holdings:
    unknown = set(request.args) - {"edition", "known_on"}
    if unknown:
        raise RefusedInput([f"{min(unknown)[:40]!r} is not known; expected edition, known_on."])
    asked = request.args.get("known_on")
    try:
        known_on: dt.date | None = parse_known("known_on", asked) if asked else None
        return pictures.holdings(known_on)
    except (SelectionError, NoEdition) as error:
        raise RefusedInput([str(error)]) from error


def _columns(holdings: Holdings) -> dict[str, Any]:
    frame = holdings.incidents
    return incident_columns(
        holdings.index,
        frame["incident_id"].to_list(),
        holdings.uncertainty_km,
        frame["survivor_count"].to_numpy(dtype="float32", na_value=np.nan),
    )


def _regions(holdings: Holdings) -> dict[str, Any]:
    claims = holdings.claims
    land = coarse_land()
    limits = {c.claim_id: sea_limits(c.geometry, land) for c in claims.itertuples()}
    return overlays.claims_geojson(claims, limits, overlaps(claims))


MAKERS: dict[str, Maker] = {
    "incidents/columns.json": _columns,
    "corridors.geojson": lambda h: overlays.corridors_geojson(h.frame("routes")),
    "places.geojson": lambda h: overlays.places_geojson(h.frame("embarkation_points")),
    "regions.geojson": _regions,
}
