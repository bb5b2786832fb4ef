"""The colours of the basemap, one dict per theme; nothing else in the basemap names a colour.

Low chroma throughout: the sea and the land are the paper that the figures are printed on. The
steps from `sea` to `sea_12` tell the distance from the shore, not the depth.
"""

from __future__ import annotations

PALETTE: dict[str, dict[str, str]] = {
    "light": {
        "sea": "#bed4e1",
        "sea_60": "#c5d9e5",
        "sea_24": "#cfdfe9",
        "sea_12": "#dae7ef",
        "land": "#f6f3ec",
        "coast": "#8fa9b8",
        "limit": "#7d9db1",
        "border": "#b9b2a3",
        "border_disputed": "#a39a88",
        "label_sea": "#587d95",
        "label_limit": "#6c8da2",
        "label_country": "#9a917f",
        "label_island": "#5d5a50",
        "label_city": "#5a584f",
        "city_dot": "#8d887b",
        "halo_sea": "rgba(214,229,238,0.75)",
        "halo_land": "rgba(250,248,243,0.9)",
    },
    "dark": {
        "sea": "#0d1b26",
        "sea_60": "#0f1e2a",
        "sea_24": "#11222e",
        "sea_12": "#132633",
        "land": "#1f2c35",
        "coast": "#3d5666",
        "limit": "#2f4d60",
        "border": "#3a4852",
        "border_disputed": "#4c5a63",
        "label_sea": "#6389a3",
        "label_limit": "#547489",
        "label_country": "#6f7f89",
        "label_island": "#a9b6bd",
        "label_city": "#9fabb2",
        "city_dot": "#71818a",
        "halo_sea": "rgba(13,27,38,0.8)",
        "halo_land": "rgba(24,35,43,0.85)",
    },
}
