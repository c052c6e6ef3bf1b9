"""While the map comes in: symbols stand first, what a reader does before the rest is there is not lost."""

from types import SimpleNamespace

import pytest
from browsing import DESKTOP, expect_shown, place
from map_block import block
from map_extras import full
from playwright.sync_api import expect

from theseus.draw import write

pytestmark = pytest.mark.browser

# The second block is not read until the test says so.
GATE = """
    const read = Response.prototype.arrayBuffer;
    const gate = new Promise((open) => { window.goOn = open; });
    let blocks = 0;
    Response.prototype.arrayBuffer = async function () {
        blocks += 1;
        if (blocks > 1) await gate;
        return read.call(this);
    };
"""
INKED = """() => {
    const sheet = map_theseus.getPane("gebruiken").querySelector("canvas");
    if (!sheet) return 0;
    const bytes = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height).data;
    return bytes.filter((_, at) => at % 4 === 3).reduce((sum, alpha) => sum + (alpha > 0), 0);
}"""


@pytest.fixture(scope="module")
def data(region):
    return full(region(60))


@pytest.fixture
def coming(browser, data, tmp_path):
    """A page that stands still after its first picture."""
    path = tmp_path / "kaart.html"
    write(data, path)
    context = browser.new_context(viewport=DESKTOP, offline=True, locale="nl-NL")
    context.add_init_script(GATE)
    complaints = []

    def start(hash_=""):
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path.as_uri() + hash_)
        page.wait_for_function("window.map_theseus && document.querySelector('#kop-regio').textContent")
        return page

    start.data = block(path.read_text("utf-8"))
    yield start
    context.close()
    assert complaints == []


def test_symbols_and_counts_stand_before_the_rest_is_there(coming, data):
    page = coming()
    page.wait_for_selector("body[data-visible]")
    assert page.evaluate(INKED) > 1000
    assert page.locator("body[data-drawn]").count() == 0
    expect(page.locator("#kop-cijfers li strong").first).to_have_text(
        str((data.labels["label"] == "groen").sum())
    )
    page.evaluate("goOn()")
    page.wait_for_selector("body[data-drawn]")
    expect_shown(page, 60)


def test_what_is_done_too_early_is_done_a_moment_later(coming, data):
    page = coming()
    page.wait_for_selector("body[data-visible]")
    page.locator("#zoek").fill("voorbeeldstraat")
    page.locator("#toon-tabel").click()
    expect(page.locator("#toon-tabel")).to_have_attribute("aria-pressed", "false")
    page.evaluate("goOn()")
    found = int(data.occupancies["address"].str.contains("Voorbeeldstraat").sum())
    assert 0 < found < 60
    expect(page.locator("#getoond")).to_have_text(f"{found} van 60 gebruiken getoond")
    expect(page.locator("#toon-tabel")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#tabel tbody tr")).to_have_count(found)


def test_an_early_click_on_a_symbol_opens_it_once_it_can(coming):
    page = coming()
    page.wait_for_selector("body[data-visible]")
    spot = place(SimpleNamespace(page=page, data=coming.data), 0)
    page.mouse.click(spot["x"], spot["y"])
    expect(page.locator("#dossier")).to_be_hidden()
    page.evaluate("goOn()")
    expect(page.locator("#dossier h2")).to_be_visible()


def test_with_a_choice_in_the_address_nothing_else_is_ever_seen(coming, data):
    page = coming("#label=Rood")
    page.wait_for_timeout(300)
    assert page.locator("body[data-visible]").count() == 0
    assert page.evaluate(INKED) == 0
    page.evaluate("goOn()")
    page.wait_for_selector("body[data-visible]")
    expect_shown(page, (data.labels["label"] == "rood").sum())
