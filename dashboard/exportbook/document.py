"""The document that travels with every export: plain values, as `sidecar.schema.json` describes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from dashboard.citation import LICENCE, cite, version
from dashboard.exportbook.terms import terms_of
from dashboard.exportbook.words import BASIS_WORDS, caveats, selection_sentences
from dashboard.layer_rows import LayerRows
from dashboard.permalink import PERMANENT, permalink
from dashboard.picture import Picture
from dashboard.state import moment_text
from geodata.edition import Edition
from geodata.exports.sheet import Sheet
from layers.analysis.rates import FORMULAS
from layers.methods import METHODS
from layers.registry import LAYERS
from layers.schema import Column
from layers.terms import LEVEL_MEASURES
from layers.units import UNIT_TEXT

# Rows that something was made of, and which of the layer they are, in words.
Drawn = tuple[LayerRows, str]
SCHEMA_VERSION = 1
SCHEMA_ID = "urn:pharos:sidecar:1"
# A layer that is shown with rows of another: months that one source lacks and another reports, and
# deaths that are counted from the record of incidents.
_FED_BY = {"crossings": ("arrivals_reported",), "deaths": ("incidents",)}


def made_of(names: Iterable[str]) -> list[str]:
    """The layers that are behind some layers, themselves among them, in the order of the registry."""
    wanted = {name for n in names for name in (n, *_FED_BY.get(n, ()))}
    return [name for name in LAYERS if name in wanted]


def document(
    picture: Picture,
    sheets: Sequence[Sheet],
    descriptions: Mapping[str, str],
    drawn_from: Mapping[str, Sequence[Drawn]],
    mark: str,
    base: str = "",
) -> dict[str, Any]:
    """The document of an export.

    Args:
        picture: pinned to its moment.
        sheets: what is exported.
        descriptions: of each sheet, what a row is.
        drawn_from: of each sheet, the rows that it was made of, and in words which those are.
        mark: the strictest handling mark of anything in it, as ``TLP:CLEAR``.
        base: the address under which readers reach this Pharos; may be empty.
    """
    holdings, selection = picture.holdings, picture.selection
    rows = [r for several in drawn_from.values() for r, _ in several]
    keys = _source_keys(rows)
    editions = list(_editions(picture, {r.layer.name for r in rows}, keys))
    sources = _sources(picture, keys)
    cited = cite(picture, [e for e in editions if e.rows], base)
    return {
        "schema": SCHEMA_ID,
        "schema_version": SCHEMA_VERSION,
        "software": {"name": "Pharos", "version": version(), "licence": LICENCE},
        "handling_mark": mark,
        "known_on": f"{holdings.moment:%Y-%m-%d}",
        "known_at": moment_text(holdings.moment),
        "edition": holdings.key,
        "selection": {
            "words": list(selection_sentences(picture)),
            "permalink": permalink(picture),
            "address_version": int(PERMANENT),
            "fields": {f.name: _plain(getattr(selection, f.name)) for f in fields(selection)},
        },
        "citation": {"text": cited.text, "bibtex": cited.bibtex, "csl": cited.csl},
        "editions": [_edition(e) for e in editions],
        "sources": sources,
        "terms": terms_sentences(sources),
        "formulas": [
            {"id": name, "words": words, "is_chosen": name == selection.rate}
            for name, words in FORMULAS.items()
        ],
        "measure": {"id": selection.measure, "words": LEVEL_MEASURES[selection.measure]},
        "methods": dict(METHODS),
        "units": [
            {"id": unit.value, "plural": said.plural, "meaning": said.meaning}
            for unit, said in UNIT_TEXT.items()
        ],
        "deaths_basis": {"id": picture.deaths_basis, "words": BASIS_WORDS[picture.deaths_basis]},
        "caveats": caveats(picture),
        "sheets": [_sheet(s, descriptions[s.name], drawn_from[s.name]) for s in sheets],
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [str(v) for v in value]
    if isinstance(value, dt.datetime):
        return moment_text(value)
    return value if value is None or isinstance(value, bool | int) else str(value)


def _edition(edition: Edition) -> dict[str, Any]:
    origin = edition.origin
    return {
        "layer": edition.layer,
        "id": edition.edition_id,
        "source": edition.source,
        "sha256": edition.sha256,
        "rows": edition.rows,
        "recorded_at": moment_text(edition.recorded_at),
        "as_of": origin.as_of.isoformat() if origin.as_of else None,
        "publisher": origin.publisher,
        "title": origin.title,
        "url": origin.url,
        "licences": [
            {"name": name, "url": url, "redistribution": terms_of(name).redistribution}
            for name, url in origin.licences
        ],
        "citation": origin.citation,
        "doubts": list(origin.doubts),
    }


def _editions(
    picture: Picture, layers: Collection[str], keys: Collection[str]
) -> Iterator[Edition]:
    """The editions that gave the rows, and those of a layer that was asked for and holds nothing."""
    for name in made_of(layers):
        gave = picture.holdings.giving(name)
        for edition in picture.holdings.held[name].editions:
            if name in layers:
                named = edition in gave or not edition.rows
            else:  # behind another layer, whose rows say from where they are
                named = edition in gave and edition.source in keys
            if named:
                yield edition


def _source_keys(rows: Sequence[LayerRows]) -> set[str]:
    """The keys of the sources that the rows name."""
    keys: set[str] = set()
    for one in rows:
        if "source" in one.frame.columns and one.layer.name != "sources":
            for cell in one.frame["source"].dropna().unique():
                keys.update(str(cell).split(";"))
    return keys


def _sources(picture: Picture, keys: Collection[str]) -> list[dict[str, Any]]:
    """The sources with these keys; one that the sources table lacks says so."""
    table = picture.holdings.sources
    return [_source(key, table.get(key, {})) for key in sorted(keys)]


def _source(key: str, row: Mapping[str, str]) -> dict[str, Any]:
    licence = row.get("licence") or "not stated"
    terms = terms_of(licence)
    publisher, title = row.get("publisher", ""), row.get("title", "")
    as_of, url = row.get("as_of", ""), row.get("url", "")
    when = f", as of {as_of}" if as_of else ""
    where = f", {url}" if url else ""
    return {
        "source": key,
        "publisher": publisher,
        "title": title,
        "url": url,
        "as_of": as_of or None,
        "licence": licence,
        "redistribution": terms.redistribution,
        "terms": terms.sentence,
        "citation": f"{publisher or key}: {title or 'no title stated'}{when}{where} ({licence}).",
        "note": row.get("note", ""),
    }


def terms_sentences(sources: Sequence[Mapping[str, Any]]) -> list[str]:
    """What may be passed on, in sentences: the sources of each kind of terms together."""
    together: dict[str, list[str]] = {}
    for source in sources:
        name = f"{source['publisher'] or source['source']} ({source['source']})"
        together.setdefault(str(source["terms"]), []).append(name)
    return [f"{', '.join(names)}: {sentence}" for sentence, names in together.items()]


def _sheet(sheet: Sheet, description: str, drawn_from: Sequence[Drawn]) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "title": sheet.title,
        "description": description,
        "rows": len(sheet.frame),
        "geometry": sheet.geometry,
        "crs": None if sheet.geometry == "none" else "EPSG:4326 (longitude, latitude)",
        **_counts(sheet),
        "drawn_from": [
            {"layer": r.layer.name, "read": words, "rows": len(r.frame),
             **_counts(r)}
            for r, words in drawn_from
        ],
        "columns": [_column(column) for column in sheet.columns],
    }  # fmt: skip


def _counts(rows: Sheet | LayerRows) -> dict[str, Any]:
    return {
        "added": [{"reason": reason, "rows": n} for reason, n in rows.added.items()],
        "removed": [{"reason": reason, "rows": n} for reason, n in rows.removed.items()],
        "withheld": rows.withheld,
        "ignored": list(rows.ignored),
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "kind": column.kind,
        "meaning": column.meaning,
        "unit": column.unit,
        "required": column.required,
        "allowed": list(column.allowed) if column.allowed is not None else None,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
