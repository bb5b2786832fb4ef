"""Colours that survive a bad projector, another eye and the browser's copy of them."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from dashboard.theme import FONT, MODES, TOKENS, Mode, colour, faded
from layers.terms import ROUTE_SHORT, ROUTES

ASSETS = Path(__file__).resolve().parents[2] / "assets"
every_mode = pytest.mark.parametrize("mode", MODES)
Numbers = npt.NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, doi:10.1109/TVCG.2009.113, severity 1, linear RGB.
EYES: dict[str, Numbers] = {
    "no deficiency": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
D65 = np.array([0.95047, 1.0, 1.08883])


def linear(colour_code: str) -> Numbers:
    """Linear RGB 0..1 of ``#rrggbb`` (sRGB, IEC 61966-2-1)."""
    c = np.array([int(colour_code[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2, 1 to 21."""
    light, dark = sorted((float(TO_XYZ[1] @ linear(c)) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: Numbers) -> Numbers:
    """CIE L*a*b* (D65) of linear RGB."""
    x = TO_XYZ @ rgb / D65
    f = np.where(x > 216 / 24389, np.cbrt(x), (24389 / 27 * x + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: Numbers, other: Numbers) -> float:
    """CIEDE2000 of two L*a*b* colours (Sharma, Wu and Dalal 2005, doi:10.1002/col.20070)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25**7)))
    c1, c2 = np.hypot((1 + g) * a1, b1), np.hypot((1 + g) * a2, b2)
    h1 = np.degrees(np.arctan2(b1, (1 + g) * a1)) % 360
    h2 = np.degrees(np.arctan2(b2, (1 + g) * a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    lm, cm, hm = (l1 + l2) / 2, (c1 + c2) / 2, (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * np.cos(np.radians(hm - 30))
        + 0.24 * np.cos(np.radians(2 * hm))
        + 0.32 * np.cos(np.radians(3 * hm + 6))
        - 0.20 * np.cos(np.radians(4 * hm - 63))
    )
    bend = 30 * np.exp(-(((hm - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(cm**7 / (cm**7 + 25**7)) * np.sin(np.radians(2 * bend))
    lightness = (l2 - l1) / (1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2))
    chroma, hue = (c2 - c1) / (1 + 0.045 * cm), dh / (1 + 0.015 * cm * t)
    return float(np.sqrt(lightness**2 + chroma**2 + hue**2 + rotation * chroma * hue))


def seas(mode: Mode) -> set[str]:
    """The colours of the open sea in the basemap that is drawn under the routes."""
    style = json.loads((ASSETS / "basemap" / f"style-{mode}.json").read_text("utf-8"))
    return {
        layer["paint"]["background-color"]
        for layer in style["layers"]
        if layer["type"] == "background"
    }


def css_tokens(mode: Mode) -> dict[str, str]:
    text = (ASSETS / "00-tokens.css").read_text("utf-8")
    blocks = re.findall(r"([^{}]+)\{([^}]*)\}", text)
    (body,) = [body for head, body in blocks if f'[data-theme="{mode}"]' in head]
    return dict(re.findall(r"--([\w-]+): (#\w{6});", body))


def test_the_measures_of_this_file_give_their_published_answers() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    # Two of the pairs that Sharma and others give to test an implementation.
    for one, other, answer in [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ]:
        found = difference(np.array(one, dtype=float), np.array(other, dtype=float))
        assert found == pytest.approx(answer, abs=1e-4)


@every_mode
def test_the_browser_has_the_same_tokens(mode: Mode) -> None:
    assert css_tokens(mode) == TOKENS[mode]


def test_both_modes_have_the_same_tokens() -> None:
    assert set(TOKENS["light"]) == set(TOKENS["dark"])


@every_mode
@pytest.mark.parametrize("paper", ["paper", "surface", "raised"])
@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3", "accent", "stale", "late", "fine"])
def test_text_can_be_read_on_every_paper(mode: Mode, paper: str, ink: str) -> None:
    assert contrast(colour(mode, ink), colour(mode, paper)) >= 4.5


@every_mode
@pytest.mark.parametrize("token", ["region-text", "place", *ROUTES])
def test_names_on_the_map_can_be_read_on_their_halo(mode: Mode, token: str) -> None:
    assert contrast(colour(mode, token), colour(mode, "paper")) >= 4.5


@every_mode
@pytest.mark.parametrize("route", ROUTES)
def test_a_route_stands_out_from_the_sea(mode: Mode, route: str) -> None:
    assert seas(mode)
    for sea in seas(mode):
        assert contrast(colour(mode, route), sea) >= 3


@every_mode
def test_the_mark_of_focus_stands_out(mode: Mode) -> None:
    for paper in ("paper", "surface", "raised"):
        assert contrast(colour(mode, "focus"), colour(mode, paper)) >= 3


@every_mode
@pytest.mark.parametrize("eye", EYES)
def test_the_routes_stay_apart_for_every_eye(mode: Mode, eye: str) -> None:
    seen = {r: lab(np.clip(EYES[eye] @ linear(colour(mode, r)), 0, 1)) for r in ROUTES}
    apart = {(a, b): difference(seen[a], seen[b]) for a, b in combinations(ROUTES, 2)}
    assert {pair: d for pair, d in apart.items() if d < 15} == {}


@every_mode
def test_the_dead_are_ink_and_never_red(mode: Mode) -> None:
    red, green, blue = linear(colour(mode, "dead"))
    assert red <= max(green, blue)
    # Dead and missing differ in lightness, which survives grey paper.
    assert contrast(colour(mode, "dead"), colour(mode, "missing")) >= 3


def test_on_grey_paper_a_route_is_told_by_its_name() -> None:
    # Four routes cannot all differ in grey: each has a word of its own, on the map and the bars.
    assert len({ROUTE_SHORT[r] for r in ROUTES}) == len(ROUTES)


def test_a_faded_colour_keeps_its_hue() -> None:
    assert faded("light", "paper", 0.5) == "rgba(255,255,255,0.5)"
    assert faded("light", "paper", 1) == "rgba(255,255,255,1)"


def test_the_font_is_the_one_that_is_served() -> None:
    name = FONT.split(",")[0]
    assert name in (ASSETS / "01-fonts.css").read_text("utf-8")
