"""Quarantined rows of an import as a file to be mended."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from dashboard.picture import Pictures
from dashboard.sourcebook import quarantine_of


def blueprint(pictures: Pictures) -> Blueprint:
    """The files under ``/sources/quarantine/``: CSV, word for word, never kept by a browser."""
    files = Blueprint("quarantine_files", __name__, url_prefix="/sources/quarantine")

    @files.get("/<int:load_id>.csv")
    def one(load_id: int) -> Response:
        # SQLite counts to 2^63 and answers a larger number with an error.
        found = (
            quarantine_of(pictures.store, load_id, pictures.clearance) if load_id < 2**63 else None
        )
        if found is None:
            abort(404, f"The import {load_id} has no quarantined rows that can be shown here.")
        from geodata.refresh.mending import written  # noqa: PLC0415  a start needs no such file

        source, rows = found
        answer = Response(written(rows), content_type="text/csv; charset=utf-8")
        # The name is made of a registered source and a number: nothing that came with a file.
        name = f"{source}-import-{load_id}-quarantine.csv"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return files
