"""What a file from outside may cost before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The most that one file may hold, and the most that reading it may take.

    Attributes:
        file_bytes: size of the file.
        unzipped_bytes: sum of the uncompressed sizes of a workbook's parts.
        ratio: how many times larger a workbook may be when it is uncompressed.
        rows: rows of a table, the header among them.
        columns: columns of a table.
        cell: characters of one cell; a shape is held to `vertices` instead.
        vertices: corners of all shapes of a file.
        nesting: depth of lists and objects in JSON.
        memory_bytes: address space of the child.
        cpu_seconds: processor time of the child.
        wall_seconds: time until the child is killed.
        answer_bytes: size of what the child may write.
    """

    file_bytes: int = 64 * MB
    unzipped_bytes: int = 100 * MB
    ratio: int = 100
    rows: int = 200_000
    columns: int = 1_000
    cell: int = 100_000
    vertices: int = 500_000
    nesting: int = 32
    memory_bytes: int = 1024 * MB
    cpu_seconds: int = 20
    wall_seconds: float = 30.0
    answer_bytes: int = 256 * MB


LIMITS = Limits()
