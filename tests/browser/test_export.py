"""What an analyst takes away: images with their words, the figures behind them, files, citations."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard.layer_rows import layer_rows
from dashboard.picture import Picture
from geodata.exports.formats import FORMATS

pytestmark = pytest.mark.browser
YEAR = "?v=1&from=2018-01-01&to=2018-12-31"
GRAVE = ("serious", "critical")
SVG = "{http://www.w3.org/2000/svg}"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def take(reader: Any, chart: str, what: str) -> tuple[str, bytes]:
    """The name and the bytes of what the menu of a chart saves."""
    reader.page.locator(f'[data-chart="{chart}"]').click()
    with reader.page.expect_download() as coming:
        reader.page.get_by_role("menuitem", name=what).click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def chunks(png: bytes) -> list[tuple[str, bytes]]:
    """The chunks of a PNG, each with its checksum proved."""
    assert png.startswith(SIGNATURE)
    found, at = [], len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", png[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(kind + body)
        found.append((kind.decode(), body))
        at += 12 + length
    return found


def texts(png: bytes) -> dict[str, str]:
    """What a PNG says of itself."""
    pairs = [body.split(b"\0", 1) for kind, body in chunks(png) if kind == "iTXt"]
    return {name.decode(): rest[4:].decode() for name, rest in pairs}


def drawn(reader: Any) -> dict[str, Any]:
    """What was drawn on the image that was made last: its words, and the pixels of its drawing."""
    return reader.page.evaluate(
        """async () => {
          const { blob, frame } = pharos.lastImage;
          const image = await createImageBitmap(blob);
          const sheet = new OffscreenCanvas(image.width, image.height);
          const pen = sheet.getContext('2d');
          pen.drawImage(image, 0, 0);
          const scale = image.width / frame.width;
          const { x, y, width, height } = frame.drawing;
          const pixels = pen.getImageData(x * scale, y * scale, width * scale, height * scale).data;
          const colours = new Set();
          for (let i = 0; i < pixels.length; i += 4 * 37) {
            colours.add(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);
          }
          const [red, green, blue] = pen.getImageData(2, 2, 1, 1).data;
          return { strings: frame.strings, colours: colours.size, edge: [red, green, blue],
                   width: image.width, height: image.height, scale };
        }"""
    )


def choose(page: Any, name: str) -> None:
    """Tick a layer or table of the panel, or take it away again."""
    page.locator(f'#export-form input[value="{name}"]').evaluate(
        "(box) => { box.closest('details').open = true; box.click(); }"
    )


def grave(page: Any, part: str) -> list[Any]:
    """What axe finds of serious faults in a part of the page."""
    found = Axe().run(page, part).response["violations"]
    return [(v["id"], v["nodes"][0]["target"]) for v in found if v["impact"] in GRAVE]


def test_the_map_leaves_with_legend_scale_period_sources_and_mark_on_white_paper(
    reader: Any,
) -> None:
    page = reader.page
    reader.show(YEAR)
    page.keyboard.press("t")
    page.locator('#map[data-theme="dark"]').wait_for(state="attached")
    reader.settled()
    scale = page.locator(".map-scale-text").text_content()
    name, png = take(reader, "map", "PNG image")
    assert re.fullmatch(r"pharos-map-\d{4}-\d\d-\d\d\.png", name)
    image = drawn(reader)
    header = dict(chunks(png))["IHDR"]
    assert struct.unpack(">II", header[:8]) == (image["width"], image["height"])
    assert image["scale"] >= 2
    # The sea, its bands, the land, the coast, the routes and their blends: no empty canvas.
    assert image["colours"] > 200
    assert image["edge"] == [255, 255, 255]
    said = " ".join(image["strings"])
    for words in (
        "January 2018 to December 2018", "as known on", f"{scale}, at the middle of the map",
        "1,000", "Central Mediterranean", "embarkation", "approximate", "overlap of claims",
        "no recognition implied", "Positions are estimates", "IOM Missing Migrants Project (CC BY 4.0",
        "GSHHG", "TLP:CLEAR", "check ",
    ):  # fmt: skip
        assert words in said
    told = texts(png)
    assert told["Disclaimer"] == "TLP:CLEAR"
    assert "v=2" in told["Comment"]
    # The screen is what it was.
    assert page.locator("#map").get_attribute("data-theme") == "dark"
    assert page.locator(".map-veil").count() == 0
    page.keyboard.press("t")
    page.locator('#map[data-theme="light"]').wait_for(state="attached")
    reader.settled()


def test_charts_leave_as_png_and_svg_with_the_same_words_and_as_the_figures_behind_them(
    reader: Any,
) -> None:
    page = reader.page
    reader.show(YEAR)
    reader.until(reader.bars_are_painted, wanted=True)
    take(reader, "series", "PNG image")
    image = drawn(reader)
    assert image["colours"] > 20
    name, content = take(reader, "series", "SVG image")
    assert name.endswith(".svg")
    svg = ElementTree.fromstring(content)
    own = [e for e in svg if e.tag == f"{SVG}text"]
    assert [e.text for e in own] == image["strings"]
    # In another font too, no line runs off the page.
    assert all(
        float(e.get("x", "")) + float(e.get("textLength", "")) <= float(svg.get("width", ""))
        for e in own
    )
    assert any("UNHCR" in words for words in image["strings"])
    assert b"href" not in re.sub(rb'xlink:href="#|href="#|xmlns:xlink', b"", content)
    name, content = take(reader, "series", "Figures as CSV")
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    sums: dict[str, int] = {}
    for row in rows:
        if row["persons"] and row["measure"] != "arrival_sea_land":
            sums[row["measure"]] = sums.get(row["measure"], 0) + int(row["persons"])
    assert sums == {k: v for k, v in reader.bars().items() if v}
    assert all(row["persons"] == "" for row in rows if row["known"] == "0")
    page.locator("#nav-routes").click()
    page.locator('[data-figure="rates"] .main-svg').first.wait_for()
    name, png = take(reader, "rates", "PNG image")
    assert name.startswith("pharos-rates-")
    assert texts(png)["Title"] == "Deaths per crossing, by route"
    assert any("Sampling variation only" in words for words in drawn(reader)["strings"])
    page.locator("#nav-picture").click()
    expect(page.locator("#picture")).to_be_visible()


def test_the_menu_of_a_chart_is_worked_by_keys_and_copies_or_says_what_to_do_instead(
    reader: Any,
) -> None:
    page = reader.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=reader.address)
    button = page.locator('[data-chart="series"]')
    button.focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("menu")
    expect(menu.get_by_role("menuitem", name="PNG image")).to_be_focused()
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowUp")
    expect(menu.get_by_role("menuitem", name="Export with sources")).to_be_focused()
    # Letters are the menu's while it is open: no wall, no theme.
    page.keyboard.press("f")
    expect(menu.get_by_role("menuitem", name="Figures as CSV")).to_be_focused()
    assert grave(page, "#take-menu") == []
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(button).to_be_focused()
    assert button.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    expect(page.locator("#take-status")).to_have_text("The image is copied.")
    kinds = page.evaluate(
        "async () => (await navigator.clipboard.read()).flatMap((item) => item.types)"
    )
    assert kinds == ["image/png"]
    page.evaluate("() => { window.kept = ClipboardItem; delete window.ClipboardItem; }")
    page.keyboard.press("Enter")
    menu.get_by_role("menuitem", name="Copy as image").click()
    expect(page.locator("#take-status")).to_contain_text("Save the PNG instead")
    page.evaluate("() => { window.ClipboardItem = window.kept; }")


def test_the_panel_says_what_would_be_in_a_file_and_saves_the_rows_of_the_page(
    reader: Any, picture: Callable[[str], Picture]
) -> None:
    page = reader.page
    reader.show(f"{YEAR}&min_people=50")
    page.keyboard.press("e")
    expect(page.locator("#export-tab-export")).to_be_focused()
    sheets = page.locator(".export-sheets")
    expected = layer_rows(picture(f"{YEAR}&min_people=50"), "incidents")
    n = len(expected.layer.columns)
    expect(sheets).to_contain_text(f"Incidents {len(expected.frame)} rows, {n} columns")
    for reason, n in expected.removed.items():
        expect(sheets).to_contain_text(f"{n:,} {reason}")
    page.locator("#export-preview summary", has_text="Incidents").click()
    expect(sheets.locator(".columns li")).to_have_count(len(expected.layer.columns))
    choose(page, "crossings")
    expect(sheets).to_contain_text("Not filtered by: dead and missing, at least.")
    page.locator("#export-format").select_option("csv")
    expect(page.locator("#export-bare")).to_be_disabled()
    page.locator("#export-hxl").check()
    with page.expect_download() as coming:
        page.locator("#export-go").click()
    name = coming.value.suggested_filename
    expect(page.locator("#export-status")).to_contain_text(f"Saved {name}")
    with zipfile.ZipFile(coming.value.path()) as file:
        inside = {n.rpartition("/")[2]: file.read(n) for n in file.namelist()}
    assert {"README.txt", "metadata.json", "incidents.csv", "crossings.csv"} <= set(inside)
    tags, *rows = csv.DictReader(io.StringIO(inside["incidents.csv"].decode("utf-8-sig")))
    assert tags["occurred_on"].startswith("#date")
    assert [r["incident_id"] for r in rows] == expected.frame["incident_id"].to_list()
    assert len(rows) == reader.on_the_map()["incidents"] > 0
    # It follows the selection while it is open, also to one that nothing fits.
    reader.show(f"{YEAR}&route=none")
    expect(sheets).to_contain_text("Incidents 0 rows")
    expect(sheets).to_contain_text("its file is valid and empty")
    expect(page.locator("#export-go")).to_be_enabled()
    page.keyboard.press("Escape")
    expect(page.locator("#export-panel")).to_be_hidden()
    expect(page.locator("#export")).to_be_focused()


def test_a_chart_leads_to_what_lies_behind_it_and_a_switch_that_does_not_fit_is_off(
    reader: Any,
) -> None:
    page = reader.page
    page.locator('[data-chart="series"]').click()
    page.get_by_role("menuitem", name="Export with sources").click()
    expect(page.locator(".export-sheets > li")).to_have_count(2)
    expect(page.locator(".export-sheets")).to_contain_text("Crossings over time")
    for name in ("series_crossings", "series_deaths"):
        choose(page, name)
    expect(page.locator("#export-preview")).to_contain_text("Choose at least one")
    expect(page.locator("#export-go")).to_be_disabled()
    choose(page, "incidents")
    expect(page.locator("#export-go")).to_be_enabled()
    several = {f.id for f in FORMATS.values() if f.several}
    for chosen in FORMATS.values():
        page.locator("#export-format").select_option(chosen.id)
        expect(page.locator("#export-limits")).to_have_text(chosen.limits)
        expect(page.locator("#export-bare")).to_be_enabled(enabled=chosen.holds_sidecar)
        expect(page.locator("#export-hxl")).to_be_enabled(enabled=chosen.id == "csv")
    choose(page, "routes")
    for name in ("gpkg", "geojson"):
        page.locator("#export-format").select_option(name)
        expect(page.locator("#export-bare")).to_be_enabled(enabled=name in several)
    # A letter in the list of formats is no key of the page.
    page.locator("#export-format").press("k")
    expect(page.locator("#export-format")).to_have_value("kml")
    expect(page.locator("#export-panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator('[data-chart="series"]')).to_be_focused()
    choose(page, "routes")


def test_what_the_server_refuses_is_said_in_its_words_and_a_busy_one_is_asked_again(
    reader: Any,
) -> None:
    page = reader.page
    page.keyboard.press("e")
    sheets = page.locator(".export-sheets > li")
    expect(sheets.first).to_be_visible()
    page.locator("#export-format").evaluate(
        "(list) => { list.add(new Option('Other', 'other')); list.value = 'other'; }"
    )
    page.locator("#export-go").evaluate("(button) => button.form.requestSubmit()")
    expect(page.locator("#export-problem")).to_contain_text("'other' is not known")
    expect(page.locator("#export-status")).to_have_text("")
    page.locator("#export-format").evaluate(
        "(list) => { list.querySelector(':scope > option').remove(); list.value = 'gpkg'; }"
    )
    busy = {"status": 503, "headers": {"Retry-After": "1"}, "json": {"problems": ["Others first."]}}
    page.route("**/export/preview?*", lambda route: route.fulfill(**busy), times=1)
    choose(page, "routes")
    expect(page.locator("#export-problem")).to_have_text("Others first.")
    expect(sheets).to_have_count(2)
    expect(page.locator("#export-problem")).to_have_text("")
    page.route("**/export?*", lambda route: route.fulfill(**busy), times=1)
    page.locator("#export-go").click()
    expect(page.locator("#export-problem")).to_have_text("Others first.")
    choose(page, "routes")
    page.locator("#export-close").click()
    # The browser's own lines about the status are what was meant to happen.
    reader.errors[:] = [e for e in reader.errors if "400" not in e and "503" not in e]


def test_a_citation_is_copied_in_each_form_and_its_link_opens_the_picture_or_says_why_not(
    reader: Any,
) -> None:
    page = reader.page
    reader.show(YEAR)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=reader.address)
    page.locator("#export").click()
    page.get_by_role("tab", name="Cite").click()
    copied = {}
    for what in ("permanent link", "text", "BibTeX", "CSL-JSON"):
        button = page.locator(f'.citable button[aria-label$="{what}"]')
        button.click()
        expect(button).to_have_text("Copied")
        copied[what] = page.evaluate("() => navigator.clipboard.readText()")
    link = copied["permanent link"]
    assert link.startswith(f"{reader.address}/?v=2&")
    assert link in copied["text"]
    assert copied["BibTeX"].startswith("@misc{pharos-")
    assert json.loads(copied["CSL-JSON"])[0]["URL"] == link
    page.get_by_role("tab", name="Cite").press("ArrowLeft")
    expect(page.get_by_role("tab", name="Export")).to_be_focused()
    page.keyboard.press("Escape")
    tiles = reader.tiles()
    notices = page.locator(".notices")
    # Shown within the page, as Back and Forward do.
    go = "to => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate')) }"
    page.evaluate(go, "/?v=9")
    expect(notices).to_contain_text("made by a later version of Pharos")
    page.evaluate(go, link.replace("to=2018-12-31", "to=2018-11-30"))
    expect(notices).to_contain_text("was changed after it was made")
    expect(page.locator("#period-words")).to_have_text("January 2018 to November 2018")
    page.evaluate(go, link)
    reader.until(reader.tiles, tiles)
    expect(notices).not_to_contain_text("was changed")
    # What is cited of an opened permalink is that permalink.
    page.keyboard.press("e")
    page.get_by_role("tab", name="Cite").click()
    expect(page.locator(".cite-text.link")).to_have_text(link)
    page.keyboard.press("Escape")


def test_the_panel_fits_a_phone_and_axe_finds_nothing_serious_in_either_theme(
    reader: Any,
) -> None:
    page = reader.page
    page.set_viewport_size({"width": 390, "height": 844})
    reader.show(YEAR)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    for theme in ("light", "dark"):
        if theme == "dark":
            page.locator("#theme-switch").click()
            page.locator(':root[data-theme="dark"]').wait_for()
        page.locator(".export-open").click()
        page.get_by_role("tab", name="Export").click()
        expect(page.locator(".export-sheets > li").first).to_be_visible()
        expect(page.locator("#export-preview")).not_to_have_class(re.compile("waiting"))
        assert grave(page, "#export-panel") == []
        page.get_by_role("tab", name="Cite").click()
        expect(page.locator(".citable").last).to_be_visible()
        expect(page.locator("#export-cite")).not_to_have_class(re.compile("waiting"))
        assert grave(page, "#export-panel") == []
        box = page.locator("#export-panel").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.locator("#export-close").click()
        expect(page.locator(".export-open")).to_be_focused()
    page.locator("#theme-switch").click()
