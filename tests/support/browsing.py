"""A map open in a real browser, without a network, with everything it asked or complained about."""

import re
import shutil

from map_block import block, place_of
from playwright.sync_api import expect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}

NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def program():
    """The path of a Chromium; None if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Opened:
    """One map, with what it asked of a network and what went wrong."""

    def __init__(self, browser, path, size=DESKTOP, hash_=""):
        self.requests, self.complaints, self.dialogs = [], [], []
        self.context = browser.new_context(viewport=size, offline=True, locale="nl-NL")
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self.dismiss)
        self.page.goto(path.as_uri() + hash_)
        self.page.wait_for_selector("body[data-drawn]")
        self.page.evaluate(NEXT_FRAME)
        self.allowed = path.as_uri()
        self.data = block(path.read_text("utf-8"))

    def dismiss(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def check(self):
        assert self.complaints == []
        assert self.dialogs == []
        # What is saved comes from the page itself.
        asked = {address.split("#")[0] for address in self.requests if not address.startswith("blob:")}
        assert asked == {self.allowed}


def expect_shown(page, number):
    """Wait until the page says that so many are shown."""
    told = re.escape(f"{number:,}".replace(",", "."))
    expect(page.locator("#getoond")).to_have_text(re.compile(rf"^{told}\b"))


# A part tells the page that it was opened a moment later, so who opens it waits for that.
AWAIT_TOGGLE = """summary => {
    const part = summary.parentElement;
    part.toggled = new Promise((done) => part.addEventListener("toggle", () => done(), { once: true }));
}"""
OPEN_ALL = """all => {
    const closed = all.map((summary) => summary.parentElement).filter((part) => !part.open);
    return Promise.all(closed.map((part) => {
        part.open = true;
        return new Promise((done) => part.addEventListener("toggle", () => done(), { once: true }));
    }));
}"""


def unfold(page, title):
    """Open a part of the side panel by its title."""
    summary = page.locator("summary").filter(has_text=re.compile(f"^{re.escape(title)}")).first
    summary.evaluate(AWAIT_TOGGLE)
    summary.click()
    summary.evaluate("summary => summary.parentElement.toggled")


def unfold_all(page, inside="body"):
    """Open every part that stands inside an element."""
    page.locator(f"{inside} summary").evaluate_all(OPEN_ALL)


def choose(page, facet, *texts):
    """Tick options of a facet by their texts; its part must be open."""
    for text in texts:
        label = page.locator(f"#keuze-{facet} .box").filter(has=page.locator(f"bdi:text-is('{text}')"))
        label.locator("input").check()


def counts(page, facet):
    """What the options of an open facet say they would show."""
    options = page.locator(f"#keuze-{facet} li")
    options.first.wait_for()
    pairs = options.evaluate_all(
        """all => all.map((one) => ["bdi", ".count"].map((part) => one.querySelector(part).textContent))"""
    )
    return {text: int(count.replace(".", "")) for text, count in pairs}


def place(opened, row):
    """Where a row's spot lies in the browser's window, in pixels."""
    return opened.page.evaluate(
        """place => {
            const box = map_theseus.getContainer().getBoundingClientRect();
            const point = map_theseus.latLngToContainerPoint(place);
            return { x: box.left + point.x, y: box.top + point.y };
        }""",
        list(place_of(opened.data["items"], row)),
    )
