"""What a reader meets: hostile text shows as text everywhere, and everybody can read and reach the page."""

import dataclasses

import pytest
from browsing import DESKTOP, PHONE, unfold, unfold_all
from map_extras import full
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# Every text that is seen, with its colour and the colours behind it, the nearest first.
TEXTS = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim();
        const holder = walker.currentNode.parentElement;
        if (!text || /^(SCRIPT|STYLE|NOSCRIPT)$/.test(holder.tagName) || !holder.checkVisibility()) continue;
        const style = getComputedStyle(holder);
        const behind = [];
        for (let at = holder; at; at = at.parentElement) behind.push(getComputedStyle(at).backgroundColor);
        found.push({ text, colour: style.color, behind });
    }
    return found;
}"""

# Whatever can be operated, with the name that a screen reader says and its size.
OPERABLE = """() => Array
    .from(document.querySelectorAll("button, a[href], input, select, summary, [tabindex]"))
    .filter((one) => one.checkVisibility())
    .map((one) => {
        const labels = Array.from(one.labels ?? [], (label) => label.textContent).join(" ");
        const told = one.getAttribute("aria-label") || labels || one.textContent || one.title;
        const box = (one.closest("label") ?? one).getBoundingClientRect();
        return { tag: one.tagName, id: one.id, name: told.trim(), width: box.width, height: box.height };
    })"""


@pytest.fixture(scope="module")
def data(region):
    return full(region(60))


def rgb(text):
    parts = [float(part) for part in text[text.index("(") + 1 : -1].replace("/", ",").split(",")]
    return parts[:3], parts[3] if len(parts) > 3 else 1.0


def luminance(colour):
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(found):
    """The contrast of a text with what lies behind it; see-through grounds are laid over each other."""
    ground = [255.0, 255.0, 255.0]
    for layer in reversed(found["behind"]):
        colour, share = rgb(layer)
        ground = [share * over + (1 - share) * under for over, under in zip(colour, ground, strict=True)]
    lighter, darker = sorted((luminance(rgb(found["colour"])[0]), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def open_everything(page):
    unfold_all(page)
    page.locator("#lijst .row").first.click()
    unfold_all(page, "#dossier")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_text_stands_out_from_its_ground(open_map, data, size):
    page = open_map(data, size)
    open_everything(page)
    texts = page.evaluate(TEXTS)
    page.locator("#toon-tabel").click()
    texts += page.evaluate(TEXTS)
    assert len(texts) > 300
    pale = [found["text"] for found in texts if contrast(found) < 4.5]
    assert pale == [], "WCAG 2.2, 1.4.3"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_all_that_can_be_operated_has_a_name_and_room_for_a_finger(open_map, data, size):
    page = open_map(data, size)
    open_everything(page)
    found = page.evaluate(OPERABLE)
    assert len(found) > 60
    containers = {"map_theseus", "dossier-inhoud", "inhoud"}
    assert [one for one in found if not one["name"] and one["id"] not in containers] == []
    small = [one for one in found if min(one["width"], one["height"]) < 24 and one["id"] not in containers]
    assert [one for one in small if one["name"] not in {"Leaflet", "Naar de kaart"}] == [], "WCAG 2.2, 2.5.8"


def test_the_page_has_one_heading_landmarks_and_a_language(open_map, data):
    page = open_map(data)
    assert page.locator("html").get_attribute("lang") == "nl"
    for one in (page.locator("h1"), page.get_by_role("banner"), page.get_by_role("complementary")):
        expect(one).to_have_count(1)
    ids = page.locator("[id]").evaluate_all("all => all.map((one) => one.id)")
    assert len(ids) == len(set(ids))
    open_everything(page)
    levels = page.locator("#dossier :is(h2, h3)").evaluate_all("all => all.map((one) => one.tagName)")
    assert levels[0] == "H2"


def test_focus_is_seen_and_the_page_works_at_twice_its_size(open_map, data):
    page = open_map(data, {"width": 700, "height": 450})  # 1400 by 900 at 200 %
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.locator("#zoek").focus()
    page.keyboard.press("Shift+Tab")
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineWidth")
    assert float(outline.removesuffix("px")) >= 2


def test_hostile_names_show_as_text(open_map, region, hostile_names):
    page = open_map(region(60, names=hostile_names))
    unfold(page, "Lijst van gebruiken")
    page.get_by_role("button", name="Toon meer").click()
    expect(page.locator("#lijst .row")).to_have_count(60)
    texts = page.locator("#lijst .row strong").evaluate_all("all => all.map((one) => one.textContent)")
    blank = {name for name in hostile_names if not name.strip()}
    assert set(hostile_names) - blank <= set(texts)
    for at, text in enumerate(texts):
        page.evaluate("at => document.querySelectorAll('#lijst .row')[at].click()", at)
        assert page.locator("#dossier h2").text_content() == text
    assert (
        page.locator("#dossier :is(script, iframe, object, svg), #lijst :is(script, iframe, svg)").count()
        == 0
    )


@pytest.mark.parametrize("place", [0, 1, 10])
def test_hostile_texts_in_every_other_place_show_as_text(open_map, data, hostile_names, place):
    nasty = hostile_names[place]
    hostile = dataclasses.replace(
        data,
        region_name=nasty,
        made_with=nasty,
        municipalities={"GM0226": nasty, "GM0293": nasty},
        terreinen=data.terreinen.assign(name=nasty),
        occupancies=data.occupancies.assign(address=nasty, name_source=nasty, no_match_reason=nasty),
        labels=data.labels.assign(because=nasty, review=nasty, overridden=nasty, next_step=nasty),
        findings=data.findings.assign(sentence=nasty, sources=nasty),
        open_questions=data.open_questions.assign(text=nasty, sources=nasty, why=nasty, step=nasty),
        besides=data.besides.assign(text=nasty, value=nasty, source=nasty),
        would_change=data.would_change.assign(line=nasty),
        links=data.links.assign(source=nasty, record_id=nasty, reason=nasty),
        near_misses=data.near_misses.assign(source=nasty, record_id=nasty, reason=nasty),
        visits=data.visits.assign(result=nasty, step=nasty, theme=nasty),
        changes=data.changes.assign(detail=nasty, old=nasty, new=nasty),
        activities=data.activities.assign(activity=nasty),
        rules=tuple(dataclasses.replace(rule, statement=nasty, means_not=nasty) for rule in data.rules),
    )
    page = open_map(hostile)
    open_everything(page)
    page.locator("#toon-tabel").click()
    assert page.title() == f"{nasty} – bedrijventerreinen"
    expect(page.locator("#kop-regio")).to_have_text(nasty)
    assert page.locator("#dossier").text_content().count(nasty) > 20
    assert (
        page.locator(":is(.side, #dossier, #tabel) :is(script, iframe, object, svg, [onerror])").count() == 0
    )
