"""What an export holds: of one picture, layers and tables as sheets, and the document beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from dashboard.errors import RefusedInput
from dashboard.exportbook import picture_tables, region_tables, route_tables
from dashboard.exportbook.document import Drawn, document
from dashboard.exportbook.readings import AS_CHOSEN
from dashboard.exportbook.readme import readme
from dashboard.exportbook.table import Table
from dashboard.layer_rows import LayerRows, layer_rows
from dashboard.permalink import permalink, pinned
from dashboard.picture import Picture
from dashboard.state import moment_text
from dashboard.theme import colour
from geodata.exports.sheet import Sheet, Sidecar
from layers.handling import MARK_NAMES, Mark
from layers.registry import LAYERS
from layers.selection import Selection
from layers.terms import ROUTES

if TYPE_CHECKING:
    from geodata.exports.formats import Format

TABLES: Mapping[str, Table] = {
    table.name: table
    for module in (picture_tables, route_tables, region_tables)
    for table in module.TABLES
}
MOST_SHEETS = 64
_SAMPLED = 200  # rows, for the estimate of a size
_ONE_COLOUR = {"embarkation_points": "place", "search_and_rescue_regions": "region"}
# As the page draws them: points by what they are, limits by how well they are known.
_SYMBOLS: dict[str, dict[tuple[str, str | bool], str]] = {
    "embarkation_points": {
        ("kind", "embarkation"): "triangle",
        ("kind", "disembarkation"): "square",
        ("kind", "both"): "diamond",
    },
    "search_and_rescue_regions": {("status", "disputed"): "dot", ("is_approximate", True): "dash"},
}
_PEOPLE = {"incidents": ("dead_count", "missing_count")}


@dataclass(frozen=True)
class Export:
    """Sheets of one picture, and what travels with them.

    Attributes:
        picture: pinned to the moment of the newest thing in it.
        sheets: what is written, in the order that was asked for.
        drawn_from: of each sheet, the rows that it was made of, and in words which those are.
        descriptions: of each sheet, what a row is.
        base: the address under which readers reach this Pharos; may be empty.
    """

    picture: Picture
    sheets: tuple[Sheet, ...]
    drawn_from: Mapping[str, tuple[Drawn, ...]]
    descriptions: Mapping[str, str]
    base: str = ""

    @cached_property
    def mark(self) -> Mark:
        """The strictest handling mark of any row in it, or that it was made of."""
        found = [Mark.CLEAR]
        for rows, _ in (r for several in self.drawn_from.values() for r in several):
            if "mark" in rows.frame.columns:
                names = rows.frame["mark"].dropna().unique()
                found += [Mark(MARK_NAMES.index(str(name))) for name in names]
        return max(found)

    @cached_property
    def sidecar(self) -> Sidecar:
        """The document beside the sheets, and the same in words."""
        said = document(
            self.picture,
            self.sheets,
            self.descriptions,
            self.drawn_from,
            self.mark.label,
            self.base,
        )
        return Sidecar(said, readme(said), moment_text(self.picture.holdings.moment))

    @property
    def file_stem(self) -> str:
        """A file name without its ending: ASCII, of ids, the day and the mark alone."""
        names = [s.name for s in self.sheets]
        what = "-".join(names) if len(names) <= 3 else f"{len(names)}-sheets"
        marked = "" if self.mark == Mark.CLEAR else "-TLP-" + self.mark.name.replace("_", "-")
        return f"pharos-{what}-{self.picture.holdings.moment:%Y-%m-%d}{marked}".replace("_", "-")

    def preview(self) -> dict[str, Any]:
        """What would be written, as plain values: counts, columns, and about how large it is."""
        said = self.sidecar.document
        sizes = {sheet.name: csv_bytes(sheet.frame) for sheet in self.sheets}
        return {
            "file_stem": self.file_stem,
            "handling_mark": self.mark.label,
            "known_on": said["known_on"],
            "known_at": said["known_at"],
            "edition": said["edition"],
            "selection": said["selection"],
            "caveats": said["caveats"],
            "terms": said["terms"],
            "sheets": [
                {**sheet, "bytes_as_csv_about": sizes[sheet["name"]]} for sheet in said["sheets"]
            ],
            "permalink": permalink(self.picture),
        }


def names() -> dict[str, str]:
    """The titles of everything that can be exported, by id: layers, then tables."""
    return {**{n: x.title for n, x in LAYERS.items()}, **{n: t.title for n, t in TABLES.items()}}


def check_names(asked: Sequence[str]) -> tuple[str, ...]:
    """The ids that were asked for, each once.

    Raises:
        RefusedInput: quoting the first that is no layer and no table, or naming what is lacking.
    """
    known = names()
    if not asked:
        raise RefusedInput([f"Nothing to export is named; there are {', '.join(known)}."])
    if len(asked) > MOST_SHEETS:
        raise RefusedInput([f"{len(asked)} layers and tables; at most {MOST_SHEETS} at once."])
    for name in asked:
        if name not in known:
            raise RefusedInput(
                [f"There is no layer or table {name[:60]!r}; there are {', '.join(known)}."]
            )
    return tuple(dict.fromkeys(asked))


def check_format(format_id: str) -> Format:
    """The format with an id.

    Raises:
        RefusedInput: quoting an id that no format has.
    """
    from geodata.exports.formats import FORMATS  # noqa: PLC0415  a citation needs none of it

    if format_id not in FORMATS:
        raise RefusedInput(
            [f"format: {format_id[:60]!r} is not known; there are {', '.join(FORMATS)}."]
        )
    return FORMATS[format_id]


def plan(
    picture: Picture, asked: Sequence[str], columns: Sequence[str] = (), base: str = ""
) -> Export:
    """The export of some layers and tables of a picture.

    Args:
        picture: what is exported; it is pinned to the moment of the newest thing in it.
        asked: ids of layers and tables.
        columns: the columns to keep, shapes always; all where none is named.
        base: the address under which readers reach this Pharos, for its citation; may be empty.

    Raises:
        RefusedInput: quoting a layer, table or column that there is not.
    """
    wanted = check_names(asked)
    picture = pinned(picture)

    @cache
    def rows(name: str, selection: Selection) -> LayerRows:
        return layer_rows(Picture(selection, picture.holdings), name)

    sheets: list[Sheet] = []
    drawn_from: dict[str, tuple[Drawn, ...]] = {}
    for name in wanted:
        if name in TABLES:
            reads = TABLES[name].reads(picture)
            drawn_from[name] = tuple((rows(r.layer, r.selection), r.words) for r in reads)
            sheets.append(_of_table(TABLES[name], picture, [r for r, _ in drawn_from[name]]))
        else:
            found = rows(name, picture.selection)
            drawn_from[name] = ((found, AS_CHOSEN),)
            sheets.append(_of_layer(found))
    described = {n: (TABLES[n] if n in TABLES else LAYERS[n]).description for n in wanted}
    return Export(picture, tuple(_kept(sheets, columns)), drawn_from, described, base)


def _of_layer(rows: LayerRows) -> Sheet:
    layer = rows.layer
    by_route = any(c.name == "route" for c in layer.columns)
    one = _ONE_COLOUR.get(layer.name)
    coloured = layer.geometry != "none"
    return Sheet(
        name=layer.name,
        title=layer.title,
        frame=rows.frame,
        columns=layer.columns,
        geometry=layer.geometry,
        removed=rows.removed,
        withheld=rows.withheld,
        ignored=rows.ignored,
        added=rows.added,
        colours=({"": colour("light", one)} if one else _route_colours()) if coloured else {},
        colour_column="route" if coloured and by_route and not one else "",
        symbols=_SYMBOLS.get(layer.name, {}),
        people=_PEOPLE.get(layer.name, ()),
    )


def _route_colours() -> dict[str, str]:
    return {route: colour("light", route) for route in ROUTES}


def _of_table(table: Table, picture: Picture, rows: Sequence[LayerRows]) -> Sheet:
    withheld = {r.layer.name: r.withheld for r in rows}  # the same, however often it is read
    return Sheet(
        name=table.name,
        title=table.title,
        frame=table.frame(picture),
        columns=table.columns,
        withheld=sum(withheld.values()),
        ignored=table.ignored(picture.selection),
    )


def _kept(sheets: Sequence[Sheet], columns: Sequence[str]) -> Iterator[Sheet]:
    known = {c.name for sheet in sheets for c in sheet.columns}
    for name in columns:
        if name not in known:
            raise RefusedInput(
                [f"There is no column {name[:60]!r}; there are {', '.join(sorted(known))}."]
            )
    for sheet in sheets:
        kept = tuple(c for c in sheet.columns if c.name in columns or c.kind == "geometry")
        if not columns:
            yield sheet
        elif not any(c.name in columns for c in sheet.columns):
            raise RefusedInput([f"None of the columns is one of {sheet.name!r}."])
        else:
            yield replace(
                sheet,
                columns=kept,
                colour_column=sheet.colour_column if sheet.colour_column in columns else "",
                colours=sheet.colours if sheet.colour_column in ("", *columns) else {},
                symbols={key: s for key, s in sheet.symbols.items() if key[0] in columns},
                people=tuple(name for name in sheet.people if name in columns),
            )


def csv_bytes(frame: pd.DataFrame) -> int:
    """About how many bytes the rows have as CSV with their shapes, to two digits."""
    if frame.empty:
        return 0
    step = max(1, len(frame) // _SAMPLED)
    sample = frame.iloc[::step]
    size = 0.0
    table = pd.DataFrame(sample.drop(columns="geometry", errors="ignore"))
    size += len(table.to_csv(index=False).encode())
    if "geometry" in sample.columns:
        # Two numbers a corner, as text.
        size += 20 * int(shapely.get_num_coordinates(sample["geometry"].to_numpy()).sum())
    return int(float(f"{size * len(frame) / len(sample):.2g}"))
