"""What the options of a selection choose: one decoding and one wording of refusals for all commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from dashboard import permalink as permalinks
from dashboard.cli import output
from dashboard.picture import Picture, Pictures
from dashboard.state import VERSION, decode_values
from geodata.errors import GeodataError
from layers.errors import LayersError, SelectionError

# What a refusal calls a part of the selection, where its option has another name.
_OPTIONS = {
    "region": "--sar-region",
    "period": "--from, --to",
    "compare": "--compare-from, --compare-to",
}


def picture(given: Mapping[str, str | Sequence[str] | None]) -> Picture:
    """The picture of the options that were given, by the key of each in the address.

    An empty option is refused and not taken for an absent one; None is absent.

    Raises:
        typer.Exit: after the refusal was said under the names of the options.
    """
    values = {k: [v] if isinstance(v, str) else list(v) for k, v in given.items() if v is not None}
    decoded = decode_values({k: v for k, v in values.items() if v})
    if decoded.problems:
        raise output.refuse(" ".join(as_option(p) for p in decoded.problems))
    try:
        return Pictures(output.store()).of(decoded.selection)
    except SelectionError as error:
        raise output.refuse(as_option(str(error))) from error
    except (GeodataError, LayersError) as error:
        raise output.refuse(str(error)) from error


def picture_or_permalink(
    given: Mapping[str, str | Sequence[str] | None], permalink: str | None
) -> Picture:
    """The picture of the options, or of a permalink: of one of them, never of a mixture.

    An address of version 1 is opened too, and follows the newest figures as it does on the page.

    Raises:
        typer.Exit: after the refusal was said; a permalink that was cut or edited, or whose editions
            are not held here, is refused.
    """
    if permalink is None:
        return picture(given)
    beside = sorted(as_option(f"{k}:").rstrip(":") for k, v in given.items() if v)
    if beside:
        raise output.refuse(
            f"--permalink holds the whole selection; leave {', '.join(beside)} away."
        )
    # A whole address may be pasted: what stands before the question mark says where, not what.
    search = "?" + permalink.strip().partition("?")[2]
    if not any(key == "v" for key, _ in parse_qsl(search[1:], keep_blank_values=True)):
        raise output.refuse(
            f"--permalink: {permalink[:60]!r} is no permalink (?v={permalinks.PERMANENT}&...), and no "
            f"address of version {VERSION} either."
        )
    try:
        found, problems = permalinks.shown(Pictures(output.store()), search)
    except GeodataError as error:
        raise output.refuse(str(error)) from error
    if found is None or problems:
        raise output.refuse("--permalink: " + " ".join(problems))
    return found


def as_option(problem: str) -> str:
    """A refusal under the name of the option, where the address has another for it."""
    name, colon, rest = problem.partition(":")
    return _OPTIONS.get(name, f"--{name.replace('_', '-')}") + colon + rest
