"""Bring `datapackage.json` of the packaged figures up to date with its files.

    python tools/describe_snapshots.py          rewrite bytes, hash and rows
    python tools/describe_snapshots.py --check  change nothing, exit 1 on a difference

Only `bytes`, `hash` and `rows` of each resource are recomputed. Titles, field
descriptions, origins, licences and doubts are prose: a person edits them.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any

SNAPSHOTS = Path(__file__).resolve().parent.parent / "geodata" / "snapshots"
DESCRIPTION = "datapackage.json"
# Files of the folder that are no figures and so have no resource.
UNDESCRIBED = {DESCRIPTION, "README.md", "__init__.py"}


class DescriptionError(Exception):
    """The folder and its description cannot be brought together."""


def count_rows(name: str, content: bytes) -> int:
    """Number of records: CSV rows without the header, or GeoJSON features.

    Raises:
        DescriptionError: the file is neither CSV nor GeoJSON, is not UTF-8, is not a
            FeatureCollection, or has a row with more or fewer cells than its header.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DescriptionError(f"{name} is not UTF-8 ({error.reason}): save it as UTF-8") from error
    if name.endswith(".csv"):
        rows = list(csv.reader(io.StringIO(text), strict=True))
        if not rows:
            raise DescriptionError(f"{name} is empty: a table needs at least its header row")
        # A ragged row shifts its cells under other names without any error later.
        for number, row in enumerate(rows, start=1):
            if len(row) != len(rows[0]):
                raise DescriptionError(
                    f"{name}, row {number} has {len(row)} cells, its header {len(rows[0])}"
                )
        return len(rows) - 1
    if name.endswith(".geojson"):
        try:
            collection = json.loads(text)
        except json.JSONDecodeError as error:
            raise DescriptionError(f"{name} is not JSON: {error}") from error
        if not isinstance(collection, dict) or "features" not in collection:
            raise DescriptionError(f"{name} is no GeoJSON FeatureCollection")
        return len(collection["features"])
    raise DescriptionError(f"{name}: only .csv and .geojson files can be described")


def measure(path: Path) -> dict[str, int | str]:
    """`bytes`, `hash` ("sha256:" and hexadecimal digits) and `rows` of one file."""
    content = path.read_bytes()
    return {
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "rows": count_rows(path.name, content),
    }


def describe(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """The description with fresh measures, and one sentence per difference found.

    Raises:
        DescriptionError: a file has no resource, a resource no file, or a file is damaged.
    """
    package: dict[str, Any] = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    described = [resource["path"] for resource in package["resources"]]
    files = {p.name for p in folder.iterdir() if p.is_file()} - UNDESCRIBED
    if missing := sorted(set(described) - files):
        raise DescriptionError(f"described but not in the folder: {', '.join(missing)}")
    if unknown := sorted(files - set(described)):
        raise DescriptionError(
            f"in the folder but not described: {', '.join(unknown)}; "
            f"add a resource to {DESCRIPTION} or remove the file"
        )
    if len(described) != len(set(described)):
        raise DescriptionError("two resources describe the same file")
    differences = []
    for resource in package["resources"]:
        for key, value in measure(folder / resource["path"]).items():
            if resource.get(key) != value:
                differences.append(
                    f"{resource['path']}: {key} is {value}, described as {resource.get(key)}"
                )
                resource[key] = value
    return package, differences


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 described, 1 a difference (with --check) or a damaged folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 if outdated")
    parser.add_argument("--folder", type=Path, default=SNAPSHOTS, help="folder to describe")
    options = parser.parse_args(arguments)
    try:
        package, differences = describe(options.folder)
    except DescriptionError as error:
        print(f"describe_snapshots: {error}", file=sys.stderr)
        return 1
    for difference in differences:
        print(difference)
    if options.check:
        return 1 if differences else 0
    if differences:
        text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
        (options.folder / DESCRIPTION).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
