"""What the analysts' map looks like, beside the pictures of it that were kept and looked at."""

from pathlib import Path

import pytest
from browsing import DESKTOP, NEXT_FRAME, PHONE
from golden import MOST, difference, looks_the_same, small, still
from map_extras import full
from PIL import Image

from theseus.draw import write

pytestmark = pytest.mark.browser

KEPT = Path(__file__).parent / "golden"
SIZES = {"desktop": DESKTOP, "telefoon": PHONE}


@pytest.fixture(scope="module")
def drawn(region, tmp_path_factory):
    path = tmp_path_factory.mktemp("kaart") / "kaart.html"
    write(full(region(60)), path)
    return path


def settled(page):
    page.wait_for_selector("body[data-drawn]")
    page.evaluate(NEXT_FRAME)
    return page


@pytest.mark.parametrize("size", SIZES)
def test_the_map_looks_as_it_did(browser, drawn, size):
    with still(browser, drawn, SIZES[size]) as page:
        looks_the_same(settled(page), KEPT / f"kaart-{size}.png")


@pytest.mark.parametrize("size", SIZES)
def test_the_explanation_looks_as_it_did(browser, drawn, size):
    with still(browser, drawn, SIZES[size]) as page:
        settled(page).locator("#deel-lijst summary").click()
        page.locator("#lijst .row").first.click()
        page.evaluate(NEXT_FRAME)
        looks_the_same(page, KEPT / f"uitleg-{size}.png")


# What may not go unseen: text of the page before and after.
LOST = {
    "one colour of a symbol": ("#009e73", "#0072b2"),
    "one shape of a symbol": ("[0, 90, 180, 270]", "[45, 135, 225, 315]"),
    "the outlines of the parks": ("parks.draw();", ""),
    "the names of the parks": (".park-name { max-width", ".park-name { display: none; max-width"),
    "the panel": (".side { grid-area", ".side { visibility: hidden; grid-area"),
}


@pytest.mark.parametrize("lost", LOST)
def test_what_is_lost_is_seen(browser, drawn, tmp_path, lost):
    before, after = LOST[lost]
    text = drawn.read_text("utf-8")
    assert before in text
    changed = tmp_path / "kaart.html"
    changed.write_text(text.replace(before, after), "utf-8")
    with still(browser, changed, DESKTOP) as page:
        now = small(settled(page))
    assert difference(now, Image.open(KEPT / "kaart-desktop.png").convert("RGB")) > MOST
