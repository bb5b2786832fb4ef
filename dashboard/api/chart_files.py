"""What leaves the page with a chart: the words around its image, and the rows behind it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from flask import Blueprint, Response, jsonify, request

from dashboard import permalink
from dashboard.errors import RefusedInput
from dashboard.figures.of_picture import map_picture, series_of
from dashboard.picture import Picture, Pictures
from dashboard.theme import TOKENS, Mode

PAPER: Mode = "light"


def blueprint(pictures: Pictures) -> Blueprint:
    """``/charts/<name>.json`` and ``/charts/<name>.csv`` of a selection; kept by no browser.

    The selection is that of the page's address. The JSON holds the caption, and for the two
    drawings of the page *Picture* also what white paper shows: the others bring theirs along.
    """
    files = Blueprint("chart_files", __name__, url_prefix="/charts")

    @files.get("/<name>.json")
    def words(name: str) -> Response:
        from dashboard.figures.captions import caption  # noqa: PLC0415  a start needs none of it

        picture = _picture(pictures)
        said: dict[str, Any] = caption(picture, name)
        if name == "series":
            said["figure"] = series_of(picture, PAPER)
        if name == "map":
            drawn = map_picture(picture, _search() or "?", PAPER)
            said["picture"] = {**drawn, "colours": TOKENS[PAPER]}
        return _private(jsonify(said))

    @files.get("/<name>.csv")
    def rows(name: str) -> Response:
        from dashboard.chartbook import chart_named  # noqa: PLC0415  as above
        from dashboard.figures.captions import caption  # noqa: PLC0415

        picture = permalink.pinned(_picture(pictures))
        content = csv_text(chart_named(name).table(picture))
        answer = Response(content, content_type="text/csv; charset=utf-8")
        # The name is made of a registered id, a day and a mark: nothing that a reader sent.
        stem = caption(picture, name)["stem"]
        answer.headers["Content-Disposition"] = f'attachment; filename="{stem}.csv"'
        return _private(answer)

    return files


def csv_text(table: pd.DataFrame) -> str:
    """The rows as CSV (RFC 4180); unknown is empty, and no cell of text is read as a formula."""
    import pyarrow as pa  # noqa: PLC0415  a start needs none of it

    from geodata.exports.plain_files import disarmed  # noqa: PLC0415  as above

    safe = table.copy()
    for column in safe.select_dtypes(["object", "string"]).columns:
        cells = [c if isinstance(c, str) else None for c in safe[column]]
        guarded = disarmed(pa.chunked_array([pa.array(cells, pa.string())])).to_pylist()
        pairs = zip(safe[column], guarded, strict=True)
        safe[column] = [plain if text is None else text for plain, text in pairs]
    return safe.to_csv(index=False, lineterminator="\r\n", date_format="%Y-%m-%d")


def _search() -> str:
    query = request.query_string.decode("ascii", "replace")
    return f"?{query}" if query else ""


def _picture(pictures: Pictures) -> Picture:
    picture, problems = permalink.shown(pictures, _search())
    if picture is None or problems:
        raise RefusedInput(list(problems))
    return picture


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
