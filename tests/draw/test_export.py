"""The table of a selection, what is saved of it, and the area that a reader draws (F46)."""

import csv
import io

import openpyxl
import pytest
from browsing import choose, expect_shown, unfold
from map_extras import full
from playwright.sync_api import expect
from shapely import Polygon

from theseus.draw.kinds import kinds
from theseus.export.texts import no_formula, one_line

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def data(region, hostile_names):
    return full(region(60, names=hostile_names))


TO_DEGREES = """all => all.map((one) => {
    const place = map_theseus.containerPointToLatLng(one);
    return [place.lng, place.lat];
})"""


def save(page, button):
    with page.expect_download() as waiting:
        page.locator(button).click()
    return waiting.value.path()


def read_csv(path):
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_table_holds_the_selection_and_sorts(open_map, data):
    page = open_map(data)
    choose(page, "label", "Groen")
    page.locator("#toon-tabel").click()
    rows = page.locator("#tabel tbody tr")
    green = int((data.labels["label"] == "groen").sum())
    expect(rows).to_have_count(green)
    expect_shown(page, green)
    page.get_by_role("button", name="Adres", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Adres")
    first = rows.locator("td:nth-child(3)").first
    told = first.inner_text()
    page.get_by_role("button", name="Adres", exact=True).click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Adres")
    expect(first).not_to_have_text(told)
    rows.first.locator("button").click()
    expect(page.locator("#dossier h2")).to_be_visible()


def test_csv_has_every_row_and_no_formula(open_map, data):
    page = open_map(data)
    page.locator("#toon-tabel").click()
    head, *rows = read_csv(save(page, "#naar-csv"))
    assert sorted(row[head.index("Kenmerk")] for row in rows) == sorted(data.occupancies["occupancy_id"])
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    names = {row[head.index("Kenmerk")]: row[head.index("Naam")] for row in rows}
    whose = data.occupancies.set_index("occupancy_id")["name"].fillna("Gebruiker onbekend")
    for key, name in whose.items():
        told = one_line(name) if name.strip() else "(naam zonder tekens)"
        assert names[key] == no_formula(told)


def test_excel_reads_the_workbook_and_finds_only_text(open_map, data):
    page = open_map(data)
    page.locator("#toon-tabel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(save(page, "#naar-xlsx").read_bytes())).active
    head, *rows = sheet.iter_rows()
    titles = [cell.value for cell in head]
    assert len(rows) == 60
    assert {cell.data_type for row in rows for cell in row} <= {"s", "inlineStr", "n"}
    assert all(isinstance(row[titles.index("Open vragen")].value, int) for row in rows)
    told = {row[titles.index("Kenmerk")].value: row[titles.index("Naam")].value for row in rows}
    plain = data.occupancies.dropna(subset="name").set_index("occupancy_id")["name"]
    for key, name in plain.items():
        if name.strip() and name.isprintable():
            assert told[key] == name


def test_what_is_saved_of_a_drawn_area_is_what_lies_in_it(opened_map, data):
    opened = opened_map(data)
    page = opened.page
    box = page.locator("#map_theseus").bounding_box()
    shares = ((0.2, 0.15), (0.75, 0.2), (0.6, 0.62), (0.25, 0.55))
    corners = [(box["width"] * x, box["height"] * y) for x, y in shares]
    degrees = page.evaluate(TO_DEGREES, corners)
    page.locator("#gebied-teken").click()
    for x, y in corners:
        page.mouse.click(box["x"] + x, box["y"] + y)
    page.keyboard.press("Enter")
    places = data.occupancies.geometry.to_crs(4326)
    inside = places.within(Polygon(degrees)).to_numpy()
    assert 0 < inside.sum() < 60
    expect_shown(page, inside.sum())
    page.locator("#toon-tabel").click()
    head, *rows = read_csv(save(page, "#naar-csv"))
    assert {row[head.index("Kenmerk")] for row in rows} == set(data.occupancies.loc[inside, "occupancy_id"])
    page.locator("#wis").click()
    expect_shown(page, 60)


def test_an_area_can_be_taken_with_the_keyboard(open_map, data):
    page = open_map(data)
    page.evaluate("map_theseus.setView([51.955, 6.0], 16, { animate: false })")
    page.locator("#gebied-beeld").focus()
    page.keyboard.press("Enter")
    seen = [float(part) for part in page.evaluate("map_theseus.getBounds().toBBoxString()").split(",")]
    places = data.occupancies.geometry.to_crs(4326)
    x, y = places.x, places.y
    expect_shown(page, (x.between(seen[0], seen[2]) & y.between(seen[1], seen[3])).sum())


def test_counts_per_label_are_the_same_in_the_table(open_map, data):
    page = open_map(data)
    unfold(page, "Terrein")
    choose(page, "terrein", data.terreinen["name"].iloc[0])
    page.locator("#toon-tabel").click()
    head, *rows = read_csv(save(page, "#naar-csv"))
    here = data.occupancies[data.occupancies["terrein_id"] == data.terreinen["terrein_id"].iloc[0]]
    labels = data.labels[data.labels["occupancy_id"].isin(here["occupancy_id"])]
    assert sum(row[head.index("Label")] == "Groen" for row in rows) == (kinds(labels) == 0).sum()
