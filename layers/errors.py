"""The errors of the core: each quotes the offending value and says what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol


class LayersError(Exception):
    """Base of every error raised by `layers`."""


class UnknownLayer(LayersError):
    """A layer name that the registry does not hold."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"There is no layer {name!r}; the layers are {', '.join(sorted(known))}.")


class NonConforming(LayersError):
    """A frame that breaks its layer's schema; `problems` names every row and value."""

    def __init__(self, layer: str, problems: list[str]) -> None:
        self.layer = layer
        self.problems = problems
        shown = "; ".join(problems[:5])
        more = f"; and {len(problems) - 5} more" if len(problems) > 5 else ""
        super().__init__(f"The layer {layer!r} does not conform: {shown}{more}.")


class SelectionError(LayersError):
    """A choice that cannot be honoured; `field` says which part of the selection."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        self.field = field
        self.value = value
        self.expected = expected
        text = repr(value)
        shown = text if len(text) <= 60 else text[:57] + "..."
        super().__init__(f"{field}: {shown} is not understood; {expected}.")

    def named(self, field: str) -> SelectionError:
        """The same refusal under the name by which its sender knows the field."""
        return SelectionError(field, self.value, self.expected)


class DriftRefused(LayersError):
    """A question of drift that has no honest answer; `field` says which part of it."""

    def __init__(self, field: str, value: object, allowed: str) -> None:
        self.field = field
        self.value = value
        self.allowed = allowed
        text = repr(value)
        shown = text if len(text) <= 60 else text[:57] + "..."
        super().__init__(f"{field}: {shown} cannot be used; {allowed}.")

    def named(self, field: str) -> DriftRefused:
        """The same refusal under the name by which its sender knows the field."""
        return DriftRefused(field, self.value, self.allowed)


class AreaRefused(SelectionError):
    """An area that cannot be a filter; `reason` quotes what is wrong with it."""

    def __init__(self, reason: str) -> None:
        super().__init__("area", "", reason)
        self.reason = reason
        self.args = (f"area: {reason}.",)

    def named(self, field: str) -> AreaRefused:  # noqa: ARG002  an area has one name everywhere
        """The same refusal: an area has one name for every sender."""
        return self


class UnitMismatch(LayersError):
    """Two units that must not be added, compared or divided."""

    def __init__(self, first: str, second: str, operation: str = "added up") -> None:
        super().__init__(
            f"{str(first)!r} and {str(second)!r} are different units and are never {operation} "
            "without a named formula."
        )


class QuotientMismatch(UnitMismatch):
    """Two units that a formula of the death rate does not divide."""

    def __init__(self, formula: str, above: str, below: str, takes: Iterable[str]) -> None:
        right = " and ".join(repr(str(unit)) for unit in takes)
        Exception.__init__(
            self,
            f"The formula {formula!r} does not divide {str(above)!r} by {str(below)!r}; it takes "
            f"'dead and missing' over {right}.",
        )


class NotAtSea(LayersError):
    """A position from which no way over water can be told; `distance_km` to the water, if known."""

    verb = "is not at sea"

    def __init__(
        self, longitude: float, latitude: float, reason: str, distance_km: float | None = None
    ) -> None:
        self.longitude = longitude
        self.latitude = latitude
        self.reason = reason
        self.distance_km = distance_km
        super().__init__(
            f"Latitude {latitude:g}, longitude {longitude:g} (degrees) {self.verb}: {reason}."
        )


class OutsideBasin(NotAtSea):
    """A position beyond the mapped basin, at sea or not."""

    verb = "is outside the mapped basin"


class NoWay(NotAtSea):
    """A position at sea from which no way over water leads to where it was asked for."""

    verb = "has no way over water"


class PositionRead(Protocol):
    """One way to read a text as a position; `layers.analysis.coordinates.Reading` is the real one."""

    @property
    def longitude(self) -> float:
        """Degrees WGS84, east positive."""
        ...

    @property
    def latitude(self) -> float:
        """Degrees WGS84, north positive."""
        ...

    @property
    def form(self) -> Literal["decimal", "minutes", "seconds"]:
        """The form it was written in."""
        ...

    @property
    def resolution_km(self) -> float:
        """What the digits written can say."""
        ...

    @property
    def repairs(self) -> tuple[str, ...]:
        """What was taken to be meant, as sentences."""
        ...


class PositionRefused(LayersError):
    """A text that is no position, or could mean two.

    Attributes:
        text: as it was given.
        reason: one sentence: what is wrong, and what would be right.
        readings: both places, where it could mean two; empty where it means none.
    """

    def __init__(self, text: str, reason: str, readings: Iterable[PositionRead] = ()) -> None:
        self.text = text
        self.reason = reason
        self.readings = tuple(readings)
        quoted = repr(text)
        shown = quoted if len(quoted) <= 80 else quoted[:77] + "..."
        both = " or ".join(str(reading) for reading in self.readings)
        meant = f" It could mean {both}." if both else ""
        super().__init__(f"{shown} is not taken as a position: {reason}{meant}")
