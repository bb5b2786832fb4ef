"""OGC API Features under ``/ogc``: every layer, as QGIS, GDAL, R and geopandas read it.

Every row comes through `Pictures` and `dashboard.layer_rows.layer_rows`. Answers are made by
pygeoapi, which is imported at the first question: a start of the page does not pay for it.
"""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from dashboard.api.ogc.views import Views, refusal
from dashboard.errors import RefusedInput
from dashboard.picture import Pictures


def blueprint(pictures: Pictures) -> Blueprint:
    """The interface over one application's pictures; GET, HEAD and OPTIONS, nothing is written."""
    ogc = Blueprint("ogc", __name__, url_prefix="/ogc", template_folder="templates")
    views = Views(pictures)
    ogc.get("/", strict_slashes=False)(views.landing)
    ogc.get("/conformance")(views.conformance)
    ogc.get("/openapi")(views.openapi)
    ogc.get("/collections")(views.collections)
    ogc.get("/collections/<name>")(views.collection)
    ogc.get("/collections/<name>/schema")(views.schema)
    ogc.get("/collections/<name>/queryables")(views.queryables)
    ogc.get("/collections/<name>/feature-schema")(views.feature_schema)
    ogc.get("/collections/<name>/items")(views.items)
    ogc.get("/collections/<name>/items/<path:item>")(views.item)

    @ogc.errorhandler(RefusedInput)
    def refused(error: RefusedInput) -> Response:
        return refusal(error.problems, 400)

    @ogc.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response:
        return refusal([str(error.description)], error.code or 500)

    return ogc
