"""The map in a real browser, from a file, without a network."""

import dataclasses
import datetime as dt
import re
import shutil

import folium
import pandas as pd
import pytest
from playwright.sync_api import expect, sync_playwright

from theseus.draw import region_map, write
from theseus.model import Check, Freshness, Severity, SourceReport

pytestmark = pytest.mark.browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser():
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium found; 'make test' installs one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGS)
        yield browser
        browser.close()


class Opened:
    """A map that is open in the browser, with everything it asked or complained about."""

    def __init__(self, browser, path, size):
        self.requests, self.complaints, self.dialogs = [], [], []
        self.context = browser.new_context(viewport=size, offline=True, locale="nl-NL")
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self.dismiss)
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("body[data-drawn]")
        self.allowed = [path.as_uri()]

    def dismiss(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def check(self):
        assert self.complaints == []
        assert self.dialogs == []
        assert self.requests == self.allowed


@pytest.fixture
def open_map(browser, tmp_path):
    """Write and open a map; afterwards nothing may have been asked of a network, or gone wrong."""
    opened = []

    def start(data, size=DESKTOP):
        path = tmp_path / "kaart.html"
        write(data, path)
        opened.append(Opened(browser, path, size))
        return opened[-1].page

    yield start
    for one in opened:
        one.check()
        one.context.close()


@pytest.fixture(scope="module")
def data(region):
    return region(60)


def shown(page) -> int:
    return int(re.match(r"\d+", page.locator("#getoond").inner_text()).group())


def place(page, row) -> dict:
    """Where a row's spot lies in the browser's window, in pixels."""
    return page.evaluate(
        """row => {
            const items = JSON.parse(document.getElementById("gegevens").textContent).items;
            const box = map_theseus.getContainer().getBoundingClientRect();
            const point = map_theseus.latLngToContainerPoint([items.lat[row], items.lon[row]]);
            return { x: box.left + point.x, y: box.top + point.y };
        }""",
        row,
    )


PIXELS = """([row, radius]) => {
    const items = JSON.parse(document.getElementById("gegevens").textContent).items;
    const sheet = map_theseus.getPane("gebruiken").querySelector("canvas");
    const at = map_theseus.latLngToLayerPoint([items.lat[row], items.lon[row]]);
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

CLICK_THROUGH = """() => Array.from(document.querySelectorAll("#lijst .row"), (button) => {
    button.click();
    return Array.from(document.querySelectorAll(".leaflet-popup h2")).at(-1).textContent;
})"""


def pixels(page, row, radius=7) -> list:
    """Colours of the canvas around a row's spot, as lines of 'rrggbbaa'."""
    return page.evaluate(PIXELS, [row, radius])


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
    tiles = page.locator("#kop-cijfers li strong").all_inner_texts()
    assert [int(text) for text in tiles] == [counts["groen"], counts["wit"], counts["rood"]]
    assert (
        f"waarvan {data.labels['proposed_red'].sum()} voorstel rood"
        in page.locator("#kop-cijfers").inner_text()
    )
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
    page.locator("summary", has_text="Bronnen").click()
    lines = page.locator("#bronnen li")
    badge = lines.nth(0).locator(".stale")
    expect(badge).to_be_visible()
    assert int(badge.inner_text().split()[0]) >= 12  # on the reference date; the reader may come later
    expect(lines.nth(0)).to_contain_text("<b>geen</b> antwoord")
    assert [lines.nth(row).locator(".stale").count() for row in range(4)] == [1, 1, 0, 0]


def test_all_parks_are_in_view_with_their_names(open_map, data):
    page = open_map(data)
    box = page.locator("#map_theseus").bounding_box()
    outlines = page.locator(".leaflet-overlay-pane path")
    assert outlines.count() == 3
    for i in range(3):
        outline = outlines.nth(i).bounding_box()
        assert outline["x"] >= box["x"]
        assert outline["y"] >= box["y"]
        assert outline["x"] + outline["width"] <= box["x"] + box["width"]
        assert outline["y"] + outline["height"] <= box["y"] + box["height"]
    assert {text.split("\n")[0] for text in page.locator(".park-name").all_inner_texts()} == set(
        data.terreinen["name"]
    )


def test_a_click_on_a_symbol_tells_the_whole_story(open_map, data):
    few = one_per_label(data)
    page = open_map(few)
    names = few.occupancies.set_index("occupancy_id")
    red = few.labels.loc[few.labels["label"] == "rood", "occupancy_id"].iloc[0]
    spot = place(page, 0)  # the most urgent row comes first
    page.mouse.click(spot["x"], spot["y"])
    popup = page.locator(".leaflet-popup")
    expect(popup.locator("h2")).to_have_text(names.loc[red, "name"])
    expect(popup).to_contain_text(names.loc[red, "address"])
    expect(popup.locator(".label")).to_have_text("Rood")
    expect(popup).to_contain_text(few.labels.set_index("occupancy_id").loc[red, "because"])
    expect(popup).to_contain_text(red)


def test_popup_puts_what_matters_first(open_map, data):
    page = open_map(data)
    page.locator("#lijst .row").first.click()
    popup = page.locator(".leaflet-popup")
    expect(popup).to_contain_text("Er is bewoning gezien in een pand zonder woonfunctie.")
    expect(popup).to_contain_text("Bron: BAG (15 september 2026), Straatbeeld (1 mei 2026)")
    expect(popup).to_contain_text("Wie gebruikt dit pand?")
    expect(popup).to_contain_text("Waarom open: bron niet geraadpleegd (Handelsregister (KVK))")
    expect(popup).to_contain_text(re.compile(r"Stap: bureau, €\s2,30"))
    text = popup.inner_text()
    assert text.index("Aandachtspunten (3)") < text.index("In orde (5)") < text.index("Open vragen (3)")
    expect(popup.locator("details")).not_to_have_attribute("open", "")


def test_a_proposal_says_that_it_waits(open_map, data):
    page = open_map(one_per_label(data))
    page.locator("#lijst .row").nth(1).click()
    expect(page.locator(".leaflet-popup .label")).to_have_text(
        "Wit. Voorstel rood: wacht op tweede beoordelaar"
    )


def test_every_label_has_its_own_shape_and_white_is_visible(open_map, data):
    page = open_map(one_per_label(data))
    red, proposed, white, green = (pixels(page, row) for row in range(4))
    shapes = [
        tuple(tuple(pixel.endswith("ff") for pixel in line) for line in part)
        for part in (red, proposed, white, green)
    ]
    assert len(set(shapes)) == 4
    middle = [part[7][7] for part in (red, proposed, white, green)]
    assert middle == ["d5311aff", "b3200cff", "ffffffff", "009e73ff"]
    assert any(pixel == "1d2733ff" for line in white for pixel in line)


def test_labels_parks_and_search_combine(open_map, data):
    page = open_map(data)
    assert shown(page) == 60
    table = data.occupancies.merge(data.labels, on="occupancy_id")
    page.locator("#labels li[data-kind='0'] input").uncheck()
    left = table[table["label"] != "groen"]
    assert shown(page) == len(left)
    page.locator("#terreinen li[data-park='0'] input").uncheck()  # Centerpoort-Voorbeeld
    left = left[left["terrein_id"] != "T1"]
    assert shown(page) == len(left)
    page.locator("#zoek").fill("verzamelweg")
    left = left[left["address"].str.contains("Verzamelweg")]
    expect(page.locator("#getoond")).to_have_text(f"{len(left)} van 60 gebruiken getoond")
    # A list counts what its own boxes would show.
    green = table[
        (table["label"] == "groen")
        & (table["terrein_id"] != "T1")
        & table["address"].str.contains("Verzamelweg")
    ]
    assert page.locator("#labels li[data-kind='0'] .count").inner_text() == str(len(green))


def test_all_off_shows_nothing_and_all_on_brings_it_back(open_map, data):
    page = open_map(data)
    page.locator("#geen-terreinen").click()
    assert shown(page) == 0
    expect(page.locator("#lijst")).to_contain_text("Niets gevonden")
    page.locator("#alle-terreinen").click()
    assert shown(page) == 60


@pytest.mark.parametrize("query", ["90000007", "  VOORBEELDSTRAAT ", "zñ"])
def test_search_by_number_address_and_name(open_map, data, query):
    page = open_map(data)
    page.locator("#zoek").fill(query)
    table = data.occupancies
    word = query.strip().lower().replace("ñ", "n")
    hits = (
        table["kvk_number"].str.contains(word).fillna(value=False)
        | table["address"].str.lower().str.contains(word)
        | table["name"].str.lower().str.contains(word).fillna(value=False)
    ).sum()
    assert 0 < hits < 60
    expect(page.locator("#getoond")).to_have_text(f"{hits} van 60 gebruiken getoond")


def test_many_on_one_place_are_all_listed(open_map, data):
    shared = data.occupancies[data.occupancies["address"].str.startswith("Verzamelweg")]
    park = shared["terrein_id"].mode().iloc[0]
    mates = shared[shared["terrein_id"] == park]
    assert len(mates) > 1
    page = open_map(data)
    row = page.evaluate(
        "id => JSON.parse(document.getElementById('gegevens').textContent).items.id.indexOf(id)",
        mates["occupancy_id"].iloc[0],
    )
    page.evaluate("row => document.querySelector(`#lijst [data-row='${row}']`)?.click()", row)
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    spot = place(page, row)
    page.mouse.click(spot["x"], spot["y"])
    popup = page.locator(".leaflet-popup")
    expect(popup.locator("h2").first).to_have_text(f"{len(mates)} gebruiken op deze plek")
    expect(popup.locator(".row")).to_have_count(len(mates))
    popup.locator(".row").last.click()
    expect(page.locator(".leaflet-popup .pager")).to_contain_text(
        f"{len(mates)} van {len(mates)} op deze plek"
    )
    page.get_by_label("Volgende").click()
    expect(page.locator(".leaflet-popup .pager")).to_contain_text(f"1 van {len(mates)} op deze plek")


def test_a_long_list_comes_in_pages(open_map, region):
    page = open_map(region(130))
    assert page.locator("#lijst .row").count() == 50
    page.get_by_role("button", name="Toon meer (nog 80)").click()
    page.get_by_role("button", name="Toon meer (nog 30)").click()
    assert page.locator("#lijst .row").count() == 130


def test_hostile_names_show_as_text(open_map, region, hostile_names):
    data = region(60, names=hostile_names)
    page = open_map(data)
    page.get_by_role("button", name="Toon meer").click()
    texts = page.locator("#lijst .row strong").evaluate_all("all => all.map((one) => one.textContent)")
    blank = {name for name in hostile_names if not name.strip()}
    assert set(hostile_names) - blank <= set(texts)
    titles = page.evaluate(CLICK_THROUGH)
    assert titles == texts
    made = "#lijst :is(img, svg, script, iframe), .leaflet-popup :is(img, script, iframe, [href^=java])"
    assert page.locator(made).count() == 0


def test_hostile_park_and_region_names_show_as_text(open_map, data, hostile_names):
    nasty = hostile_names[1]
    page = open_map(dataclasses.replace(data, region_name=nasty, terreinen=data.terreinen.assign(name=nasty)))
    expect(page.locator("#kop-regio")).to_have_text(nasty)
    assert page.title() == f"{nasty} – bedrijventerreinen"
    expect(page.locator("#terreinen li").first).to_contain_text(nasty)


def test_the_keyboard_reaches_everything(open_map, data):
    page = open_map(data)
    reached = set()
    for _ in range(130):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED))
    wanted = {"zoek", "labels", "terreinen", "alle-terreinen", "geen-terreinen", "row", "zoom", "map_theseus"}
    seen = {part for name in reached if name for part in name.split()}
    assert wanted <= seen
    assert "leaflet-control-zoom-in" in seen


def test_enter_opens_and_escape_goes_back(open_map, data):
    page = open_map(data)
    page.locator("#lijst .row").nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup")).to_have_count(1)
    expect(page.locator(".details")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(page.locator("#lijst .row").nth(2)).to_be_focused()


def test_a_park_can_be_shown_alone(open_map, data):
    page = open_map(data)
    # The middle of its top edge lies inside the outline, above every symbol.
    box = page.locator(".leaflet-overlay-pane path").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.47, box["y"] + 6)
    expect(page.locator(".leaflet-popup h2")).to_have_text("Centerpoort-Voorbeeld")
    page.get_by_role("button", name="Alleen dit terrein tonen").click()
    assert shown(page) == (data.occupancies["terrein_id"] == "T1").sum()


def test_fits_a_phone(open_map, data):
    page = open_map(data, PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("#lijst .row").first.click()
    page.wait_for_function(
        """() => {
            const box = (part) => document.querySelector(part).getBoundingClientRect();
            const popup = box(".leaflet-popup-content-wrapper");
            return popup.left >= 0 && popup.right <= box(".leaflet-control-zoom").left;
        }""",
        timeout=3000,  # the map slides to make room
    )


def test_prints_the_map_and_goes_back_to_the_same_view(open_map, data):
    page = open_map(data)
    view = "() => [map_theseus.getZoom(), map_theseus.getCenter().lat, map_theseus.getSize().x]"
    before = page.evaluate(view)
    pdf = page.pdf(prefer_css_page_size=True, print_background=False)
    assert pdf.count(b"/Type /Page\n") == 1
    assert page.evaluate(view) == pytest.approx(before)


def test_a_folium_layer_can_be_added(browser, data, tmp_path):
    combined = region_map(data)
    folium.Circle([51.95, 6.0], radius=50, color="black").add_to(combined)
    path = tmp_path / "samen.html"
    combined.save(path)
    opened = Opened(browser, path, DESKTOP)
    assert opened.page.locator(".leaflet-overlay-pane path").count() == 4
    opened.check()
    opened.context.close()
