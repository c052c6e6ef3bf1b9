"""The map of a run: what its panels say of a business is what ``theseus explain`` says."""

import random

import pytest
from browsing import ARGS, Opened, program
from playwright.sync_api import sync_playwright

from theseus import artefacts, charting, draw, ledger
from theseus.explain import explaining
from theseus.model import Outcome
from theseus.report.explain import changes_as_lines, euro

pytestmark = pytest.mark.browser

ASKED = 50  # businesses
OPEN = """async (id) => {
    const told = new URLSearchParams(location.hash.slice(1));
    told.set("gebruik", id);
    const arrived = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    location.hash = told;
    await arrived;
    document.querySelectorAll("#dossier details").forEach((part) => { part.open = true; });
    return document.getElementById("dossier-inhoud").textContent;
}"""


@pytest.fixture(scope="module")
def run(demo_region):
    return ledger.published(demo_region.runs)


@pytest.fixture(scope="module")
def opened(demo_region):
    if program() is None:
        pytest.skip("no Chromium found; 'make test' installs one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=ARGS)
        map_ = Opened(browser, artefacts.map_of(demo_region))
        yield map_
        map_.check()
        browser.close()


def plain(text):
    return " ".join(str(text).replace("\u00a0", " ").split())


def said(told):
    """Everything that an explanation says of a business, apart from its layout."""
    use, label, versions = told.occupancy, told.label, told.versions
    yield from (use.name or "Gebruiker onbekend", use.address, use.terrein_name)
    yield from (f"Label: {label.label}" + (" (voorstel rood)" if label.proposed_red else ""), label.because)
    yield from filter(None, (label.review, use.no_match_reason))
    for found in told.findings:
        yield found.sentence
        yield f"Bron: {found.sources}" if found.sources else ""
        if found.outcome is Outcome.IRREGULAR:
            yield found.what_it_does_not_mean
    for asked in told.open_questions:
        yield from (asked.text, f"Antwoord door: {asked.step.value}, {euro(asked.cost_eur)}")
        yield f"{asked.why[0].upper()}{asked.why[1:]}: {asked.sources}"
    if label.next_step and not label.proposed_red:
        yield f"{label.next_step.value} ({euro(label.next_step_cost_eur or 0.0)})"
    for known in told.other_answers:
        yield f"{known.text} {known.value}"
        yield f"Bron: {known.source_title}"
    yield f"Gemaakt met regels {versions.policy[:8]}, run {versions.run}, Theseus {versions.theseus}."


def test_the_panels_of_random_businesses_say_what_explain_says(run, opened):
    ids = run.table("occupancy")["occupancy_id"].tolist()
    first = sorted(run.table("label").query("label == 'rood'")["occupancy_id"])[:5]
    chance = random.Random(50)  # noqa: S311  # the same businesses every time
    for one in [*first, *chance.sample(ids, ASKED - len(first))]:
        panel = plain(opened.page.evaluate(OPEN, one))
        told = explaining.explain(run, one, lambda: None)
        missing = [text for text in map(plain, said(told)) if text not in panel]
        assert not missing, one
        # What would change it is worked out for those whose turn comes first.
        lines = [plain(line) for line in changes_as_lines(told.changes) if line]
        if one in first:
            assert [line for line in lines if line not in panel] == []
        elif lines[0] not in panel:
            assert f"theseus explain {one}" in panel


def test_the_plan_the_links_and_the_visits_are_on_the_map(demo_region, run):
    data = charting.map_data(demo_region, run, supposed=0)
    assert isinstance(data, draw.MapData)
    assert sum(len(one.visits) for one in data.inspections) > 0
    assert len(data.links) == len(run.table("link"))
    assert data.history[-1].as_of == run.as_of
    assert set(data.activities["activity"].dropna()) > {"bouw", "horeca"}
    assert {rule.id for rule in data.rules} == set(run.table("finding")["rule"])
