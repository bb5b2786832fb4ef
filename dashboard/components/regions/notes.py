"""What the counts by region do not hold, and what their limits are good to."""

from __future__ import annotations

from dash import html

from dashboard.components.routes.parts import section
from dashboard.regionbook import Regionbook
from layers.metrics import Metric

NOT_DRAWN = "_not_drawn"


def notes(book: Regionbook) -> html.Section:
    """Everything that a reader needs to know before quoting a number of the page."""
    return section("left-out", "What is not in it", html.Ul([html.Li(n) for n in sentences(book)]))


def sentences(book: Regionbook) -> list[str]:
    """The same as sentences."""
    picture, counts = book.picture, book.counts
    toll = counts.total.toll
    out = [
        f"Counted are the {toll.incidents:,} incidents of the picture, one by one: "
        f"{picture.incidents_held}. {picture.share_sentence}".strip(),
        f"Of the whole record: {picture.removal_sentence}.",
    ]
    if picture.deaths_basis != "incidents":
        numbers = {m.id: m for m in picture.headline}
        out.append(_headline(numbers))
    if counts.undated:
        out.append(
            f"{counts.undated:,} of them have no date: no claim whose start or end is known holds "
            "them, and no row over time."
        )
    out += [
        "A claim counts from the day it was in force. An incident before that day, in no other "
        "claim, is “in a claim not in force on the day”. Where the start of a claim is not known, "
        "it counts for every date.",
        "Limits are taken as drawn. As registered (IMO GISIS) they are good to about 100 m; drawn "
        "from flight information regions to 5 km at best, and wrong wherever a region differs from "
        "them; a sketch is a sketch. The overlap of a registered limit with an approximate one may "
        "come from the drawing alone.",
        "A coast is no limit: a circle that reaches over a beach stays in its region. “On land” "
        "are points more than about 1 km behind the coast, most of them of bodies found or places "
        "named there. Nearer to it, and on the water beside a claim as drawn, one cannot tell.",
        *not_drawn(book),
    ]
    return out


def _headline(numbers: dict[str, Metric]) -> str:
    dead, missing = numbers["dead"].text, numbers["missing"].text
    return (
        f"The headline of the picture counts {dead} dead and {missing} missing from the monthly "
        "series, which holds more incidents than this record and has no positions."
    )


def not_drawn(book: Regionbook) -> list[str]:
    """The waters that no claim is drawn over, as the claims' own notes say."""
    meanings = book.picture.holdings.note_meanings
    codes = [
        code
        for row in book.claims.values()
        for code in (row["note_code"].split(";") if isinstance(row["note_code"], str) else [])
        if code.endswith(NOT_DRAWN)
    ]
    return [meanings.get(code, code.replace("_", " ")) for code in dict.fromkeys(codes)]
