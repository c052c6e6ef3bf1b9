"""The filters of the map, against pandas on the same data: each of them, and all together."""

import datetime as dt

import pandas as pd
import pytest
from browsing import NEXT_FRAME, choose, counts, expect_shown, unfold
from map_extras import MUNICIPALITIES, full
from playwright.sync_api import expect

from theseus.draw.kinds import kinds
from theseus.draw.sbi import section

pytestmark = pytest.mark.browser

DECISIONS = ["Geen voorstel", "Geen voorstel", "Wacht op tweede beoordelaar", "Bevestigd"]
NAMES = ["Groen", "Wit", "Wit, voorstel rood", "Rood"]


@pytest.fixture(scope="module")
def data(region):
    return full(region(60))


@pytest.fixture(scope="module")
def table(data):
    """One row per occupancy, with what each facet calls it."""
    found = data.occupancies.merge(data.labels, on="occupancy_id").set_index("occupancy_id", drop=False)
    ids = found["occupancy_id"]
    kind = kinds(found)
    planned = {visit.occupancy_id: at + 1 for at, one in enumerate(data.inspections) for visit in one.visits}
    titles = ["Niet gepland", *(
        f"{one.session.date.day} {month} {one.session.date.year}, Duiven: integrale controle"
        for one, month in zip(data.inspections, ["november", "januari"], strict=True)
    )]  # fmt: skip
    stands = data.visits[data.visits["withdrawn_by"].isna()]
    last = ids.map(stands.groupby("occupancy_id")["visited_on"].max())
    before = data.history[0].labels
    then = ids.map(dict(zip(before["occupancy_id"], kinds(before), strict=True)))
    activity = data.activities.set_index("occupancy_id").reindex(ids)
    return found.assign(
        label_=kind.map(dict(enumerate(NAMES))),
        gemeente=found["municipality_code"].map(MUNICIPALITIES),
        beoordeling=kind.map(dict(enumerate(DECISIONS))),
        veranderd=[changed(a, b) for a, b in zip(then, kind, strict=True)],
        gepland=[titles[planned.get(one, 0)] for one in ids],
        bezocht=[visited(day, data.as_of) for day in last],
        activiteit=activity["activity"].fillna("Onbekend"),
        sbi=activity["sbi"].map(section, na_action="ignore").fillna("Onbekend"),
    )


def changed(then, now):
    if pd.isna(then):
        return "Nieuw in beeld"
    return "Niet veranderd" if then == now else "Label veranderd"


def visited(day, as_of):
    if pd.isna(day):
        return "Nog niet bezocht"
    days = (pd.Timestamp(as_of) - day) / dt.timedelta(1)
    if days < 182:
        return "Korter dan een half jaar geleden"
    return "Een half tot een heel jaar geleden" if days < 365 else "Langer dan een jaar geleden"


def several(data):
    """Per facet of which a row may have any number: the option of each of its rows."""
    wrong = data.findings[data.findings["outcome"] == "aandachtspunt"]
    missing = data.open_questions[data.open_questions["why"] == "bron niet geraadpleegd"]
    return {
        "regel": ("Aandachtspunt bij regel", wrong["occupancy_id"], "Stelling van " + wrong["rule"]),
        "vraag": ("Open vraag", data.open_questions["occupancy_id"], data.open_questions["text"]),
        "bron": ("Bron ontbreekt", missing["occupancy_id"], missing["sources"]),
    }


# Per facet its title, and the column of the table with the text of its options.
SINGLE = {
    "label": ("Label", "label_"),
    "terrein": ("Terrein", "terrein_name"),
    "gemeente": ("Gemeente", "gemeente"),
    "beoordeling": ("Beoordeling", "beoordeling"),
    "veranderd": ("Veranderd sinds 2 november 2026", "veranderd"),
    "gepland": ("Gepland bezoek", "gepland"),
    "bezocht": ("Laatst bezocht", "bezocht"),
    "activiteit": ("Thema", "activiteit"),
    "sbi": ("SBI-sectie", "sbi"),
}


def test_every_facet_counts_what_pandas_counts(open_map, data, table):
    page = open_map(data)
    for facet, (title, column) in SINGLE.items():
        if facet != "label":
            unfold(page, title)
        told = {text: count for text, count in counts(page, facet).items() if count}
        assert told == table[column].value_counts().to_dict(), facet
    for facet, (title, ids, options) in several(data).items():
        unfold(page, title)
        told = {text: count for text, count in counts(page, facet).items() if count}
        assert told == ids.groupby(options.to_numpy()).nunique().to_dict(), facet


def test_each_option_shows_as_many_as_it_says(open_map, data, table):
    page = open_map(data)
    for facet, (title, column) in SINGLE.items():
        if facet != "label":
            unfold(page, title)
        text = table[column].iloc[7]
        choose(page, facet, text)
        expect_shown(page, (table[column] == text).sum())
        page.locator("#wis").click()
        expect_shown(page, 60)
    for facet, (title, ids, options) in several(data).items():
        unfold(page, title)
        choose(page, facet, options.iloc[0])
        expect_shown(page, ids[options == options.iloc[0]].nunique())
        page.locator("#wis").click()


def test_filters_and_search_combine(open_map, data, table):
    page = open_map(data)
    unfold(page, "Terrein")
    unfold(page, "Gemeente")
    parks = sorted(table["terrein_name"].unique())[:2]
    choose(page, "label", "Wit", "Groen")
    choose(page, "terrein", *parks)
    choose(page, "gemeente", "Duiven")
    by_label, by_park = table["label_"].isin(["Wit", "Groen"]), table["terrein_name"].isin(parks)
    here = table["gemeente"] == "Duiven"
    expect_shown(page, (by_label & by_park & here).sum())
    page.locator("#zoek").fill("voorbeeldstraat")
    street = table["address"].str.lower().str.contains("voorbeeldstraat")
    expect(page.locator("#getoond")).to_have_text(
        f"{(by_label & by_park & here & street).sum()} van 60 gebruiken getoond"
    )
    # A facet counts what it would show with its own choice left out of account.
    told = {text: count for text, count in counts(page, "label").items() if count}
    assert told == table.loc[by_park & here & street, "label_"].value_counts().to_dict()


@pytest.mark.parametrize("query", ["90000007", "  VOORBEELDSTRAAT ", "zñ"])
def test_search_by_number_address_and_name(open_map, data, query):
    page = open_map(data)
    page.locator("#zoek").fill(query)
    table = data.occupancies
    word = query.strip().lower().replace("ñ", "n")
    hits = (
        table["kvk_number"].str.contains(word).fillna(value=False)
        | table["address"].str.lower().str.contains(word)
        | table["name"].str.lower().str.contains(word).fillna(value=False)
    ).sum()
    assert 0 < hits < 60
    expect(page.locator("#getoond")).to_have_text(f"{hits} van 60 gebruiken getoond")


def test_the_choice_stands_in_the_address_and_comes_back(opened_map, data, table):
    first = opened_map(data)
    unfold(first.page, "Terrein")
    park = table["terrein_name"].iloc[0]
    choose(first.page, "label", "Wit")
    choose(first.page, "terrein", park)
    first.page.locator("#zoek").fill("duiven")
    first.page.locator("#aandeel").select_option("wit")
    # The address waits until nothing changes any more.
    first.page.wait_for_function(
        "() => ['duiven', 'aandeel=wit'].every((part) => location.hash.includes(part))"
    )
    hash_ = first.page.evaluate("location.hash")
    second = opened_map(data, hash_=hash_)
    expect_shown(second.page, ((table["label_"] == "Wit") & (table["terrein_name"] == park)).sum())
    expect(second.page.locator("#zoek")).to_have_value("duiven")
    expect(second.page.locator("#aandeel")).to_have_value("wit")
    where = "() => [map_theseus.getZoom(), map_theseus.getCenter().lat.toFixed(4)]"
    assert second.page.evaluate(where) == first.page.evaluate(where)


def test_a_link_is_followed_also_where_the_address_was_being_written(open_map, data, table):
    page = open_map(data)
    page.evaluate("""() => {
        location.hash = "#label=Rood";
        history.replaceState(null, "", "#label=Wit"); // what the page was still to write of before
    }""")
    expect_shown(page, (table["label_"] == "Rood").sum())


def test_an_address_that_was_made_up_does_no_harm(open_map, data):
    nasty = "#label=<img src=x onerror=alert(1)>&zoek=${alert(1)}&plek=NaN x&gebied=1 2,3&dag=nooit"
    page = open_map(data, hash_=nasty)
    expect_shown(page, 0)
    expect(page.locator("#zoek")).to_have_value("${alert(1)}")


def test_back_in_time_the_map_counts_the_labels_of_then(open_map, data):
    page = open_map(data)
    bar = page.locator("#tijd-schuif")
    bar.focus()
    page.keyboard.press("Home")
    then = data.history[0].labels
    then = then[then["occupancy_id"].isin(data.occupancies["occupancy_id"])]
    expect_shown(page, len(then))
    told = {text: count for text, count in counts(page, "label").items() if count}
    assert told == kinds(then).map(dict(enumerate(NAMES))).value_counts().to_dict()
    expect(page.locator("#tijd-tekst")).to_contain_text("2 november 2026")
    expect(page.locator("#tijd-tekst")).to_contain_text(
        "7 toen nog niet in beeld; 1 van toen zijn er niet meer"
    )
    page.locator("#tijd-nu").click()
    expect_shown(page, 60)


def look(page):
    """What the canvas shows, as one long text."""
    page.evaluate(NEXT_FRAME)
    return page.evaluate("map_theseus.getPane('gebruiken').querySelector('canvas').toDataURL()")


def test_layers_draw_and_a_route_comes_into_view(open_map, data):
    page = open_map(data)
    met = {look(page)}
    for title in ("Zonder bekende gebruiker", "Laatste bezoek", "Mogelijke koppelingen"):
        page.locator("#lagen .box").filter(has_text=title).locator("input").check()
        met.add(look(page))
    unfold(page, "Geplande controles")
    page.locator("#controles input").first.check()
    met.add(look(page))
    assert len(met) == 5
