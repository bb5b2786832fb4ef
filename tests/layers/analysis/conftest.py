"""Synthetic worlds whose truth is known: season and noise, and what a test adds to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from layers.analysis.levels import Floats, Levels

FIRST = dt.date(2010, 1, 1)
# The packaged Central route by calendar month, January first: logarithms of month over level.
SEASON = np.array([-0.7, -0.8, -0.5, 0.1, 0.4, 0.5, 0.5, 0.7, 0.3, 0.1, 0.0, -0.6])
NOISE, MEMORY = 0.25, 0.4

Worlds = Callable[..., Floats]
Pair = Callable[[Floats, Floats], Levels]
Plain = Callable[..., Levels]


def _plain(persons: Floats, routes: tuple[str, ...]) -> Levels:
    values = np.asarray(persons, dtype=float)
    values = values[None, :] if values.ndim == 1 else values
    months = tuple(m.date() for m in pd.date_range(FIRST, periods=values.shape[1], freq="MS"))
    series = tuple((r, r, "", "arrival_sea") for r in routes)
    return Levels("arrival_sea", months, routes, values, series, values)


def _worlds(
    seed: int, months: int, mean: float, count: int = 200, wandering: float = 0.0
) -> Floats:
    chance = np.random.default_rng(seed)
    noise = np.empty((count, months))
    noise[:, 0] = chance.normal(0, NOISE, count)
    for t in range(1, months):
        fresh = chance.normal(0, NOISE * np.sqrt(1 - MEMORY**2), count)
        noise[:, t] = MEMORY * noise[:, t - 1] + fresh
    noise += np.cumsum(chance.normal(0, wandering, (count, months)), axis=1)
    season = np.resize(SEASON, months)
    level = mean / np.exp(SEASON).mean()
    return level * np.exp(season + noise - NOISE**2 / 2)


@pytest.fixture
def worlds() -> Worlds:
    """Worlds of one route, a row a world: ``worlds(seed, months, mean)``; nothing changes."""
    return _worlds


@pytest.fixture
def plain() -> Plain:
    """Levels whose every route is one series: ``plain(persons, routes)``; unknown is NaN."""
    return _plain


@pytest.fixture
def pair() -> Pair:
    """Levels of two routes, Central and Western, from one world of each."""

    def made(central: Floats, western: Floats) -> Levels:
        return _plain(np.array([central, western]), ("central", "western"))

    return made
