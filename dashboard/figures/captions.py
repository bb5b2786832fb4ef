"""What stands around a chart that leaves the page as an image: title, scope, keys, notes, sources.

An image travels without its page, so everything that the page says beside a chart goes with it. The
colours are those of white paper, whatever the screen shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.chartbook import SEASON, chart_named
from dashboard.exportbook import plan
from dashboard.exportbook.words import BASIS_WORDS
from dashboard.figures.regions import SHADES
from dashboard.picture import Picture
from dashboard.routebook import Routebook
from dashboard.state import in_words
from dashboard.theme import Mode, colour, faded
from layers.analysis.intervals import SAMPLING_ONLY
from layers.analysis.levels import MEASURE_NAMES, SHARES_MISLEAD
from layers.analysis.rates import FORMULAS, RULES_SENTENCE
from layers.areas import area_words
from layers.selection import known_words
from layers.terms import CAUSE_NAMES, ROUTE_NAMES, ROUTE_SHORT, ROUTES

Json = dict[str, Any]
PAPER: Mode = "light"
AS_DECLARED = (
    "Search-and-rescue limits as declared; no recognition implied. Where claims overlap, each is "
    "drawn and none is chosen."
)
OWN = "own drawings and estimates"
UNKNOWN = "no bar: no figure is known, which is not zero"


@dataclass(frozen=True)
class Key:
    """One entry of a legend: a symbol that the browser can draw, its colour, its words."""

    symbol: str
    colour: str
    words: str


def caption(picture: Picture, name: str) -> Json:
    """All words around the image of a chart, as plain values.

    `scope` are lines under the title; `keys` groups of (symbol, colour, words); `notes` and
    `sources` stand below. `stem` is a file name of ids, days and the mark alone.

    Raises:
        RefusedInput: naming the charts that there are.
    """
    chart = chart_named(name)
    behind = chart.behind
    if name == "map":
        behind = tuple(n for n in behind if n in picture.selection.layers) or ("incidents",)
    export = plan(picture, behind)
    said = export.sidecar.document
    marked = "" if export.mark == 0 else "-TLP-" + export.mark.name.replace("_", "-")
    groups = _KEYS["season" if name.startswith(SEASON) else name]
    return {
        "title": chart.title if name != "map" else "Crossings and deaths at sea",
        "scope": [*_scope(picture, name), *_own_scope(picture, name)],
        "keys": [[[k.symbol, k.colour, k.words] for k in g] for g in groups(picture) if g],
        "notes": [note for note in _NOTES[_kind(name)](picture) if note],
        "sources": _sources(said["sources"], with_basemap=name == "map"),
        "mark": export.mark.label,
        "permalink": said["selection"]["permalink"],
        "stem": f"pharos-{name}-{picture.holdings.moment:%Y-%m-%d}{marked}",
    }


def _kind(name: str) -> str:
    return "season" if name.startswith(SEASON) else "flows" if name.startswith("flows") else name


def _scope(picture: Picture, name: str) -> Iterable[str]:
    s, holdings = picture.selection, picture.holdings
    names = [ROUTE_SHORT[r] for r in s.routes]
    routes = "all four routes" if len(names) == len(ROUTES) else ", ".join(names) or "no route"
    known = known_words(holdings.moment, "%-d %b %Y")
    yield f"{in_words(s, holdings.months)} · {routes} · as known on {known}"
    if filters := "; ".join(_filters(picture)):
        if name in _FOLLOWING:
            yield f"{_FOLLOWING[name]} {filters}"
        else:
            yield f"Not followed here: the filter on incidents ({filters})"


# What of a chart follows a filter on single incidents.
_FOLLOWING = {
    "map": "Only incidents",
    "series": "Crossings not filtered; of the deaths, only incidents",
    "regions-map": "Only incidents",
    "regions-series": "Only incidents",
}


def _filters(picture: Picture) -> Iterable[str]:
    s = picture.selection
    claims = picture.holdings.claims
    names = dict(zip(claims["claim_id"], claims["name"], strict=True))
    if s.regions:
        yield "in " + " or ".join(str(names.get(r, r)) for r in s.regions)
    if s.causes:
        yield "of the cause " + " or ".join(CAUSE_NAMES[c].lower() for c in s.causes)
    if s.min_people:
        yield f"of at least {s.min_people:,} dead and missing"
    if s.min_source_quality:
        yield f"of source quality {s.min_source_quality} or better"
    if s.area:
        yield area_words(s.area)


def _own_scope(picture: Picture, name: str) -> Iterable[str]:
    """What a chart shows that is not said by the selection."""
    kind = _kind(name)
    if kind in ("flows", "departures"):
        periods = Routebook(picture).periods
        if isinstance(periods, str):
            yield periods
        elif kind == "departures":
            yield f"Change from {periods.before.words} to {periods.now.words}"
        else:
            side, other = periods.now, periods.before
            side, other = (other, side) if name == "flows-before" else (side, other)
            yield f"{side.words}, drawn to one scale with {other.words}"
    elif kind in ("levels", "season"):
        yield MEASURE_NAMES[picture.selection.measure].capitalize() + ", persons a month"
    elif kind == "rates":
        yield FORMULAS[picture.selection.rate]


def _sources(sources: Sequence[Mapping[str, Any]], *, with_basemap: bool) -> str:
    """Each publisher once, with its licences and the days of reading."""
    found: dict[str, list[str]] = {}
    for source in sources:
        name = source["publisher"] or source["source"]
        told = found.setdefault(OWN if name == "Project" else name, [])
        # How a copy came here is told by the sidecar of an export.
        licence = source["licence"].split(";")[0].removesuffix(" (publisher)")
        licence = "licence not stated" if licence == "not stated" else licence
        as_of = f"as of {source['as_of']}" if source["as_of"] else ""
        if name != "Project":
            told += [part for part in (licence, as_of) if part and part not in told]
    said = [name + (f" ({', '.join(_last(told))})" if told else "") for name, told in found.items()]
    if with_basemap:
        said.append("basemap: GSHHG, Natural Earth")
    return f"Sources: {'; '.join(said)}." if said else "Sources: none of this selection."


def _last(told: Sequence[str]) -> list[str]:
    """Licences first, then the newest day of reading."""
    days = [t for t in told if t.startswith("as of ")]
    return [*(t for t in told if t not in days), *([max(days)] if days else [])]


def _dots(routes: Iterable[str]) -> list[Key]:
    return [Key("dot", colour(PAPER, r), ROUTE_NAMES[r]) for r in ROUTES if r in routes]


def _square(token: str, words: str, opacity: float = 1) -> Key:
    return Key("square", faded(PAPER, token, opacity), words)


def _map_keys(picture: Picture) -> list[list[Key]]:
    shown, routes = set(picture.selection.layers), picture.selection.routes
    ink, place, region = (colour(PAPER, t) for t in ("ink-2", "place", "region"))
    incidents = [
        *(Key(f"bubble:{n}", ink, f"{n:,}") for n in (30, 250, 1000)),
        Key("", "", "dead and missing of an incident, by area; colour by route"),
    ]
    lines = [Key("line", colour(PAPER, r), ROUTE_NAMES[r]) for r in ROUTES if r in routes]
    corridors = [*lines, Key("", "", "corridors, not tracks; width: arrivals of the whole route")]
    places = [
        Key("triangle", place, "embarkation"),
        Key("square", place, "disembarkation"),
        Key("diamond", place, "both"),
    ]
    regions = [
        Key("line-thin", region, "limit in the IMO register"),
        Key("dashed", region, "approximate"),
        Key("dotted", region, "disputed"),
        Key("hatched", region, "overlap of claims"),
    ]
    colours = [] if "routes" in shown else _dots(routes)
    return [
        [*incidents, *colours] if "incidents" in shown else [],
        corridors if "routes" in shown else [],
        places if "embarkation_points" in shown else [],
        regions if "search_and_rescue_regions" in shown else [],
    ]


def _series_keys(picture: Picture) -> list[list[Key]]:
    by_route = picture.selection.by_route
    routes = _dots(picture.selection.routes) if by_route else []
    up, back = ("ink-2", "ink-2") if by_route else ("accent", "ink-3")
    dead, missing = ("ink-2", "ink-2") if by_route else ("dead", "missing")
    kinds = [
        _square(up, "arrivals by sea, upwards"),
        _square(back, "interceptions, downwards", 0.42 if by_route else 0.55),
        Key("ring", colour(PAPER, "ink-2"), "arrivals by sea or land, not split"),
        _square(dead, "dead"),
        _square(missing, "missing", 0.4 if by_route else 1),
        Key("hatched", colour(PAPER, "ink-2"), "incomplete"),
        Key("diamond", colour(PAPER, "ink-2"), "event"),
        *(
            [Key("line-thin", colour(PAPER, "ink-2"), "expected after revision")]
            if picture.expected_deaths is not None
            else []
        ),
    ]
    return [routes, kinds]


def _levels_keys(picture: Picture) -> list[list[Key]]:
    kinds = [
        _square("ink-2", "sea arrivals"),
        *(
            []
            if picture.selection.measure == "arrival_sea"
            else [
                _square("ink-2", "interceptions, or not divided", 0.42),
                Key("box", colour(PAPER, "ink-2"), "sea arrivals alone, known crossings unknown"),
            ]
        ),
        Key("hatched", colour(PAPER, "ink-2"), "month not over"),
        Key("diamond", colour(PAPER, "ink-2"), "event"),
    ]
    return [_dots(picture.selection.routes), kinds]


def _regions_keys(_: Picture) -> list[list[Key]]:
    ends = [*(least for least, _ in SHADES[1:]), None]
    shades = [
        _square("dead", f"{least:g} and more" if end is None else f"{least:g} to {end:g}", dark)
        for (least, dark), end in zip(SHADES, ends, strict=True)
    ]
    region = colour(PAPER, "region")
    limits = [
        Key("line-thin", region, "limit in the IMO register"),
        Key("dashed", region, "approximate"),
        Key("dotted", region, "disputed"),
        Key("hatched", region, "overlap of claims"),
    ]
    per = Key("", "", "dead and missing per 10,000 km² of sea; white: none recorded")
    return [[*shades, per], limits]


def _flow_keys(picture: Picture) -> list[list[Key]]:
    strands = [_square("ink-2", "arrivals", 0.5), _square("ink-2", "interceptions", 0.22)]
    return [[*_dots(picture.selection.routes), *strands]]


_KEYS = {
    "map": _map_keys,
    "series": _series_keys,
    "levels": _levels_keys,
    "season": lambda _: [
        [Key("line", colour(PAPER, "ink-2"), "newest twelve known months"),
         Key("line-thin", colour(PAPER, "ink-3"), "the same months of years before")]
    ],
    "flows-before": _flow_keys,
    "flows-now": _flow_keys,
    "departures": lambda p: [
        [Key("triangle", colour(PAPER, "ink-2"), "growing"),
         Key("triangle-down", colour(PAPER, "ink-2"), "shrinking"),
         Key("ring", colour(PAPER, "ink-2"), "change not known"), *_dots(p.selection.routes)]
    ],
    "rates": lambda _: [
        [Key("dot", colour(PAPER, "ink-2"), "rate with its band"),
         Key("ring", colour(PAPER, "ink-2"), "no band: not enough data")]
    ],
    "regions-map": _regions_keys,
    "regions-series": lambda _: [[_square("dead", "dead"), _square("missing", "missing")]],
}  # fmt: skip


def _map_notes(picture: Picture) -> list[str]:
    limits = "search_and_rescue_regions" in picture.selection.layers
    return [
        picture.removal_sentence + ".",
        "Positions are estimates; dead and missing are minimums.",
        AS_DECLARED if limits else "",
        "12 and 24 nautical miles: computed from the shore, not legal limits.",
    ]


_NOTES = {
    "map": _map_notes,
    "series": lambda p: [
        f"Arrivals and interceptions are different units and are never added up; {UNKNOWN}.",
        BASIS_WORDS[p.deaths_basis] + " Dead and missing are minimums.",
        "No event explains a change by standing near it.",
        *[n for n in p.notices if n == p.holdings.completeness_sentence],
    ],
    "levels": lambda _: [
        f"Each route on its own scale; {UNKNOWN}. A hatched bar is a month that was not over.",
        SHARES_MISLEAD,
        "No event explains a change by standing near it.",
    ],
    "season": lambda _: ["A season is no change. A gap is a month that is not known."],
    "flows": lambda _: [
        "Persons as far as known. Arrivals and interceptions are different units: separate strands, "
        "never one number. Grey: departure not known.",
    ],
    "departures": lambda _: [
        "No public figure counts departures by place: interceptions may mean more departures, or "
        "more patrols. Size: persons returned in the larger of two periods.",
    ],
    "rates": lambda _: [f"{SAMPLING_ONLY} {RULES_SENTENCE}"],
    "regions-map": lambda _: [
        "Shading by the points of the incidents; numbers from low to high, never to be added up.",
        AS_DECLARED,
    ],
    "regions-series": lambda _: [
        "Every incident in one row; each row has its own scale. A row without a bar has no incident "
        "in the record that is held, which is not a count of zero.",
        AS_DECLARED,
    ],
}
