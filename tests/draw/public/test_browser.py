"""The public map in a real browser, from a file, without a network."""

import re
from pathlib import Path

import pytest
from axe import barriers
from golden import looks_the_same, still
from playwright.sync_api import expect
from watched import DESKTOP, PHONE, chromium, opened

from theseus.draw.public.page import write

pytestmark = pytest.mark.browser
HALF_ZOOM = {"width": 700, "height": 450}  # what a screen of 1400 by 900 has left at 200 %


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def drawn(public, tmp_path_factory):
    path = tmp_path_factory.mktemp("openbaar") / "kaart.html"
    write(path, public())
    return path


@pytest.mark.parametrize("size", [DESKTOP, PHONE, HALF_ZOOM], ids=["desktop", "phone", "200 %"])
def test_it_fits_and_asks_for_nothing(browser, drawn, size):
    with opened(browser, drawn, size) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("table tfoot")).to_contain_text("254")


def test_the_keyboard_goes_from_a_number_to_its_line(browser, drawn):
    with opened(browser, drawn) as page:
        for _ in range(3):  # the map itself, then its first two numbers
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("#terrein-2$"))
        expect(page.locator("tr:target th")).to_have_text("Het Ambacht (voorbeeld)")
        expect(page.locator("tr:target")).to_be_in_viewport()


def test_a_screen_reader_hears_number_name_and_share(browser, drawn):
    with opened(browser, drawn) as page:
        name = "1. Centerpoort-Voorbeeld: 122 gebruiken, een kwart tot de helft groen"
        expect(page.get_by_role("link", name=name)).to_have_count(1)
        assert page.locator("html").get_attribute("lang") == "nl"
        expect(page.get_by_role("rowheader", name="Hele regio")).to_have_count(1)


LOOK = """() => Array.from(document.querySelectorAll("svg.map path.park"), (path) => {
    const pattern = document.querySelector(path.getAttribute("fill").slice(4, -1));
    return pattern.getAttribute("patternTransform") + pattern.innerHTML.replace(/(fill|stroke)="[^"]*"/g, "");
})"""


def test_parks_differ_in_pattern_and_not_only_in_colour(browser, public, tmp_path):
    shares = [(95, 5), (60, 40), (30, 70), (10, 90), (100, 0)]
    parks = [(f"Park {at}", (199_000 + 700 * at, 441_200), *share, 0) for at, share in enumerate(shares)]
    write(tmp_path / "kaart.html", public(parks, k=5))
    with opened(browser, tmp_path / "kaart.html") as page:
        assert len(set(page.evaluate(LOOK))) == 5


def test_hostile_names_show_as_text(browser, public, tmp_path, hostile_names):
    names = [name for name in hostile_names if name.strip() and name.isprintable()]
    parks = [(name, (199_000 + 500 * at, 441_200), 30, 30, 12) for at, name in enumerate(names)]
    write(tmp_path / "kaart.html", public(parks))
    with opened(browser, tmp_path / "kaart.html") as page:
        shown = page.locator("tbody th bdi").evaluate_all("all => all.map((one) => one.textContent)")
        assert sorted(shown) == sorted(names)
        assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP["width"]


def test_it_prints_on_paper(browser, drawn):
    with opened(browser, drawn) as page:
        pdf = page.pdf(prefer_css_page_size=True)
        assert pdf.count(b"/Type /Page\n") <= 2


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_no_barrier(browser, drawn, size):
    with opened(browser, drawn, size) as page:
        assert barriers(page) == []


def test_it_looks_as_it_did(browser, drawn):
    with still(browser, drawn, DESKTOP) as page:
        looks_the_same(page, Path(__file__).parents[1] / "golden" / "openbaar-desktop.png")
