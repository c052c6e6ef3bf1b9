"""The map of a partner in a real browser, from a file, without a network."""

import dataclasses
import datetime as dt
from pathlib import Path

import geopandas as gpd
import pytest
from axe import barriers
from golden import looks_the_same, still
from playwright.sync_api import expect
from shapely.geometry import box
from watched import DESKTOP, PHONE, chromium, opened

from theseus.contracts import CRS
from theseus.draw.partner import PartnerMap, Round, Stop, write

pytestmark = pytest.mark.browser

STOPS = tuple(
    Stop(
        f"Voorbeeldstraat {at}, Duiven",
        (199_000.0 + 60 * at, 441_200.0),
        text=str(at),
        time=f"09:{10 * at:02d}–09:{10 * at + 9:02d}",
        name=f"Garage {at} VOORBEELD",
        park="Nieuwgraaf",
        label="rood" if at == 3 else "wit",
        reason="Controle gewenst.",
        questions=("Wie gebruikt dit adres, en waarvoor?",),
    )
    for at in range(1, 5)
)
DATA = PartnerMap(
    "De Liemers (voorbeeld)",
    "ODRA",
    dt.date(2026, 11, 16),
    (
        Round("Integrale controle Duiven", "dinsdag 17 november 2026", "politie en ODRA", STOPS),
        Round(
            "Integrale controle Duiven", "dinsdag 5 januari 2027", "ODRA", (Stop("Zonder plaats 1"), STOPS[0])
        ),
    ),
    gpd.GeoDataFrame({"name": ["Nieuwgraaf"]}, geometry=[box(198_900, 441_000, 199_400, 441_400)], crs=CRS),
)


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def drawn(tmp_path):
    def draw(data=DATA):
        write(tmp_path / "kaart.html", data)
        return tmp_path / "kaart.html"

    return draw


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_stop_is_on_the_map_and_in_the_list(browser, drawn, size):
    with opened(browser, drawn(), size) as page:
        expect(page.locator("#getoond")).to_have_text("6 bezoeken in 2 controles")
        expect(page.locator(".stop")).to_have_count(5)
        expect(page.locator(".row")).to_have_count(6)
        expect(page.locator(".row", has_text="plaats niet bekend")).to_have_count(1)
        expect(page.locator(".park-name")).to_have_text("Nieuwgraaf")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_one_inspection_can_be_chosen(browser, drawn):
    with opened(browser, drawn()) as page:
        page.get_by_label("Controle", exact=True).select_option("1")
        expect(page.locator("#getoond")).to_have_text("2 bezoeken in 1 controle")
        expect(page.locator(".stop")).to_have_count(1)


def test_the_keyboard_opens_a_stop_and_comes_back(browser, drawn):
    with opened(browser, drawn()) as page:
        page.locator(".row").nth(2).focus()
        page.keyboard.press("Enter")
        popup = page.locator(".leaflet-popup")
        expect(popup.locator("h2")).to_have_text("Voorbeeldstraat 3, Duiven")
        for told in (
            "Garage 3 VOORBEELD",
            "rood",
            "Controle gewenst.",
            "09:30–09:39",
            "Wie gebruikt dit adres",
        ):
            expect(popup).to_contain_text(told)
        expect(page.locator(".about")).to_be_focused()
        page.keyboard.press("Escape")
        expect(popup).to_have_count(0)
        expect(page.locator(".row").nth(2)).to_be_focused()


def test_labels_differ_in_shape_and_without_labels_all_are_alike(browser, drawn):
    tags = "Array.from(document.querySelectorAll('.stop svg'), (one) => one.firstChild.tagName)"
    shapes = f"() => new Set({tags}).size"
    with opened(browser, drawn()) as page:
        assert page.evaluate(shapes) == 2
    stops = tuple(dataclasses.replace(stop, label=None) for stop in STOPS)
    first = dataclasses.replace(DATA.rounds[0], stops=stops)
    with opened(browser, drawn(dataclasses.replace(DATA, rounds=(first,)))) as page:
        assert page.evaluate(shapes) == 1


def test_without_numbers_no_line_tells_the_order(browser, drawn):
    with opened(browser, drawn()) as page:
        expect(page.locator("path[stroke-dasharray]")).to_have_count(2)
    stops = tuple(dataclasses.replace(stop, text=None) for stop in STOPS)
    first = dataclasses.replace(DATA.rounds[0], stops=stops)
    with opened(browser, drawn(dataclasses.replace(DATA, rounds=(first,)))) as page:
        expect(page.locator("path[stroke-dasharray]")).to_have_count(0)


def test_hostile_texts_show_as_text(browser, drawn, hostile_names):
    names = [name for name in hostile_names if name.strip()]
    stops = tuple(
        dataclasses.replace(STOPS[0], name=name, address=name, reason=name, park=name, questions=(name,))
        for name in names
    )
    first = Round(names[0], names[1], names[2], stops)
    data = dataclasses.replace(DATA, rounds=(first,), reader=names[3], parks=DATA.parks.assign(name=names[4]))
    with opened(browser, drawn(data)) as page:
        texts = page.locator(".row strong bdi").evaluate_all("all => all.map((one) => one.textContent)")
        assert texts == names
        for row in page.locator(".row").all()[:12]:
            row.click()
        expect(page.locator("header bdi").first).to_have_text(names[3])
        made = page.locator(
            ".row :is(img, script, iframe), .about :is(img, script, iframe, a), header :is(img, script)"
        )
        expect(made).to_have_count(0)


def test_it_prints_the_list_and_the_map(browser, drawn):
    with opened(browser, drawn()) as page:
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 2


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_no_barrier(browser, drawn, size):
    with opened(browser, drawn(), size) as page:
        assert barriers(page) == []
        page.locator(".row").first.click()
        expect(page.locator(".leaflet-popup")).to_have_css("opacity", "1")  # it fades in
        assert barriers(page) == []


def test_it_looks_as_it_did(browser, drawn):
    with still(browser, drawn(), DESKTOP) as page:
        page.wait_for_selector("body[data-drawn]")
        looks_the_same(page, Path(__file__).parent / "golden" / "partner-desktop.png")
