"""The document of an export in plain words: what `README.txt` and the sheet *read me* hold."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

WIDTH = 96
Document = Mapping[str, Any]


def readme(document: Document) -> str:
    """The text; every line is made of the document and says nothing that it does not."""
    return "\n".join(line for part in _parts(document) for line in part) + "\n"


def _parts(document: Document) -> Iterator[Iterator[str]]:
    yield _head(document)
    yield _titled("What was chosen", document["selection"]["words"])
    yield _sheets(document)
    yield _titled("What a reader must know", document["caveats"])
    yield _titled("What may be passed on", document["terms"])
    yield _titled("Sources", [s["citation"] for s in document["sources"]])
    yield _editions(document)
    yield _titled(
        "Formulas",
        [
            *(
                f"{f['id']}{' (chosen)' if f['is_chosen'] else ''}: {f['words']}."
                for f in document["formulas"]
            ),
            f"Level of a route ({document['measure']['id']}): {document['measure']['words']}.",
            "Versions of the methods: "
            + ", ".join(f"{name} {number}" for name, number in document["methods"].items())
            + ".",
        ],
    )
    yield _titled("Units", [f"{u['id']}: {u['meaning']}" for u in document["units"]])
    yield _dictionary(document)
    yield _cite(document)


def _head(document: Document) -> Iterator[str]:
    software = document["software"]
    yield f"{document['handling_mark']}"
    yield ""
    yield f"Exported from {software['name']} {software['version']}"
    yield from _wrapped(
        f"As known at {document['known_at']}. Editions {document['edition']}. The same values for "
        "programs are in metadata.json, or in the file itself."
    )
    yield ""
    yield "Open the same picture again with this address, after that of any Pharos that holds it:"
    yield "/" + document["selection"]["permalink"]


def _titled(title: str, sentences: list[str]) -> Iterator[str]:
    yield from _title(title)
    for sentence in sentences:
        yield from _wrapped(sentence, "- ")
    if not sentences:
        yield "- nothing"


def _title(title: str) -> Iterator[str]:
    yield ""
    yield title
    yield "-" * len(title)


def _wrapped(text: str, bullet: str = "") -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _sheets(document: Document) -> Iterator[str]:
    yield from _title("What is in it")
    for sheet in document["sheets"]:
        yield from _wrapped(
            f"{sheet['name']} ({sheet['title']}): {sheet['rows']:,} rows. {sheet['description']}",
            "- ",
        )
        if not sheet["rows"]:
            yield from _wrapped(
                "It has no row for this selection; the file is valid all the same.", "    "
            )
        for sentence in counted(sheet):
            yield from _wrapped(sentence, "    ")
        for made in sheet["drawn_from"]:
            if made["layer"] == sheet["name"]:
                continue
            said = " ".join(counted(made))
            which = f"{made['layer']}, {made['rows']:,} rows ({made['read']})"
            yield from _wrapped(f"Made of {which}. {said}", "    ")


def counted(rows: Mapping[str, Any]) -> Iterator[str]:
    """What was added to some rows and taken out, what is withheld, and what they could not follow."""
    if rows["added"]:
        said = "; ".join(f"{r['rows']:,} {r['reason']}" for r in rows["added"])
        yield f"Added by us to what is held, before anything was taken out: {said}."
    if rows["removed"]:
        said = "; ".join(f"{r['rows']:,} {r['reason']}" for r in rows["removed"])
        yield f"Taken out: {said}."
    if rows["withheld"]:
        yield f"Withheld by their handling mark: {rows['withheld']:,}."
    if rows["ignored"]:
        yield f"These rows cannot follow: {', '.join(rows['ignored'])}."


def _editions(document: Document) -> Iterator[str]:
    yield from _title("Editions")
    for edition in document["editions"]:
        as_of = edition["as_of"] or "no date stated"
        licences = "; ".join(x["name"] for x in edition["licences"]) or "no licence stated"
        yield from _wrapped(
            f"{edition['layer']}, {edition['id']} of {edition['source']}: {edition['rows']:,} rows, "
            f"as of {as_of}, recorded {edition['recorded_at']}. {edition['citation'].rstrip('.')}. "
            f"Terms: {licences}.",
            "- ",
        )
        yield f"  SHA-256 {edition['sha256'] or 'none: it is no file'}"
        for doubt in edition["doubts"]:
            yield from _wrapped(f"Doubt: {doubt}", "    ")


def _dictionary(document: Document) -> Iterator[str]:
    for sheet in document["sheets"]:
        yield from _title(f"Columns of {sheet['name']}")
        for column in sheet["columns"]:
            unit = f", {column['unit']}" if column["unit"] else ""
            allowed = f" One of {', '.join(column['allowed'])}." if column["allowed"] else ""
            meaning = column["meaning"].rstrip(".")
            yield from _wrapped(
                f"{column['name']} ({column['kind']}{unit}): {meaning}.{allowed}", "- "
            )


def _cite(document: Document) -> Iterator[str]:
    yield from _title("To cite it")
    yield from _wrapped(document["citation"]["text"])
    yield ""
    yield from document["citation"]["bibtex"].rstrip("\n").split("\n")
