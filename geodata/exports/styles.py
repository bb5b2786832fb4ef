"""How a GIS should paint a sheet: a style of QGIS and a Styled Layer Descriptor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.exports.sheet import Sheet

_FALLBACK = "#5b6770"
_SLD = "http://www.opengis.net/sld"
_OGC = "http://www.opengis.net/ogc"
_SYMBOL = {"point": "marker", "line": "line", "polygon": "fill"}
_CLASS = {"point": "SimpleMarker", "line": "SimpleLine", "polygon": "SimpleFill"}
FILL_OPACITY, POINT_OPACITY = 0.12, 0.7
# The area of a point follows the people: a diameter of 9 mm for a thousand, never too small to see.
MM_OF_ONE, LEAST_MM = 0.28, 1.6
# Of XML 1.0, section 2.2: what no document may hold, written or escaped; and what is shown for it.
FORBIDDEN, REPLACED = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd"


@dataclass(frozen=True)
class Class:
    """Rows of one colour.

    Attributes:
        value: of the coloured column; None for rows of every other value, or all.
        label: what a legend says.
        colour: as ``#rrggbb``.
    """

    value: str | None
    label: str
    colour: str


def classes(sheet: Sheet) -> list[Class]:
    """The classes of the rows; the last holds what has no other."""
    if not sheet.colour_column:
        colour = sheet.colours.get("", next(iter(sheet.colours.values()), _FALLBACK))
        return [Class(None, sheet.title, colour)]
    named = [Class(value, value, colour) for value, colour in sheet.colours.items() if value]
    return [*named, Class(None, "other", sheet.colours.get("", _FALLBACK))]


def class_of(sheet: Sheet) -> npt.NDArray[np.intp]:
    """The place in `classes` of each row."""
    found = classes(sheet)
    if not sheet.colour_column:
        return np.zeros(len(sheet.frame), dtype=np.intp)
    values = sheet.frame[sheet.colour_column].astype("object")
    places = pd.Index([c.value for c in found[:-1]], dtype="object").get_indexer(pd.Index(values))
    return np.where(places < 0, len(found) - 1, places)


def qml(sheet: Sheet) -> str:
    """The style as QGIS 3 keeps it: one symbol, or one for each value of the coloured column."""
    root = ET.Element("qgis", {"version": "3.22.0", "styleCategories": "Symbology"})
    found = classes(sheet)
    by_value = bool(sheet.colour_column)
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        {"type": "categorizedSymbol", "attr": sheet.colour_column, "enableorderby": "0",
         "symbollevels": "0", "forceraster": "0"}
        if by_value else {"type": "singleSymbol", "symbollevels": "0", "forceraster": "0"},
    )  # fmt: skip
    if by_value:
        listed = ET.SubElement(renderer, "categories")
        for number, one in enumerate(found):
            # An empty value is every other one, also an unknown one.
            ET.SubElement(
                listed,
                "category",
                {"value": one.value or "", "label": one.label, "symbol": str(number),
                 "render": "true", "type": "string"},
            )  # fmt: skip
    symbols = ET.SubElement(renderer, "symbols")
    for number, one in enumerate(found):
        _qml_symbol(symbols, str(number), sheet, one.colour)
    return '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">\n' + _text(root)


def _qml_symbol(symbols: ET.Element, name: str, sheet: Sheet, colour: str) -> None:
    geometry = sheet.geometry
    symbol = ET.SubElement(
        symbols, "symbol", {"type": _SYMBOL[geometry], "name": name, "alpha": "1", "clip_to_extent": "1"}
    )  # fmt: skip
    layer = ET.SubElement(
        symbol, "layer", {"class": _CLASS[geometry], "enabled": "1", "locked": "0", "pass": "0"}
    )
    options = ET.SubElement(layer, "Option", {"type": "Map"})
    for key, value in _options(geometry, colour).items():
        ET.SubElement(options, "Option", {"type": "QString", "name": key, "value": value})
        ET.SubElement(layer, "prop", {"k": key, "v": value})
    if told := _by_row(sheet):
        _qml_expressions(layer, told)


def _by_row(sheet: Sheet) -> dict[str, str]:
    """What of a symbol each row decides, as expressions of QGIS."""
    told = {}
    if sheet.people and sheet.geometry == "point":
        sums = " + ".join(f"coalesce({_quoted(name)}, 0)" for name in sheet.people)
        told["size"] = f"max({LEAST_MM}, {MM_OF_ONE} * sqrt({sums}))"
    if sheet.symbols and sheet.geometry != "line":
        cases = " ".join(
            f"WHEN {_quoted(name) if value is True else _is(name, value)} THEN '{symbol}'"
            for (name, value), symbol in sheet.symbols.items()
        )
        options = _options(sheet.geometry, _FALLBACK)
        usual = options["name" if sheet.geometry == "point" else "outline_style"]
        place = "name" if sheet.geometry == "point" else "outlineStyle"
        told[place] = f"CASE {cases} ELSE '{usual}' END"
    return told


def _is(name: str, value: str | bool) -> str:
    if value is False:
        return f"NOT {_quoted(name)}"
    return f"{_quoted(name)} = '{str(value).replace(chr(39), 2 * chr(39))}'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _qml_expressions(layer: ET.Element, told: dict[str, str]) -> None:
    whole = ET.SubElement(
        ET.SubElement(layer, "data_defined_properties"), "Option", {"type": "Map"}
    )
    ET.SubElement(whole, "Option", {"type": "QString", "name": "name", "value": ""})
    listed = ET.SubElement(whole, "Option", {"type": "Map", "name": "properties"})
    for name, expression in told.items():
        one = ET.SubElement(listed, "Option", {"type": "Map", "name": name})
        for kind, key, value in (
            ("bool", "active", "true"), ("QString", "expression", expression), ("int", "type", "3"),
        ):  # fmt: skip
            ET.SubElement(one, "Option", {"type": kind, "name": key, "value": value})
    ET.SubElement(whole, "Option", {"type": "QString", "name": "type", "value": "collection"})


def _options(geometry: str, colour: str) -> dict[str, str]:
    if geometry == "line":
        return {"line_color": _rgba(colour), "line_width": "0.5", "line_width_unit": "MM",
                "line_style": "solid", "capstyle": "round", "joinstyle": "round"}  # fmt: skip
    edge = {"outline_color": _rgba(colour), "outline_style": "solid", "outline_width": "0.3",
            "outline_width_unit": "MM"}  # fmt: skip
    if geometry == "polygon":
        return {"color": _rgba(colour, FILL_OPACITY), "style": "solid", **edge}
    return {
        "color": _rgba(colour, POINT_OPACITY),
        "name": "circle",
        "size": "2.2",
        "size_unit": "MM",
        **edge,
    }


def _rgba(colour: str, opacity: float = 1) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"


def sld(sheet: Sheet) -> str:
    """The style as a Styled Layer Descriptor 1.0 (OGC 02-070)."""
    ET.register_namespace("sld", _SLD)
    ET.register_namespace("ogc", _OGC)
    root = ET.Element(f"{{{_SLD}}}StyledLayerDescriptor", {"version": "1.0.0"})
    layer = ET.SubElement(root, f"{{{_SLD}}}NamedLayer")
    ET.SubElement(layer, f"{{{_SLD}}}Name").text = sheet.name
    style = ET.SubElement(
        ET.SubElement(layer, f"{{{_SLD}}}UserStyle"), f"{{{_SLD}}}FeatureTypeStyle"
    )
    for one in classes(sheet):
        rule = ET.SubElement(style, f"{{{_SLD}}}Rule")
        ET.SubElement(rule, f"{{{_SLD}}}Name").text = one.label
        if one.value is None and sheet.colour_column:
            ET.SubElement(rule, f"{{{_SLD}}}ElseFilter")
        if one.value is not None:
            equal = ET.SubElement(
                ET.SubElement(rule, f"{{{_OGC}}}Filter"), f"{{{_OGC}}}PropertyIsEqualTo"
            )
            ET.SubElement(equal, f"{{{_OGC}}}PropertyName").text = sheet.colour_column
            ET.SubElement(equal, f"{{{_OGC}}}Literal").text = one.value
        _sld_symbol(rule, sheet.geometry, one.colour)
    return _text(root)


def _sld_symbol(rule: ET.Element, geometry: str, colour: str) -> None:
    kind = {"point": "Point", "line": "Line", "polygon": "Polygon"}[geometry]
    symbol = ET.SubElement(rule, f"{{{_SLD}}}{kind}Symbolizer")
    if geometry == "point":
        graphic = ET.SubElement(symbol, f"{{{_SLD}}}Graphic")
        symbol = ET.SubElement(graphic, f"{{{_SLD}}}Mark")
        ET.SubElement(symbol, f"{{{_SLD}}}WellKnownName").text = "circle"
    if geometry != "line":
        opacity = POINT_OPACITY if geometry == "point" else FILL_OPACITY
        _css(symbol, "Fill", {"fill": colour, "fill-opacity": f"{opacity:g}"})
    _css(symbol, "Stroke", {"stroke": colour, "stroke-width": "1"})
    if geometry == "point":
        ET.SubElement(graphic, f"{{{_SLD}}}Size").text = "8"


def _css(symbol: ET.Element, what: str, said: dict[str, str]) -> None:
    part = ET.SubElement(symbol, f"{{{_SLD}}}{what}")
    for name, value in said.items():
        ET.SubElement(part, f"{{{_SLD}}}CssParameter", {"name": name}).text = value


def _text(root: ET.Element) -> str:
    return re.sub(FORBIDDEN, REPLACED, ET.tostring(root, encoding="unicode"))
