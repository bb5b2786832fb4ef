"""One position on the map: pin, circle, ways over water, reach and drift, as GeoJSON and layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapely import get_coordinates
from shapely.geometry import LineString, Point, mapping
from shapely.geometry.base import BaseGeometry

from layers.analysis.drift import DriftOutlook
from layers.geometry import circle

Json = dict[str, Any]
DECIMALS = 5
# Below this a circle is smaller than the pin that stands for it.
LEAST_KM = 0.05
FINEST = 8_000  # parts of the width of a reach that are told apart


def feature(shape: BaseGeometry, part: str, **words: object) -> Json:
    """A GeoJSON feature of one part of the drawing."""
    geometry = mapping(shape)
    rounded = {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])}
    return {"type": "Feature", "geometry": rounded, "properties": {"part": part, **words}}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float | int):
        return round(float(coordinates), DECIMALS)
    return [_rounded(c) for c in coordinates]


def standing(longitude: float, latitude: float, radius_km: float) -> list[Json]:
    """The pin, and the circle in which the position may lie, to scale."""
    out = [feature(Point(longitude, latitude), "pin")]
    if radius_km > LEAST_KM:
        out.append(feature(circle(longitude, latitude, radius_km), "circle"))
    return out


def ways(paths: Sequence[tuple[LineString, str]], start: tuple[float, float]) -> list[Json]:
    """Each way over water with its label, and the straight line beside it; nearest first."""
    out: list[Json] = []
    for rank, (line, label) in enumerate(paths):
        out += [
            feature(line, "way", label=label, rank=rank),
            feature(LineString([start, line.coords[-1]]), "straight", rank=rank),
            feature(Point(line.coords[-1]), "end", label=label, rank=rank),
        ]
    return out


def drifted(outlook: DriftOutlook) -> list[Json]:
    """The areas of each hour, the last at the bottom, each with its name at the middle."""
    out: list[Json] = []
    for step in reversed(outlook.steps):
        out += [
            feature(area.shape, "drift", share=round(100 * area.share))
            for area in sorted(step.areas, key=lambda a: -a.share)
        ]
        label = f"{step.hours:g} h, indicative"
        out.append(feature(Point(step.centre), "drift-label", label=label))
    return out


def reached(areas: Sequence[tuple[float, BaseGeometry]]) -> list[Json]:
    """What is reached in so many hours, the widest at the bottom, each edge with its name."""
    out: list[Json] = []
    for hours, shape in sorted(areas, key=lambda a: -a[0]):
        west, south, east, north = shape.bounds
        # Two days at sea have a coast of a hundred thousand corners: what no screen can show stays.
        drawn = shape.simplify(max(east - west, north - south) / FINEST)
        out.append(feature(drawn, "reach", label=f"{hours:g} h"))
        # Named where nobody lives: at its northernmost point.
        north = max(get_coordinates(shape), key=lambda c: c[1])
        out.append(feature(Point(north), "reach-label", label=f"{hours:g} h"))
    return out


def collection(features: Sequence[Json]) -> Json:
    """The features as one GeoJSON."""
    return {"type": "FeatureCollection", "features": list(features)}


def _is(part: str) -> list[Any]:
    return ["==", ["get", "part"], part]


def layers() -> list[Json]:
    """The MapLibre layers over a `collection`, from the bottom up; colours are tokens."""
    ink, paper, accent = "--ink", "--paper", "--accent"  # tokens: the browser knows the theme
    text = {
        "text-font": ["Inter"],
        "text-size": 11.5,
        "text-field": ["get", "label"],
        "text-max-width": 12,
    }
    halo = {"text-color": ink, "text-halo-color": paper, "text-halo-width": 1.5}
    first = ["==", ["get", "rank"], 0]
    area = {"fill-color": accent, "fill-antialias": True}
    line = {"line-color": accent, "line-width": 1.4}
    return [
        {"id": "reach", "type": "fill", "filter": _is("reach"),
         "paint": {**area, "fill-opacity": 0.07}},
        {"id": "reach-edge", "type": "line", "filter": _is("reach"),
         "paint": {**line, "line-opacity": 0.8, "line-width": 1.2}},
        {"id": "drift", "type": "fill", "filter": _is("drift"),
         "paint": {**area, "fill-opacity": ["case", ["==", ["get", "share"], 50], 0.22, 0.08]}},
        {"id": "drift-edge-90", "type": "line",
         "filter": ["all", _is("drift"), ["==", ["get", "share"], 90]],
         "paint": {**line, "line-width": 1.0, "line-dasharray": [4, 3]}},
        {"id": "drift-edge-50", "type": "line",
         "filter": ["all", _is("drift"), ["==", ["get", "share"], 50]],
         "paint": {**line, "line-width": 1.6}},
        {"id": "circle", "type": "fill", "filter": _is("circle"),
         "paint": {"fill-color": ink, "fill-opacity": 0.06}},
        {"id": "circle-edge", "type": "line", "filter": _is("circle"),
         "paint": {"line-color": ink, "line-width": 1.2, "line-dasharray": [3, 2]}},
        {"id": "straight", "type": "line", "filter": _is("straight"),
         "paint": {"line-color": ink, "line-width": 0.9, "line-opacity": 0.55,
                   "line-dasharray": [2, 3]}},
        {"id": "way-under", "type": "line", "filter": _is("way"),
         "layout": {"line-join": "round", "line-cap": "round"},
         "paint": {"line-color": paper, "line-width": 4.2, "line-opacity": 0.85}},
        {"id": "way", "type": "line", "filter": _is("way"),
         "layout": {"line-join": "round", "line-cap": "round"},
         "paint": {"line-color": accent, "line-width": ["case", first, 2.6, 1.6]}},
        {"id": "end", "type": "circle", "filter": _is("end"),
         "paint": {"circle-radius": 4, "circle-color": paper, "circle-stroke-color": accent,
                   "circle-stroke-width": 2}},
        {"id": "end-name", "type": "symbol", "filter": _is("end"),
         "layout": {**text, "text-anchor": "top", "text-offset": [0, 0.6],
                    "symbol-sort-key": ["get", "rank"]},
         "paint": halo},
        {"id": "area-name", "type": "symbol",
         "filter": ["any", _is("reach-label"), _is("drift-label")],
         "layout": {**text, "text-allow-overlap": False}, "paint": halo},
        {"id": "pin-halo", "type": "circle", "filter": _is("pin"),
         "paint": {"circle-radius": 9, "circle-color": paper, "circle-opacity": 0.9,
                   "circle-stroke-color": ink, "circle-stroke-width": 1.6}},
        {"id": "pin", "type": "circle", "filter": _is("pin"),
         "paint": {"circle-radius": 3.2, "circle-color": ink}},
    ]  # fmt: skip
