"""The tables of the page *Routes*: rates, levels, alerts, verdicts, two periods, the backtest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from dashboard.exportbook import readings
from dashboard.exportbook.picture_tables import RATES
from dashboard.exportbook.table import (
    EVERYTHING,
    MONTHLY,
    OF_INCIDENTS,
    ROUTE,
    Row,
    Table,
    code,
    codes,
    count,
    day,
    day_of,
    flag,
    number,
    text,
)
from dashboard.picture import Picture
from dashboard.routebook import Routebook
from layers.analysis.rates import FORMULAS, Rate, death_rate
from layers.terms import LEVEL_MEASURES, MEASURES, ROUTES

ALL_ROUTES = "all chosen routes"
_FORMULA = code("formula", "Id of the formula", tuple(FORMULAS))
_RATE = (
    _FORMULA,
    text("formula_words", "The formula"),
    number("value", "The rate; empty = cannot be computed, see missing", "ratio"),
    number("one_in", "How many of the denominator for each death", "persons"),
    count("dead_and_missing", "Above the line"),
    count("arrivals", "Sea arrivals over the same route months"),
    count("interceptions", "Interceptions over the same route months; empty = none is known"),
    count("denominator", "Below the line"),
    count("route_months", "Months by route that both sides cover", "route months"),
    count("left_out_route_months", "Route months left out of both sides", "route months"),
    count("left_out_dead_and_missing", "Dead and missing of those months"),
    count("unknown", "Monthly figures that the denominator lacks", "figures"),
    count("known", "Monthly figures that it has", "figures"),
    codes("without_interceptions", "Routes without a figure of interceptions"),
    codes("interceptors", "Countries whose interceptions are in it; there may be others"),
    day("first", "First month used"),
    day("last", "Last month used"),
    code("numerator_rule", "How deaths are filed under a route"),
    code("denominator_rule", "How arrivals are filed under a route"),
    count("incidents", "Incidents behind the deaths", "incidents"),
    number("largest_share", "Share of the deaths in the largest of them", "ratio"),
    number("band_low", "Lower end of the band; sampling variation only", "ratio"),
    number("band_high", "Upper end of the band", "ratio"),
    text("no_band", "Why there is no band"),
    text("missing", "Why there is no rate"),
)


def _of(rate: Rate) -> dict[str, object]:
    row = rate.as_json()
    ends = {"band_low": rate.band.low, "band_high": rate.band.high} if rate.band else {}
    return {**row, **ends, "first": day_of(row["first"]), "last": day_of(row["last"])}


def _rates(picture: Picture) -> Iterator[Row]:
    book = Routebook(picture)
    for formula in FORMULAS:
        together = death_rate(picture.crossings, picture.deaths, formula)
        yield {**_of(together), "routes": ALL_ROUTES}
        for route, rate in book.rates[formula].items():
            yield {**_of(rate), "routes": route}


def _rates_over_time(picture: Picture) -> Iterator[Row]:
    every, formula = picture.selection.every, picture.selection.rate
    found = Routebook(picture).rates_over_time(every, formula)
    for (bucket, route), rate in found.items():
        yield {**_of(rate), "bucket": bucket, "route": route}


def _corridors(picture: Picture) -> Iterator[Row]:
    for way, rate in Routebook(picture).corridors:
        yield {
            **_of(rate),
            "departure_countries": way.departures,
            "arrival_country": way.arrival,
            "drawn_on": way.routes,
        }


def _quality(picture: Picture) -> Iterator[Row]:
    book = Routebook(picture)
    rates = [*book.quality_rates, *[None] * len(book.qualities)]
    for found, rate in zip(book.qualities, rates, strict=False):
        yield {**asdict(found), "formula": picture.selection.rate,
               "rate": rate.value if rate else None}  # fmt: skip


def _levels(picture: Picture) -> Iterator[Row]:
    book = Routebook(picture)
    shares = book.levels.shares
    for route in (r for r in book.routes if r in book.levels.routes):
        row = book.levels.row(route)
        for at in book.months:
            month = book.levels.months[at]
            known, unknown = book.figures[month, route]
            yield {
                "month": month,
                "route": route,
                "measure": book.levels.measure,
                "persons": book.levels.persons[row, at],
                "known": known,
                "unknown": unknown,
                "share": shares[row, at],
                "share_unknown": sum(book.figures[month, r][1] for r in book.levels.routes),
            }


def _alerts(picture: Picture) -> Iterator[Row]:
    for alert in Routebook(picture).alerts:
        yield asdict(alert)


def _change_points(picture: Picture) -> Iterator[Row]:
    for point in Routebook(picture).told_points:
        yield {**asdict(point), "direction": point.direction}


def _shifts(picture: Picture) -> Iterator[Row]:
    for decline in Routebook(picture).declines:
        for shift in decline.shifts:
            row = asdict(shift)
            for name in ("after", "before", "placebo_dates"):
                row[f"{name}_first"], row[f"{name}_last"] = row[name] or (None, None)
            yield row


def _flows(picture: Picture) -> Iterator[Row]:
    book = Routebook(picture)
    if isinstance(book.periods, str):
        return
    ends = {
        "now_first": book.periods.now.first,
        "now_last": book.periods.now.last,
        "before_first": book.periods.before.first,
        "before_last": book.periods.before.last,
    }
    for flow in book.flows:
        yield {
            **asdict(flow),
            **ends,
            "departure_country": flow.departure,
            "arrival_country": flow.arrival,
            "now_compared": flow.now_compared,
        }


def _departures(picture: Picture) -> Iterator[Row]:
    found, unnamed = Routebook(picture).departures
    for one in found:
        flow = one.returned
        yield {
            "country": one.country,
            "direction": one.direction,
            "returned_now": flow.now if flow else None,
            "returned_before": flow.before if flow else None,
            "unknown_now": flow.unknown_now if flow else None,
            "unknown_before": flow.unknown_before if flow else None,
            **{c.name: getattr(flow, c.name) for c in _CHANGE if flow},
            "incidents_now": one.incidents_now,
            "incidents_before": one.incidents_before,
            "incidents_unnamed": unnamed,
        }


def _backtest(picture: Picture) -> Iterator[Row]:
    for replay in Routebook(picture).backtest.replays:
        episode = replay.episode
        yield {
            "episode": episode.key,
            "title": episode.title,
            "route": episode.route,
            "direction": episode.direction,
            "date": episode.date,
            "said_on": replay.said_on,
            "delay_months": replay.delay_months,
            "fall_since": replay.fall.since if replay.fall else None,
            "first_verdicts": [
                f"{t.shift.other}: {t.shift.verdict} ({t.on})" for t in replay.first
            ],
            "later_verdicts": [
                f"{t.shift.other}: {t.shift.verdict} ({t.on})" for t in replay.later
            ],
            "verdicts_of_today": [f"{s.other}: {s.verdict}" for s in replay.today],
            "missing": " ".join(replay.missing),
            "limit": episode.limit,
        }


_MEASURE = code("measure", "What the level counts", tuple(LEVEL_MEASURES))
_DIRECTION = code("direction", "Which way", ("rise", "fall"))
_EACH = "persons, or persons a month where is_monthly"
# A change is taken over fewer months than the sums beside it, where some are not known on both sides.
_CHANGE = (
    count("change", "now_compared less base; it is not the difference of the whole sums", _EACH),
    count("now_compared", "Of the chosen period, over the months compared alone", _EACH),
    count("base", "Of the other period, over the months compared alone", _EACH),
    count("compared", "Months of the chosen period that are compared: those known in both, or where "
          "is_monthly those known in it", "months"),
    count("compared_before", "Months of the other that are compared", "months"),
    flag("is_monthly", "Whether the two are no same calendar months, so that change, now_compared "
         "and base are rounded means a month"),
)  # fmt: skip
_WAYS = ("growing", "shrinking", "unchanged", "not known")
TABLES = (
    Table(
        "rates",
        "Death rates",
        "Deaths over crossings by one named formula, of all chosen routes together and of each.",
        (code("routes", "A route, or all chosen ones", (*ROUTES, ALL_ROUTES)), *_RATE),
        _rates,
        RATES,
        MONTHLY,
    ),
    Table(
        "rates_over_time",
        "Death rates over time",
        "The rate by the chosen formula of one bucket and route; rates are never added up.",
        (day("bucket", "First day of the month, quarter or year"), ROUTE, *_RATE),
        _rates_over_time,
        RATES,
        MONTHLY,
    ),
    Table(
        "rates_by_corridor",
        "Death rates by corridor",
        "Of one corridor, from single incidents and arrivals that name both countries.",
        (codes("departure_countries", "Countries of departure, ISO 3166 alpha-3; one of them"),
         code("arrival_country", "Country of arrival, ISO 3166 alpha-3"),
         codes("drawn_on", "Routes under which it is drawn"), *_RATE),
        _corridors,
        readings.together(readings.chosen("routes"), readings.chosen_months),
        MONTHLY,
    ),
    Table(
        "source_quality",
        "The toll by source quality",
        "Recorded incidents of at least a source quality; each row holds the ones below it.",
        (count("quality", "Least source quality; 0 is any, or unknown", "1 to 5"),
         count("incidents", "Incidents", "incidents"),
         count("dead", "Bodies found"), count("missing", "Missing, presumed dead"),
         count("dead_unknown", "Incidents without a figure of bodies", "incidents"),
         count("missing_unknown", "Incidents without a figure of missing", "incidents"),
         count("unknown", "Incidents that lack either", "incidents"),
         _FORMULA, number("rate", "The death rate; empty = no whole record is held", "ratio")),
        _quality,
        readings.any_quality,
        {**dict.fromkeys(OF_INCIDENTS, "the rate"), "min_source_quality": ""},
    ),
    Table(
        "levels",
        "Levels and shares of the routes",
        "The level of one route in one month; shares are of all routes, and alone mislead.",
        (day("month", "First day of the month"), ROUTE, _MEASURE,
         number("persons", "The level as far as known; empty = too much of it is unknown, so that "
                "the month does not count", "persons"),
         count("known", "Figures (month by series) that are in the level", "figures"),
         count("unknown", "Figures that the level lacks; with any, it is a minimum", "figures"),
         number("share", "Level over the levels of all routes; empty = one of them does not count",
                "ratio"),
         count("share_unknown", "Figures that the levels of all routes lack; with any, the share is "
               "of what is known and no exact one", "figures")),
        _levels,
        readings.crossings_of_all,
        MONTHLY,
    ),
    Table(
        "alerts",
        "Alerts",
        "A stretch of months in which a route is far from its own former year.",
        (ROUTE, _DIRECTION, day("first", "Month at whose end it was first in alert"),
         day("last", "Last month in alert"), flag("is_open", "Whether that is the newest month"),
         day("since", "Month that best splits the two years up to it"),
         number("factor", "Persons of three months over those of a year before", "ratio"),
         number("after", "Persons a month in the window", "persons a month"),
         number("before", "Persons a month a year before", "persons a month"),
         code("basis", "Which rule it meets", ("unusual", "large", "unusual and large")),
         number("rank", "Share of earlier dates as far out; empty = too few", "ratio"),
         count("placebos", "Earlier dates it is ranked among", "dates")),
        _alerts,
        readings.crossings_of_all,
        MONTHLY,
    ),
    Table(
        "change_points",
        "Since when the level is another",
        "A month since when the level of a route is another.",
        (ROUTE, day("since", "First month of the new level"),
         day("until", "Last month of the new level"), _DIRECTION,
         number("factor", "New level over old, season taken out", "ratio"),
         number("low", "Lower end of the 95 % band; sampling variation only", "ratio"),
         number("high", "Upper end of the band", "ratio")),
        _change_points,
        readings.crossings_of_all,
        MONTHLY,
    ),
    Table(
        "shifts",
        "Route shifts",
        "A fall of one route and what another did at the time: one of four verdicts.",
        (code("declining", "The route that fell", ROUTES),
         code("other", "The route that is tested", ROUTES), _MEASURE,
         day("date", "First month of the fall"),
         code("verdict", "One of four", ("decline only", "consistent with displacement",
              "growth elsewhere, unrelated in time", "not enough data")),
         text("sentence", "The finding for a reader"),
         number("decline_factor", "Level of the first over what was expected", "ratio"),
         number("lost", "Below what was expected", "persons a month"),
         number("growth_factor", "Level of the other over what was expected", "ratio"),
         number("gained", "Above what was expected", "persons a month"),
         number("share_of_loss", "gained over lost", "ratio"),
         number("rank", "Share of placebo dates with at least this growth", "ratio"),
         count("placebos", "Placebo dates", "dates"),
         day("turned", "Month that best splits the other route upwards"),
         number("false_alarms", "Measured share of false verdicts of displacement", "ratio"),
         day("after_first", "First month tested"), day("after_last", "Last month tested"),
         day("before_first", "First month compared with"),
         day("before_last", "Last month compared with"),
         day("placebo_dates_first", "First placebo date"),
         day("placebo_dates_last", "Last placebo date"),
         text("missing", "What would be needed, where there is not enough")),
        _shifts,
        readings.crossings_of_all,
        MONTHLY,
    ),
    Table(
        "flows",
        "Two periods beside each other",
        "Persons of one series in two periods; arrivals and interceptions are never added up.",
        (ROUTE, code("measure", "Arrivals or interceptions", MEASURES),
         code("departure_country", "Of interceptions, who returned them; ISO 3166 alpha-3"),
         code("arrival_country", "Country of arrival, ISO 3166 alpha-3"),
         day("now_first", "First month of the chosen period"), day("now_last", "Its last month"),
         day("before_first", "First month of the other period"), day("before_last", "Its last"),
         count("now", "Persons of the chosen period as far as known"),
         count("before", "Persons of the other as far as known"),
         count("unknown_now", "Months without a figure; with any, now is a minimum", "months"),
         count("unknown_before", "Months of the other without a figure; with any, before is a "
               "minimum", "months"),
         *_CHANGE),
        _flows,
        readings.crossings_of_two_periods,
        MONTHLY,
    ),
    Table(
        "departures",
        "Countries of departure",
        "What is known of one country of departure in both periods.",
        (code("country", "Country of departure, ISO 3166 alpha-3"),
         code("direction", "Of its interceptions", _WAYS),
         count("returned_now", "Interceptions of the chosen period as far as known"),
         count("returned_before", "Interceptions of the other period as far as known"),
         count("unknown_now", "Months of the chosen period without a figure; with any, "
               "returned_now is a minimum", "months"),
         count("unknown_before", "Months of the other without a figure; with any, returned_before "
               "is a minimum", "months"),
         *_CHANGE,
         count("incidents_now", "Recorded incidents that name it", "incidents"),
         count("incidents_before", "Recorded incidents of the other period", "incidents"),
         count("incidents_unnamed", "Incidents of both periods that name no country; the same in "
               "every row", "incidents")),
        _departures,
        readings.together(readings.crossings_of_two_periods, readings.incidents_of_two_periods),
        dict.fromkeys(OF_INCIDENTS, "interceptions"),
    ),
    Table(
        "backtest",
        "What would have been said at the time",
        "A known change of the past, gone through month by month with the figures held today.",
        (code("episode", "Its id"), text("title", "What it is called here"), ROUTE, _DIRECTION,
         day("date", "Month from which on the delay is counted"),
         day("said_on", "Day from which on the first alert could be said"),
         count("delay_months", "Months from its date to then; negative is before", "months"),
         day("fall_since", "The fall that was found in time"),
         text("first_verdicts", "The first verdicts that the figures allowed"),
         text("later_verdicts", "The verdicts six months later"),
         text("verdicts_of_today", "The verdicts with all months held"),
         text("missing", "What kept it from being seen or judged"),
         text("limit", "What no packaged figure can show")),
        _backtest,
        readings.crossings_of_all,
        EVERYTHING,
    ),
)  # fmt: skip
