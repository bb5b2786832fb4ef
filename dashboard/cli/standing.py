"""What the commands about one position share: how it is typed, echoed, and whose region it is in."""

from __future__ import annotations

import typer

from dashboard.cli import output
from dashboard.seabook import Standpoint
from layers.analysis.coordinates import Reading, read_pair, read_position
from layers.terms import CLAIM_STATUS, country_name

POSITION_HELP = (
    "Latitude and longitude, in one text or two; write N or S, and E or W. Two bare numbers are "
    "read as latitude, longitude, and refused where both orders can be meant."
)


def read(position: list[str]) -> Reading:
    """The position of the arguments.

    Raises:
        BadParameter: if one of them is meant as an option.
        PositionRefused: if they say no position, or could mean two places.
    """
    for word in position:
        if word.startswith("--"):  # what is no option of the command arrives here
            raise typer.BadParameter(f"No such option: {word}")
    return read_pair(*position) if len(position) == 2 else read_position(" ".join(position))


def print_echo(standpoint: Standpoint) -> None:
    """The position in its three forms, how it was read, and what is odd about it."""
    for form, text in standpoint.forms.items():
        output.tell(f"{form:<8} {text}")
    for text in (*standpoint.cautions, standpoint.resolution_sentence):
        if text:
            output.tell(text)


def print_claims(standpoint: Standpoint) -> None:
    """Every claim at the position, what is near by, and what is to be said of them."""
    answer = standpoint.responsibility
    output.tell()
    output.tell(f"{standpoint.headline}. {answer.sentence}")
    output.tell(f"Claims in force on {standpoint.day_in_words}.")
    if answer.answers:
        output.print_table(
            ["claim", "state", "centre", "status", "in force", "drawn from", "to its limit at sea"],
            [
                [c.name, country_name(c.state), c.rcc or "unknown", CLAIM_STATUS[c.status],
                 c.validity_words, c.basis, c.limit_words]
                for c in answer.answers
            ],
        )  # fmt: skip
    for claim in answer.answers:
        for note in claim.notes:
            output.tell(f"{claim.name}: {note}")
    for note in answer.notes:
        output.tell(note)
    if answer.nearby:
        output.tell(f"Other claims near by: {'; '.join(n.words for n in answer.nearby)}.")
