"""The note on sources above the search: short on the screen, whole on paper."""

import dataclasses

import pytest
from map_extras import full
from playwright.sync_api import expect

from theseus.model import Freshness, SourceReport

pytestmark = pytest.mark.browser

TITLES = [f"Bron {number} (VOORBEELD)" for number in range(1, 8)]


def test_a_long_list_of_sources_is_short_on_the_screen_and_whole_on_paper(open_map, region):
    absent = tuple(SourceReport(f"bron_{at}", title, Freshness.ABSENT) for at, title in enumerate(TITLES))
    page = open_map(dataclasses.replace(full(region(60)), sources=absent))
    note = page.locator("#melding")
    few, all_ = ", ".join(TITLES[:3]), ", ".join(TITLES)
    told = note.inner_text()
    assert told.startswith(f"Niet geraadpleegd: {few} en nog 4 (zie Bronnen, onderaan). Wat alleen deze bron")
    expect(page.locator("#bronnen li")).to_have_count(len(TITLES))
    page.evaluate("document.body.classList.add('paper')")
    assert note.inner_text().startswith(f"Niet geraadpleegd: {all_}. Wat alleen deze bron weet")
