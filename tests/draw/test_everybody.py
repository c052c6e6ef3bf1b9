"""axe-core finds no barrier on the analysts' map, whatever is open on it."""

import pytest
from axe import barriers
from browsing import DESKTOP, PHONE, unfold_all
from map_extras import full
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def data(region):
    return full(region(60))


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nobody_is_kept_out(open_map, data, size):
    page = open_map(data, size)
    assert barriers(page) == []
    unfold_all(page)
    assert barriers(page) == [], "every part of the panel open"
    page.locator("#lijst .row").first.click()
    unfold_all(page, "#dossier")
    assert barriers(page) == [], "the explanation beside the map"
    page.keyboard.press("Escape")
    page.locator("#toon-tabel").click()
    expect(page.locator("#tabel tbody tr")).to_have_count(60)
    assert barriers(page) == [], "the table"


def test_nobody_is_kept_out_of_a_selection_in_the_past(open_map, data):
    page = open_map(
        data, hash_="#label=Rood&lagen=onbekend,oud,resultaat,koppeling&aandeel=wit&dag=2026-11-02"
    )
    assert barriers(page) == []
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert barriers(page) == [], "on paper"


def test_axe_does_find_what_is_wrong(open_map, data):
    page = open_map(data)
    page.evaluate("document.querySelector('#zoek').previousElementSibling.remove()")
    page.locator("#kop-datum").evaluate("one => { one.style.color = '#2a4f77'; }")
    assert {told.split()[0] for told in barriers(page)} == {"label", "color-contrast"}
