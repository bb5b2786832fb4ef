"""The names of the page's parts, so that no two files spell one differently."""

from __future__ import annotations

URL = "url"
SELECTION = "selection"  # Store: canonical query string of the present selection
THEME = "theme"  # Store: light or dark
PROBLEMS = "problems"  # Store: sentences on what could not be honoured
MAP = "map"
MAP_PICTURE = "map-picture"
MAP_DRAWN = "map-drawn"
OPENED = "opened"  # Store: the feature a reader clicked
POSITION = "position"  # Store: the position that was typed or clicked; in no address
POSITION_ASKED = "position-asked"  # Store: the whole question, with its number
POSITION_TOLD = "position-told"  # Store: the answer to a number; the browser shows the newest
SERIES = "series"
TABLE = "table"
ASKED = "asked"  # Store: the headline number a reader asked about
METRIC = "metric"  # pattern id of the headline tiles
NOTICES = "notices"
SENTENCE = "sentence"
EMPTY = "empty"
SOURCES_PAGE = "sources-page"  # Store: the parts of the sources page, drawn by the browser
DECIDE = "decide"  # Store: what a reader decided about a pair of records
DECIDED = "decided"  # Store: what became of it
ROUTES_ASKED = "routes-asked"  # Store: the selection and theme the routes page was asked for
ROUTES_PAGE = "routes-page"  # Store: its parts and figures, drawn by the browser
ROUTES_PROBLEMS = "routes-problems"  # what of the selection could not be honoured, on that page
REGIONS_ASKED = "regions-asked"  # Store: the selection and theme the regions page was asked for
REGIONS_PAGE = "regions-page"  # Store: its parts and figures, drawn by the browser
METHOD_ASKED = "method-asked"  # Store: that the method page was opened
METHOD_PAGE = "method-page"  # Store: its parts
EXPORT_FOLLOWS = "export-follows"  # Store: the selection that the export panel last heard of
RECORD = "record"
DETAIL = "detail"
BRUSH = "brush"
STEP = "step"
COMPARE = "compare"  # Store: first and last day of the other period
AREA = "area"  # Store: the area that a reader drew, as text; no value takes it away
AREA_CHIP = "area-chip"  # the button that says an area is on, and takes it away

# Controls that change the selection, in the order of the page.
CONTROLS = (
    "preset",
    "first_day",
    "last_day",
    "months",
    "routes",
    "regions",
    "causes",
    "min_people",
    "min_source_quality",
    "known_on",
    "layers",
    "every",
    "by_route",
    "rate",
    "expected",
    "measure",
)
