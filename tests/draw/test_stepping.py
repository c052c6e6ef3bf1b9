"""The keyboard on the map itself: along the symbols and circles in view, in words, and into them."""

import re

import pytest
from browsing import NEXT_FRAME
from map_extras import full
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DRAWN = "map_theseus.getPane('gebruiken').querySelector('canvas').toDataURL()"


@pytest.fixture(scope="module")
def data(region):
    return full(region(60))


def picture(page):
    page.evaluate(NEXT_FRAME)
    return page.evaluate(DRAWN)


def spots(data):
    return len(set(data.occupancies.geometry.to_wkt()))


def test_n_and_p_go_along_the_symbols_the_most_urgent_first(open_map, data):
    page = open_map(data)
    told = page.locator("#aangewezen")
    plain = picture(page)
    page.locator("#map_theseus").focus()
    page.keyboard.press("n")
    expect(told).to_contain_text(f"1 van {spots(data)} in beeld. Enter opent.")
    expect(told).to_contain_text(": Rood.")
    assert picture(page) != plain
    page.keyboard.press("n")
    expect(told).to_contain_text(f"2 van {spots(data)} in beeld")
    page.keyboard.press("p")
    page.keyboard.press("P")
    expect(told).to_contain_text(f"{spots(data)} van {spots(data)} in beeld")
    page.locator("#zoek").focus()
    expect(told).to_be_empty()
    assert picture(page) == plain


def test_enter_opens_what_is_pointed_at_and_escape_returns_to_the_map(open_map, data):
    page = open_map(data)
    page.locator("#map_theseus").focus()
    page.keyboard.press("n")
    told = page.locator("#aangewezen")
    expect(told).to_contain_text("Enter opent.")
    name = told.inner_text().split(",")[0]
    page.keyboard.press("Enter")
    expect(page.locator("#dossier h2")).to_have_text(name)
    page.keyboard.press("Escape")
    expect(page.locator("#map_theseus")).to_be_focused()


def test_only_what_is_chosen_and_in_view_is_met(open_map, data):
    page = open_map(data, hash_="#label=Rood")
    page.locator("#map_theseus").focus()
    page.keyboard.press("n")
    expect(page.locator("#aangewezen")).to_contain_text(
        f"1 van {(data.labels['label'] == 'rood').sum()} in beeld"
    )
    page.evaluate("map_theseus.panBy([5000, 5000], { animate: false })")
    page.evaluate(NEXT_FRAME)
    page.keyboard.press("n")
    expect(page.locator("#aangewezen")).to_have_text("Er is niets in beeld.")


def test_a_circle_is_counted_and_zoomed_into(open_map, region):
    page = open_map(region(400), {"width": 700, "height": 420})
    page.evaluate("map_theseus.setZoom(9, { animate: false })")
    page.evaluate(NEXT_FRAME)
    page.locator("#map_theseus").focus()
    page.keyboard.press("n")
    expect(page.locator("#aangewezen")).to_have_text(
        re.compile(r"^\d+ gebruiken bij elkaar\. 1 van \d in beeld\. Enter zoomt in\.$")
    )
    page.keyboard.press("Enter")
    page.wait_for_function("map_theseus.getZoom() === 11")
    expect(page.locator("#aangewezen")).to_be_empty()
