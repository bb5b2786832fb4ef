"""The errors of the core: each quotes the offending value and says what would be right."""

from __future__ import annotations

from collections.abc import Iterable


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

    def __init__(
        self, longitude: float, latitude: float, reason: str, distance_km: float | None = None
    ) -> None:
        self.longitude = longitude
        self.latitude = latitude
        self.reason = reason
        self.distance_km = distance_km
        super().__init__(
            f"Latitude {latitude:g}, longitude {longitude:g} (degrees) is not at sea: {reason}."
        )
