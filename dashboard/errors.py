"""What is refused at the edge, in words a reader can act on."""

from __future__ import annotations


class RefusedInput(Exception):
    """A request that cannot be understood; `problems` are sentences, one each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))
