"""The sources page: filled when it is opened, and again when a decision was made on it."""

from __future__ import annotations

import datetime as dt

from dash import ClientsideFunction, Dash, Input, Output, ctx, html, no_update
from dash._no_update import NoUpdate
from flask import request

from dashboard import ids
from dashboard.components.sources import sources_page
from dashboard.errors import RefusedInput
from dashboard.picture import Pictures
from dashboard.sourcebook import may_be_decided, sourcebook
from geodata.errors import GeodataError
from geodata.store import FileStore

LONGEST_NOTE = 500
LOCAL = ("localhost", "127.0.0.1", "[::1]")


def register(app: Dash, pictures: Pictures, *, may_decide: bool) -> None:
    """Register the page; `may_decide` says whether decisions may be written from it.

    The parts of the page travel as data and are drawn by React itself: Dash's own drawing of a
    part costs a step for every part there is, and thousands of parts would take half a minute.
    """

    @app.callback(
        Output(ids.SOURCES_PAGE, "data"),
        Input(ids.URL, "pathname"),
        Input(ids.DECIDED, "data"),
    )
    def fill(pathname: object, decided: object) -> html.Div | NoUpdate:
        if pathname != "/sources":
            return no_update
        book = sourcebook(
            pictures.store,
            pictures.holdings(),
            pictures.today(),
            may_decide=may_decide and is_from_here(),
        )
        fresh = decided if ctx.triggered_id == ids.DECIDED else None
        said = fresh.get("said") if isinstance(fresh, dict) else ""
        return sources_page(book, said if isinstance(said, str) else "")

    app.clientside_callback(
        ClientsideFunction("pharos", "sourcesPage"),
        Output("sources-body", "className"),
        Input(ids.SOURCES_PAGE, "data"),
    )

    @app.callback(Output(ids.DECIDED, "data"), Input(ids.DECIDE, "data"), prevent_initial_call=True)
    def decide_pair(asked: object) -> dict[str, str] | NoUpdate:
        if asked is None:
            return no_update
        if not may_decide or not is_from_here():
            raise RefusedInput(
                ["Decisions are made on the computer that runs Pharos, or by `pharos duplicates`."]
            )
        return {"said": decided_sentence(pictures, asked)}


def is_from_here() -> bool:
    """Whether a request came to a loopback name, and through no other server.

    A server bound to loopback still answers to a page that has its own name point at it, and to
    a proxy that forwards what strangers ask.
    """
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    forwarded = {"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} & set(request.headers.keys())
    return host in LOCAL and not forwarded


def decided_sentence(pictures: Pictures, asked: object) -> str:
    """Write what a reader decided about a pair that they can see, and say what was done.

    Raises:
        RefusedInput: if no button of the page says this.
    """
    from geodata.refresh.decide import decide  # noqa: PLC0415  a start needs no ledger

    fields = asked if isinstance(asked, dict) else {}
    one, other, verdict, note = (fields.get(k, "") for k in ("one", "other", "verdict", "note"))
    texts = [one, other, verdict, note]
    if not all(isinstance(t, str) for t in texts) or not (one and other and verdict):
        raise RefusedInput(["This is no decision; expected one, other, verdict and note as text."])
    if len(note) > LONGEST_NOTE:
        raise RefusedInput([f"The note has {len(note):,} characters; at most {LONGEST_NOTE} fit."])
    holdings = pictures.holdings()
    if not may_be_decided(holdings, one, other) or not isinstance(pictures.store, FileStore):
        return (
            f"Nothing was recorded: {one[:60]!r} and {other[:60]!r} are no pair of possible "
            "duplicates any more; the pairs below are those of now."
        )
    try:
        now = dt.datetime.now(dt.UTC)
        decide(pictures.store, one, other, verdict, now, note.strip(), holdings.clearance)
    except GeodataError as error:
        return f"Nothing was recorded. {error}"
    words = {"same": "one event", "different": "two events", "undecided": "undecided"}[verdict]
    return f"Recorded: {one} and {other} are {words}."
