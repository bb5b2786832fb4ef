"""What is refused at the edge, in words a reader can act on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class RefusedInput(Exception):
    """A request that cannot be understood; `problems` are sentences, one each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


class FormRefused(Exception):
    """A form that cannot be answered yet; nothing of it was answered.

    Attributes:
        fields: why, by the name of each field that cannot be used.
        needed: in words, what is still empty and cannot be.
    """

    def __init__(self, fields: Mapping[str, Exception], needed: Sequence[str] = ()) -> None:
        self.fields = dict(fields)
        self.needed = tuple(needed)
        super().__init__(" ".join([*map(str, self.fields.values()), *self.needed]))
