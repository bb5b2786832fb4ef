"""The filter bar: period, routes, and what narrows single incidents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.mantine import dmc
from dashboard.presets import PRESETS
from layers.areas import Area, size_words
from layers.terms import (
    CAUSE_NAMES,
    DEFAULT_LEVEL_MEASURE,
    LEVEL_MEASURES,
    ROUTE_MEANING,
    ROUTE_SHORT,
    ROUTES,
    SOURCE_QUALITY,
)
from layers.units import DEFAULT_FORMULA, FORMULAS


def filter_bar(
    months: Sequence[dt.date], claims: Sequence[tuple[str, str]], first_known: dt.date
) -> html.Form:
    """The controls of a selection.

    Args:
        months: every month held; the scale of the slider.
        claims: (claim id, name) of the search-and-rescue regions.
        first_known: the first day that "as known on" can ask about.
    """
    return html.Form(
        [
            html.Div(_period(months), className="filter-period"),
            html.Div(_routes(), className="filter-routes"),
            html.Button(
                id=ids.AREA_CHIP,
                className="area-chip",
                type="button",
                hidden=True,
                title="Show the incidents of the whole map again",
            ),
            html.Div(_more(claims, first_known), className="filter-more"),
        ],
        id="filters",
        className="filters",
        role="search",
        **{"aria-label": "Filters"},
    )


def _period(months: Sequence[dt.date]) -> list[object]:
    years = [i for i, m in enumerate(months) if m.month == 1]
    return [
        dmc.Select(
            id="preset",
            data=[{"value": k, "label": v} for k, v in PRESETS.items()],
            value="all",
            allowDeselect=False,
            size="xs",
            w=158,
            **{"aria-label": "Period preset"},
        ),
        _day("first_day", "From", f"{months[0]:%Y-%m-%d}"),
        html.Div(
            dmc.RangeSlider(
                id="months",
                min=0,
                max=len(months) - 1,
                step=1,
                minRange=0,
                value=[0, len(months) - 1],
                label={"function": "pharosMonth", "options": {"first": f"{months[0]:%Y-%m}"}},
                marks=[
                    {"value": i, "label": f"’{months[i]:%y}"} for i in years
                ],
                size=4,
                thumbSize=16,
                thumbFromLabel="First month",
                thumbToLabel="Last month",
                updatemode="mouseup",
            ),
            className="slider",
        ),
        _day("last_day", "To", "last day"),
    ]  # fmt: skip


def _day(name: str, label: str, placeholder: str) -> Component:
    return dmc.TextInput(
        id=name,
        value="",
        placeholder=placeholder,
        leftSection=html.Span(label, className="input-prefix"),
        leftSectionWidth=42,
        size="xs",
        w=136,
        debounce=True,
        autoComplete="off",
        **{"aria-label": f"{label}, as YYYY-MM-DD or YYYY-MM"},
    )


def _routes() -> list[object]:
    chips = [
        dmc.Tooltip(
            dmc.Chip(
                [html.Span(className=f"dot {route}"), ROUTE_SHORT[route]],
                value=route,
                size="xs",
                variant="outline",
                className=f"route-chip {route}",
            ),
            label=ROUTE_MEANING[route],
            openDelay=500,
            boxWrapperProps={"component": "span"},
        )
        for route in ROUTES
    ]
    return [
        html.Div(
            dmc.ChipGroup(chips, id="routes", multiple=True, value=list(ROUTES)),
            className="chips",
            role="group",
            **{"aria-label": "Routes"},
        )
    ]


def area_chip(area: Area | None) -> list[object]:
    """What the button in the bar says of the drawn area; nothing where there is none."""
    if area is None:
        return []
    return [
        f"area: {size_words(area)} ",
        html.Span("×", **{"aria-hidden": "true"}),
        html.Span("(take it away)", className="hidden"),
    ]


def _more(claims: Sequence[tuple[str, str]], first_known: dt.date) -> list[object]:
    return [
        # Mantine's roles would land on a wrapper without a role; the button carries them itself.
        dmc.Popover(
            id="filters-popover",
            withRoles=False,
            children=[
                dmc.PopoverTarget(
                    html.Button(
                        ["Filters", html.Span(id="filter-count", className="count")],
                        id="more-filters",
                        className="tool",
                        type="button",
                        n_clicks=0,
                        **{"aria-expanded": "false", "aria-haspopup": "dialog"},
                    ),
                ),
                dmc.PopoverDropdown(_narrowing(claims, first_known)),
            ],
            width=336,
            position="bottom-end",
            shadow="md",
            withArrow=True,
            keepMounted=True,
            closeOnEscape=True,
        ),
        html.Button("Reset", id="reset", className="tool quiet", type="button", n_clicks=0,
                    title="Show everything again"),
        # The header of a phone has no room for it.
        html.Button("Export", className="tool quiet export-open", type="button",
                    title="Files of these figures, and how to cite them"),
    ]  # fmt: skip


def _narrowing(claims: Sequence[tuple[str, str]], first_known: dt.date) -> html.Div:
    return html.Div(
        [
            html.P(
                "These apply to single incidents. Monthly arrivals and interceptions cannot "
                "follow them.",
                className="hint",
            ),
            dmc.MultiSelect(
                id="regions",
                label="Search-and-rescue region",
                description="Incidents inside a claim that was in force on the day",
                data=[{"value": i, "label": n} for i, n in claims],
                value=[],
                searchable=True,
                clearable=True,
                size="xs",
                comboboxProps={"withinPortal": False},
            ),
            dmc.MultiSelect(
                id="causes",
                label="Cause",
                data=[{"value": c, "label": n} for c, n in CAUSE_NAMES.items()],
                value=[],
                clearable=True,
                size="xs",
                comboboxProps={"withinPortal": False},
            ),
            html.Div(
                [
                    dmc.NumberInput(
                        id="min_people",
                        label="Dead and missing, at least",
                        value=0,
                        min=0,
                        max=100_000,
                        allowDecimal=False,
                        allowNegative=False,
                        size="xs",
                        debounce=400,
                    ),
                    dmc.Select(
                        id="min_source_quality",
                        label="Source quality, at least",
                        data=[
                            {"value": "0", "label": "any, also unknown"},
                            *(
                                {"value": str(k), "label": f"{k}: {v}"}
                                for k, v in SOURCE_QUALITY.items()
                            ),
                        ],
                        value="0",
                        allowDeselect=False,
                        size="xs",
                        comboboxProps={"withinPortal": False},
                    ),
                ],
                className="two",
            ),
            dmc.TextInput(
                id="known_on",
                label="As known on",
                description=f"YYYY-MM-DD; the first editions were recorded on {first_known}",
                value="",
                placeholder="now",
                size="xs",
                debounce=True,
                autoComplete="off",
            ),
            _making(),
        ],
        className="narrowing",
    )


def _making() -> html.Div:
    """How some of the numbers are made: a choice, not a filter."""
    below = {"withinPortal": False, "width": 296}
    return html.Div(
        [
            dmc.Select(
                id="rate",
                label="Death rate",
                data=[{"value": i, "label": f"{f.name}: {f.words}"} for i, f in FORMULAS.items()],
                value=DEFAULT_FORMULA,
                allowDeselect=False,
                size="xs",
                comboboxProps={**below, "position": "top-start"},
            ),
            dmc.Select(
                id="measure",
                label="Levels of the routes",
                data=[{"value": i, "label": name} for i, name in LEVEL_MEASURES.items()],
                value=DEFAULT_LEVEL_MEASURE,
                allowDeselect=False,
                size="xs",
                comboboxProps={**below, "position": "top-end"},
            ),
            dmc.Select(
                id="expected",
                label="Newest deaths",
                data=[
                    {"value": "known", "label": "as known"},
                    {"value": "expected", "label": "with what is expected after revision"},
                ],
                value="known",
                allowDeselect=False,
                size="xs",
                comboboxProps={**below, "position": "top-end"},
            ),
        ],
        className="two",
    )
