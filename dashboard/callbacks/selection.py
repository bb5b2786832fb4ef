"""Controls, URL and the one selection: whichever moves, the other two follow."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update

from dashboard import ids, permalink
from dashboard.components.filters import area_chip
from dashboard.holdings import first_known
from dashboard.picture import Pictures
from dashboard.presets import preset_of
from dashboard.state import Decoded, changed, decode, encode, in_words, slider_ends
from geodata.errors import NoEdition
from layers.errors import SelectionError
from layers.selection import Selection

_NUMBERS_AS_TEXT = ("min_source_quality",)


def register(app: Dash, pictures: Pictures) -> None:
    """Register the callback that keeps controls, URL and selection the same."""

    @app.callback(
        output={
            "search": Output(ids.URL, "search"),
            "selection": Output(ids.SELECTION, "data"),
            "problems": Output(ids.PROBLEMS, "data"),
            "words": Output("period-words", "children"),
            "count": Output("filter-count", "children"),
            "chip": Output(ids.AREA_CHIP, "children"),
            "no_area": Output(ids.AREA_CHIP, "hidden"),
            "controls": {name: Output(name, "value") for name in ids.CONTROLS},
        },
        inputs={
            "search": Input(ids.URL, "search"),
            "brush": Input(ids.BRUSH, "data"),
            "step": Input(ids.STEP, "data"),
            "compare": Input(ids.COMPARE, "data"),
            "area": Input(ids.AREA, "data"),
            "_reset": Input("reset", "n_clicks"),
            "controls": {name: Input(name, "value") for name in ids.CONTROLS},
            "present": State(ids.SELECTION, "data"),
        },
    )
    def follow(
        search: object,
        brush: object,
        step: object,
        compare: object,
        area: object,
        controls: dict[str, object],
        present: object,
        _reset: object,
    ) -> dict[str, Any]:
        moved = ctx.triggered_id
        holdings = pictures.holdings()
        months, newest = holdings.months, holdings.last_whole_month
        if moved in (None, ids.URL) or present is None:
            found = _opened(pictures, search)
        elif moved == "reset":
            found = Decoded(Selection())
        else:
            stored = {ids.BRUSH: brush, ids.STEP: step, ids.COMPARE: compare, ids.AREA: area}
            values = {name: _value(data) for name, data in stored.items()} | controls
            value = values.get(str(moved))
            before = decode(present)
            found = changed(before.selection, str(moved), value, months, newest)
            found = Decoded(found.selection, before.problems + found.problems)
        found = _possible(pictures, found)
        address = encode(found.selection)
        # A move that came from the address must not write it again: Back would never arrive.
        from_address = moved in (None, ids.URL) and not found.problems
        words = in_words(found.selection, months)
        standing = _control_values(found.selection, months, newest)
        return {
            "search": no_update if from_address or address == search else address,
            "selection": address or "?",
            "problems": list(found.problems),
            "words": words,
            "count": _filters_on(found.selection),
            "chip": area_chip(found.selection.area),
            "no_area": found.selection.area is None,
            "controls": {k: no_update if controls[k] == v else v for k, v in standing.items()},
        }


def _opened(pictures: Pictures, search: object) -> Decoded:
    """The selection of an address, a permalink's too, with whatever is wrong with it."""
    found = permalink.opened(search)
    problems = found.problems
    try:
        wrong = permalink.edition_problem(found, pictures.of(found.selection))
        problems = (*problems, *([wrong] if wrong else []))
    except (NoEdition, SelectionError):
        pass  # said in words by who makes the selection possible
    return Decoded(found.selection, problems)


def _value(stored: object) -> object:
    return stored.get("value") if isinstance(stored, dict) else stored


def _possible(pictures: Pictures, found: Decoded) -> Decoded:
    """The selection without what this store cannot answer, each part named."""
    selection, problems = found.selection, list(found.problems)
    try:
        pictures.holdings(selection.known_on)
    except SelectionError as error:
        problems.append(str(error))
        selection = selection.but(known_on=None)
    except NoEdition as error:
        first = first_known(pictures.store)
        problems.append(f"{error} The first was recorded on {first:%-d %B %Y}.")
        selection = selection.but(known_on=None)
    try:
        pictures.of(selection)
    except SelectionError as error:
        problems.append(str(error))
        selection = selection.but(regions=())
    return Decoded(selection, tuple(problems))


def _control_values(selection: Selection, months: Any, newest: Any) -> dict[str, Any]:
    def day(value: Any) -> str:
        return value.isoformat() if value else ""

    return {
        "preset": preset_of(selection, months, newest),
        "first_day": day(selection.first_day),
        "last_day": day(selection.last_day),
        "months": slider_ends(selection, months),
        "routes": list(selection.routes),
        "regions": list(selection.regions),
        "causes": list(selection.causes),
        "min_people": selection.min_people,
        "min_source_quality": str(selection.min_source_quality),
        "known_on": (day(selection.known_on) or "")[:10],
        "layers": list(selection.layers),
        "every": selection.every,
        "by_route": "route" if selection.by_route else "together",
        "rate": selection.rate,
        "expected": "expected" if selection.expected else "known",
        "measure": selection.measure,
    }


def _filters_on(selection: Selection) -> str:
    on = [
        bool(selection.regions),
        bool(selection.causes),
        bool(selection.min_people),
        bool(selection.min_source_quality),
        selection.known_on is not None,
    ]
    return str(sum(on)) if any(on) else ""
