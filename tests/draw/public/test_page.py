"""The public page: what a reader sees is what was published, and whatever is in a name stays text."""

import re

import geopandas as gpd
import lxml.html
import pytest
from shapely.geometry import Polygon, box

from theseus.contracts import CRS
from theseus.draw.public.figure import BADGE, figure
from theseus.draw.public.page import html, write
from theseus.model.looks import LOOKS


def tree(data):
    return lxml.html.fromstring(html(data))


def cells(page):
    return [
        [" ".join(cell.text_content().split()) for cell in row if cell.get("class") != "wide"]
        for row in page.iterfind(".//table//tr")
    ][1:]


def test_the_table_tells_what_is_published_and_no_more(public):
    assert cells(tree(public())) == [
        ["1", "Centerpoort-Voorbeeld", "Duiven", "122", "60 49 %", "50 41 %", "12 10 %"],
        ["2", "Het Ambacht (voorbeeld)", "Duiven", "60", "30 50 %", "samen 30 50 %"],
        ["3", "Nieuwgraaf-Voorbeeld", "Duiven", "45", "verdeling niet getoond"],
        ["", "Kleine terreinen samen 2 terreinen", "", "27", "15 56 %", "samen 12 44 %"],
        ["", "Hele regio", "", "254", "verdeling niet getoond"],
    ]


def test_every_number_leads_to_its_line_and_small_parks_have_neither_number_nor_name(public):
    page = tree(public())
    links = page.xpath("//a/@href")
    assert links == ["#terrein-1", "#terrein-2", "#terrein-3"]
    assert [page.get_element_by_id(link[1:]).tag for link in links] == ["tr"] * 3
    assert "Klein Eén" not in html(public())
    assert len(page.xpath("//svg[@class='map']//path[@class='park'][title]")) == 2


@pytest.mark.parametrize(
    ("green", "other", "step"), [(75, 25, "groen"), (74, 26, "meest"), (49, 51, "deels"), (10, 90, "weinig")]
)
def test_the_pattern_follows_the_share_of_green(public, green, other, step):
    page = tree(public([("Een", (199_000, 441_200), green, other, 0)]))
    assert f"url(#vlak-{step})" in page.xpath("//svg[@class='map']//path[@class='park']/@fill")


def test_the_bar_is_as_wide_as_the_shares(public):
    (bar, *_) = tree(public()).xpath("//table//svg[@class='bar']")
    widths = [float(part.get("width")) for part in bar.iterfind("rect")]
    assert widths == pytest.approx([100 * 60 / 122, 100 * 50 / 122, 100 * 12 / 122], abs=0.01)


def test_every_pattern_that_is_used_is_there_in_the_colours_of_the_labels(public):
    text = html(public())
    used, there = set(re.findall(r"url\(#([\w-]+)\)", text)), set(re.findall(r'<pattern id="([\w-]+)"', text))
    assert used <= there
    assert all(LOOKS[label].face in text for label in ("groen", "wit", "rood"))


def test_the_page_has_no_script_and_names_no_place_on_a_network(public):
    text = html(public())
    assert not re.search(
        r"<(script|img|link|iframe|object|embed|form|input|base)\b|https?:|//\w|\son\w+=", text
    )
    assert "default-src 'none'; style-src 'unsafe-inline'" in text


def test_hostile_names_stay_text(public, hostile_names):
    tags = {part.tag for part in tree(public()).iter()}
    for name in hostile_names:
        named = [(name, (199_000, 441_200), 60, 50, 12)]
        data = public(named, region_name=name, places={"T0": name}, sources=(name,), contacts=((name, name),))
        page = tree(data)
        assert {part.tag for part in page.iter()} <= tags
        assert not [key for part in page.iter() for key in part.attrib if key.startswith("on")]
        if name.isprintable() and name.strip():
            assert page.xpath("//tbody//th/bdi")[0].text_content() == name


def test_without_parks_or_with_too_few_uses_there_is_still_a_page(public):
    assert "De terreinen" in html(public(()))
    data = public([("Klein", (199_000, 441_200), 1, 1, 0)])
    assert "Eén terrein heeft te weinig gebruiken om te tonen" in html(data)
    assert cells(tree(data)) == []
    assert "Klein<" not in html(data)


def test_the_same_data_give_the_same_bytes(public, tmp_path):
    write(tmp_path / "kaart.html", public())
    assert (tmp_path / "kaart.html").read_bytes() == html(public()).encode()


def test_numbers_never_cover_each_other(public):
    close = [(str(at), (199_000 + 40 * at, 441_200), 30, 30, 0) for at in range(30)]
    areas = figure(public(close).parks, None).areas
    for at, one in enumerate(areas):
        for other in areas[:at]:
            (x, y), (left, top) = one.badge, other.badge
            assert (x - left) ** 2 + (y - top) ** 2 >= (2 * BADGE) ** 2
    assert any(area.apart for area in areas)


def test_a_park_that_its_number_would_hide_lends_the_number_its_pattern(public):
    """On a map of many kilometres a park is smaller than its number."""
    near = [("Een", (199_000, 441_200), 75, 25, 0)]
    far = [*near, ("Twee", (240_000, 441_200), 10, 90, 0)]
    ring = "//svg[@class='map']//circle[@class='park']/@fill"
    assert tree(public(near)).xpath(ring) == []
    assert tree(public(far)).xpath(ring) == ["url(#vlak-groen)", "url(#vlak-weinig)"]


def test_a_municipality_that_only_touches_the_view_or_is_all_park_is_no_fault(public):
    data = public([("Een", (199_000, 441_200), 75, 25, 0)])
    west, south, east, north = data.parks.total_bounds
    half = 1_000 - (east - west) / 2  # the view is 2,000 m wide, and the park stands in its middle
    bow = Polygon([(west, south), (east, north), (east, south), (west, north)])
    shapes = [box(east + half, south, east + 9_000, north), box(west, south, east, north), bow]
    borders = gpd.GeoDataFrame({"name": ["Naast", "Vol", "Strik"]}, geometry=shapes, crs=CRS)
    names = [name for name, *_ in figure(data.parks, borders).borders]
    assert names in (["Vol", "Strik"], ["Naast", "Vol", "Strik"])


def test_every_park_is_in_view(public):
    far = [("West", (20_000, 400_000), 30, 30, 0), ("Noord", (120_000, 580_000), 30, 30, 0)]
    drawn = figure(public(far).parks, None)
    for area in drawn.areas:
        assert 0 < area.middle[0] < 1000
        assert 0 < area.middle[1] < drawn.height
    assert drawn.scale_px <= 200
