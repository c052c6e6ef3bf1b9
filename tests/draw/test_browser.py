"""The map in a real browser, from a file, without a network."""

import dataclasses
import datetime as dt
import re

import folium
import pandas as pd
import pytest
from browsing import DESKTOP, NEXT_FRAME, PHONE, Opened, place, unfold
from map_block import place_of
from playwright.sync_api import expect

from theseus import draw
from theseus.model import Check, Freshness, Severity, SourceReport

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def data(region):
    return region(60)


PIXELS = """([spot, radius]) => {
    const sheet = map_theseus.getPane("gebruiken").querySelector("canvas");
    const at = map_theseus.latLngToLayerPoint(spot);
    const place = sheet.getContext("2d").getTransform().transformPoint(new DOMPoint(at.x, at.y));
    const side = radius * 2 + 1;
    const look = new OffscreenCanvas(side, side).getContext("2d");
    look.drawImage(sheet, radius - Math.round(place.x), radius - Math.round(place.y));
    const bytes = Array.from(look.getImageData(0, 0, side, side).data);
    const hex = (from, to) => bytes.slice(from, to).map((v) => v.toString(16).padStart(2, "0")).join("");
    const pixel = (at) => hex(at * 4, at * 4 + 4);
    const line = (y) => Array.from({ length: side }, (_, x) => pixel(y * side + x));
    return Array.from({ length: side }, (_, y) => line(y));
}"""


FOCUSED = """() => {
    const focused = document.activeElement;
    return focused.id || focused.className || focused.closest("[id]")?.id;
}"""


def pixels(opened, row, radius=7) -> list:
    """Colours of the canvas around a row's spot, as lines of 'rrggbbaa'."""
    return opened.page.evaluate(PIXELS, [list(place_of(opened.data["items"], row)), radius])


def one_per_label(data):
    """Four occupancies on places of their own, one of each symbol."""
    first = data.occupancies.iloc[1:4].index.append(data.occupancies.iloc[[9]].index)
    occupancies = data.occupancies.loc[first]
    kinds = pd.DataFrame(
        {
            "occupancy_id": occupancies["occupancy_id"].array,
            "label": ["groen", "wit", "wit", "rood"],
            "proposed_red": [False, False, True, False],
        }
    )
    labels = data.labels.drop(columns=["label", "proposed_red"]).merge(kinds, on="occupancy_id")
    return dataclasses.replace(data, occupancies=occupancies, labels=labels[data.labels.columns])


def test_shows_region_date_counts_and_warning(open_map, data):
    page = open_map(data)
    expect(page.locator("h1")).to_have_text("Bedrijventerreinen Duiven (voorbeeld)")
    expect(page.locator("#kop-datum")).to_have_text("Peildatum 16 november 2026")
    expect(page.locator(".top")).to_contain_text("Vertrouwelijk")
    counts = data.labels["label"].value_counts()
    told = [str(counts[label]) for label in ("groen", "wit", "rood")]
    expect(page.locator("#kop-cijfers li strong")).to_have_text(told)
    proposed = data.labels["proposed_red"].sum()
    expect(page.locator("#kop-cijfers")).to_contain_text(f"waarvan {proposed} voorstel rood")
    expect(page.locator("#melding")).to_contain_text("Niet geraadpleegd: Handelsregister (KVK)")
    expect(page.locator("#melding")).to_contain_text(
        re.compile(r"Verouderd: Straatbeeld \(1 maart 2025, \d{3,} dagen oud\)")
    )
    expect(page.locator("#melding")).to_contain_text("Het zegt niets over het bedrijf")


def test_a_source_that_was_not_renewed_has_a_badge_with_its_age_and_the_reason(open_map, data):
    told = Check("rdw", "ophalen", Severity.WARN, "Ophalen is niet gelukt: <b>geen</b> antwoord.")
    day = dt.date(2026, 11, 4)
    sources = (
        SourceReport("rdw", "RDW", Freshness.OVERDUE, day, checks=(told,), complete=True),
        SourceReport("osm", "OpenStreetMap", Freshness.HALTED, day),
        SourceReport("kvk", "KVK", Freshness.HALTED),
        SourceReport("bag", "BAG", Freshness.FRESH, day),
    )
    page = open_map(dataclasses.replace(data, sources=sources))
    shown = page.locator("#melding")
    expect(shown).to_contain_text(re.compile(r"Niet vernieuwd: RDW \(4 november 2026, \d+ dagen oud\)"))
    expect(shown).to_contain_text(re.compile(r"OpenStreetMap .* De laatste goede levering blijft in gebruik"))
    expect(shown).to_contain_text(re.compile("KVK.*blijft onbekend"))
    unfold(page, "Bronnen")
    lines = page.locator("#bronnen li")
    badge = lines.nth(0).locator(".stale")
    expect(badge).to_be_visible()
    assert int(badge.inner_text().split()[0]) >= 12  # on the reference date; the reader may come later
    expect(lines.nth(0)).to_contain_text("<b>geen</b> antwoord")
    for row, stale in enumerate([1, 1, 0, 0]):
        expect(lines.nth(row).locator(".stale")).to_have_count(stale)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_alarm_stands_above_everything(open_map, data, size, hostile_names):
    told = ("In de hele regio verschoof het aandeel wit van 40 naar 62 procent.", hostile_names[0])
    page = open_map(dataclasses.replace(data, alarm=told), size)
    banner = page.get_by_role("alert").filter(has_text="Alarm: ")
    expect(banner).to_contain_text(told[0])
    expect(banner).to_be_in_viewport()
    banner.locator("summary").click()
    expect(banner.locator("li")).to_have_text(told[1])
    quiet = open_map(data, size)
    expect(quiet.locator(".alarm")).to_have_count(0)


def test_all_parks_are_in_view_with_their_names(open_map, data):
    page = open_map(data)
    box = page.locator("#map_theseus").bounding_box()
    outlines = page.locator(".leaflet-overlay-pane path")
    expect(outlines).to_have_count(3)
    for i in range(3):
        outline = outlines.nth(i).bounding_box()
        assert outline["x"] >= box["x"]
        assert outline["y"] >= box["y"]
        assert outline["x"] + outline["width"] <= box["x"] + box["width"]
        assert outline["y"] + outline["height"] <= box["y"] + box["height"]
    assert {text.split("\n")[0] for text in page.locator(".park-name").all_inner_texts()} == set(
        data.terreinen["name"]
    )


def test_a_click_on_a_symbol_tells_the_whole_story(opened_map, data):
    few = one_per_label(data)
    opened = opened_map(few)
    names = few.occupancies.set_index("occupancy_id")
    red = few.labels.loc[few.labels["label"] == "rood", "occupancy_id"].iloc[0]
    spot = place(opened, 0)  # the most urgent row comes first
    opened.page.mouse.click(spot["x"], spot["y"])
    panel = opened.page.locator("#dossier")
    expect(panel.locator("h2")).to_have_text(names.loc[red, "name"])
    expect(panel).to_contain_text(names.loc[red, "address"])
    expect(panel.locator(".label")).to_have_text("Label: rood")
    expect(panel).to_contain_text(few.labels.set_index("occupancy_id").loc[red, "because"])
    expect(panel).to_contain_text(red)


def test_every_label_has_its_own_shape_and_white_is_visible(opened_map, data):
    opened = opened_map(one_per_label(data))
    red, proposed, white, green = (pixels(opened, row) for row in range(4))
    shapes = [
        tuple(tuple(pixel.endswith("ff") for pixel in line) for line in part)
        for part in (red, proposed, white, green)
    ]
    assert len(set(shapes)) == 4
    middle = [part[7][7] for part in (red, proposed, white, green)]
    assert middle == ["d5311aff", "b3200cff", "ffffffff", "009e73ff"]
    assert any(pixel == "1d2733ff" for line in white for pixel in line)


def test_many_on_one_place_are_all_listed(opened_map, data):
    shared = data.occupancies[data.occupancies["address"].str.startswith("Verzamelweg")]
    mates = shared[shared["terrein_id"] == shared["terrein_id"].mode().iloc[0]]
    assert len(mates) > 1
    opened = opened_map(data)
    spot = place(opened, opened.data["items"]["id"].index(mates["occupancy_id"].iloc[0]))
    opened.page.mouse.click(spot["x"], spot["y"])
    panel = opened.page.locator("#dossier")
    expect(panel.locator("h2")).to_have_text(f"{len(mates)} gebruiken op deze plek")
    expect(panel.locator(".row")).to_have_count(len(mates))
    panel.locator(".row").last.click()
    expect(panel.locator(".pager")).to_contain_text(f"{len(mates)} van {len(mates)} op deze plek")
    panel.get_by_label("Volgende").click()
    expect(panel.locator(".pager")).to_contain_text(f"1 van {len(mates)} op deze plek")


def test_a_long_list_comes_in_pages(open_map, region):
    page = open_map(region(130))
    unfold(page, "Lijst van gebruiken")
    expect(page.locator("#lijst .row")).to_have_count(50)
    page.get_by_role("button", name="Toon meer (nog 80)").click()
    page.get_by_role("button", name="Toon meer (nog 30)").click()
    expect(page.locator("#lijst .row")).to_have_count(130)


def test_far_away_circles_count_what_lies_under_them(opened_map, region):
    opened = opened_map(region(400), {"width": 700, "height": 420})
    opened.page.evaluate("map_theseus.setZoom(9, { animate: false })")
    opened.page.evaluate(NEXT_FRAME)
    middle = place(opened, 0)
    opened.page.mouse.move(middle["x"], middle["y"])
    told = re.compile(r"^\d+ gebruiken; klik om in te zoomen$")
    expect(opened.page.locator("#map_theseus")).to_have_attribute("title", told)
    opened.page.evaluate("() => { window.zoomed = new Promise((done) => map_theseus.once('zoomend', done)) }")
    opened.page.mouse.click(middle["x"], middle["y"])
    assert opened.page.evaluate("() => window.zoomed.then(() => map_theseus.getZoom())") == 11


def test_the_keyboard_reaches_everything(open_map, data):
    page = open_map(data)
    unfold(page, "Lijst van gebruiken")
    unfold(page, "Terrein")
    reached = set()
    for _ in range(140):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED))
    wanted = {"toon-tabel", "zoek", "keuze-label", "keuze-terrein", "aandeel", "row", "zoom", "map_theseus"}
    seen = {part for name in reached if name for part in name.split()}
    assert wanted <= seen
    assert "leaflet-control-zoom-in" in seen


def test_enter_opens_and_escape_goes_back(open_map, data):
    page = open_map(data)
    unfold(page, "Lijst van gebruiken")
    page.locator("#lijst .row").nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#dossier")).to_be_visible()
    expect(page.locator("#dossier-inhoud")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#dossier")).to_be_hidden()
    expect(page.locator("#lijst .row").nth(2)).to_be_focused()


def test_a_park_can_be_shown_alone(open_map, data):
    page = open_map(data)
    # The middle of its top edge lies inside the outline, above every symbol.
    box = page.locator(".leaflet-overlay-pane path").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.47, box["y"] + 6)
    expect(page.locator("#dossier h2")).to_have_text("Centerpoort-Voorbeeld")
    page.get_by_role("button", name="Alleen dit terrein tonen").click()
    number = (data.occupancies["terrein_id"] == "T1").sum()
    expect(page.locator("#getoond")).to_have_text(f"{number} van 60 gebruiken getoond")


def test_fits_a_phone(open_map, data):
    page = open_map(data, PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    unfold(page, "Lijst van gebruiken")
    page.locator("#lijst .row").first.click()
    expect(page.locator("#dossier")).to_be_visible()
    box = page.locator("#dossier").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_prints_the_map_and_goes_back_to_the_same_view(open_map, data):
    page = open_map(data)
    view = "() => [map_theseus.getZoom(), map_theseus.getCenter().lat, map_theseus.getSize().x]"
    before = page.evaluate(view)
    pdf = page.pdf(prefer_css_page_size=True, print_background=False)
    assert pdf.count(b"/Type /Page\n") == 1
    assert page.evaluate(view) == pytest.approx(before)


def test_a_folium_layer_can_be_added(browser, data, tmp_path):
    combined = draw.map(data)
    folium.Circle([51.95, 6.0], radius=50, color="black").add_to(combined)
    path = tmp_path / "samen.html"
    combined.save(path)
    opened = Opened(browser, path, DESKTOP)
    expect(opened.page.locator(".leaflet-overlay-pane path")).to_have_count(4)
    opened.check()
    opened.context.close()
