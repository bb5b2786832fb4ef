"""The registry of layers: adding a layer is one module and one line here."""

from __future__ import annotations

from layers.definitions import (
    arrivals_annual,
    arrivals_reported,
    crossings,
    deaths,
    deaths_exclusions,
    detections,
    embarkation_points,
    events,
    incidents,
    note_codes,
    position_defects,
    programme_activities,
    protocol_parties,
    protocol_party_counts,
    published_figures,
    routes,
    search_and_rescue_regions,
    sources,
)
from layers.errors import UnknownLayer
from layers.layer import Layer

LAYERS: dict[str, Layer] = {
    module.LAYER.name: module.LAYER
    for module in (
        incidents,
        embarkation_points,
        routes,
        search_and_rescue_regions,
        crossings,
        deaths,
        arrivals_annual,
        arrivals_reported,
        detections,
        deaths_exclusions,
        events,
        note_codes,
        position_defects,
        programme_activities,
        protocol_parties,
        protocol_party_counts,
        published_figures,
        sources,
    )
}


def layer(name: str) -> Layer:
    """The layer called `name`.

    Raises:
        UnknownLayer: naming the layers that exist.
    """
    try:
        return LAYERS[name]
    except KeyError:
        raise UnknownLayer(name, LAYERS) from None
