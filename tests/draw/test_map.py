"""The map's file: what stands in it, and what may never stand in it."""

import dataclasses
import re
from importlib import resources

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from map_block import block, keyed, packed, place_of, said, unpack

from theseus import draw
from theseus.contracts import CRS
from theseus.draw import write
from theseus.draw.leaflet import leaflet
from theseus.draw.packing import pack
from theseus.draw.payload import payload
from theseus.errors import ContractError

# Addresses that Leaflet names without fetching them: a namespace, and pages in its comments.
HARMLESS = {
    "http://www.w3.org/2000/svg",
    "https://leafletjs.com",
    "https://bugzilla.mozilla.org/show_bug.cgi?id=888319",
    "https://bagviewer.kadaster.nl/lvbag/bag-viewer/?objectId=",  # opens when a reader clicks it
    "http://schemas.openxmlformats.org/package/2006/content-types",  # namespaces of a workbook
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
}


def page(data) -> str:
    return draw.map(data).get_root().render()


@pytest.fixture(scope="module")
def data(region):
    return region(60)


def test_no_address_outside_the_file(data):
    text = page(data)
    assert set(re.findall(r"https?://[^\s\"'<>)\\]+", text)) <= HARMLESS
    assert not re.findall(r"<(?:link|iframe|img|object|base)\b|@import|sourceMappingURL", text)
    assert not re.findall(r"<script[^>]+src", text)
    assert not re.findall(r"url\((?!data:|#)", text)
    assert "jquery" not in text.lower()
    assert "bootstrap" not in text.lower()


def test_policy_allows_nothing_from_outside_and_comes_first(data):
    head = page(data).split("<head>")[1]
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', head)
    assert policy
    assert head.index("Content-Security-Policy") < head.index("<script")
    assert "default-src 'none'" in policy.group(1)
    assert "http" not in policy.group(1)


def test_background_is_an_option_with_its_attribution(data):
    text = page(dataclasses.replace(data, background=True))
    assert "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857/{z}/{x}/{y}.png" in text
    assert "img-src data: https://service.pdok.nl;" in text
    assert "Kaartgegevens \\u00a9 Kadaster" in text


def test_without_background_there_are_no_tiles(data):
    plain, with_tiles = page(data), page(dataclasses.replace(data, background=True))
    for sign in ("pdok", "tile_layer_achtergrond", "Kaartgegevens"):
        assert sign not in plain
        assert sign in with_tiles


def luminance(colour):
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_symbol_stands_out_on_the_grey_background_map():
    symbols = (resources.files("theseus.draw") / "assets" / "symbols.js").read_text("utf-8")
    ink = re.search(r'const INK = "(#[0-9a-f]{6})"', symbols)[1]
    edges = [
        edge.strip('"') if "#" in edge else ink for edge in re.findall(r'edge: ("#[0-9a-f]{6}"|INK)', symbols)
    ]
    assert len(edges) == 4
    for ground in ("#ffffff", "#e6e6e6", "#bfbfbf"):  # paper, land and roads of the grey map
        for edge in edges:
            lighter, darker = sorted((luminance(ground), luminance(edge)), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= 3, "WCAG 2.2, 1.4.11"


def test_the_reader_may_enlarge_the_page(data):
    text = page(data)
    assert "user-scalable=no" not in text
    assert '<html lang="nl">' in text


def test_same_data_same_bytes_in_any_order(data, tmp_path):
    shuffled = dataclasses.replace(
        data,
        **{
            name: getattr(data, name).sample(frac=1, random_state=3)
            for name in ("terreinen", "occupancies", "labels", "findings", "open_questions")
        },
    )
    write(data, tmp_path / "a.html")
    write(shuffled, tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_counts_equal_the_tables(data):
    items = block(page(data))["items"]
    joined = data.occupancies.merge(data.labels, on="occupancy_id")
    assert sorted(items["id"]) == sorted(joined["occupancy_id"])
    assert items["kind"].count(0) == (joined["label"] == "groen").sum()
    assert items["kind"].count(1) + items["kind"].count(2) == (joined["label"] == "wit").sum()
    assert items["kind"].count(2) == joined["proposed_red"].sum()
    assert items["kind"].count(3) == (joined["label"] == "rood").sum()


def test_every_finding_and_question_stays_with_its_occupancy(data):
    shown = block(page(data))
    for name, table, key, column in (
        ("findings", data.findings, "rule", "sentence"),
        ("questions", data.open_questions, "question", "text"),
    ):
        part = shown[name]
        for row, occupancy_id in enumerate(shown["items"]["id"]):
            found = {which: said(part["fields"][column], at) for which, at in keyed(part, row).items()}
            mine = table[table["occupancy_id"] == occupancy_id]
            assert found == dict(zip(mine[key], mine[column], strict=True))


def test_what_weighs_most_comes_first(data):
    rules = tuple(
        draw.RuleNote(f"{name} {outcome}", name, gate, hard, weight, "Niets.")
        for name, gate, hard, weight in [("bewoning", True, False, 1.0), ("gebruiksdoel", True, True, 1.0),
                                         ("inschrijving", False, False, 9.0)]
        for outcome in ("aandachtspunt",)
    )  # fmt: skip
    keys = payload(dataclasses.replace(data, rules=rules))["findings"]["keys"]
    assert keys[:3] == ["gebruiksdoel aandachtspunt", "bewoning aandachtspunt", "inschrijving aandachtspunt"]
    assert sorted(keys) == sorted(data.findings["rule"].unique())


def test_repeated_sentences_are_stored_once(region):
    for size in (60, 240):
        texts = block(page(region(size)))["findings"]["fields"]["sentence"]["texts"]
        assert texts.count("De activiteit past in het omgevingsplan.") == 1


def test_places_are_degrees_to_ten_centimetres(data):
    items = block(page(data))["items"]
    expected = gpd.GeoSeries(data.occupancies.geometry, crs=CRS).to_crs(4326)
    rows = {key: row for row, key in enumerate(items["id"])}
    for key, point in zip(data.occupancies["occupancy_id"], expected, strict=True):
        assert place_of(items, rows[key]) == pytest.approx((point.y, point.x), abs=1e-6)


def test_rows_on_one_place_share_a_spot(data):
    items = block(page(data))["items"]
    places = [place_of(items, row) for row in range(len(items["id"]))]
    spots = dict(zip(items["spot"], places, strict=True))
    assert [spots[spot] for spot in items["spot"]] == places
    assert len(spots) == len(set(places))


def test_an_unconfirmed_red_is_drawn_as_a_proposal(data):
    labels = data.labels.assign(proposed_red=pd.array([True] * len(data.labels), dtype="boolean"))
    items = payload(dataclasses.replace(data, labels=labels))["items"]
    assert set(items["kind"].tolist()) == {2}


def test_hostile_names_never_reach_folium_or_the_markup(region, hostile_names):
    data = region(60, names=hostile_names)
    text = page(data)
    assert block(text)["items"]["name"].count(hostile_names[0]) == 1
    assert set(hostile_names) <= set(block(text)["items"]["name"])
    shell = text
    for part in packed(text):
        assert re.fullmatch(r"[A-Za-z0-9+/=]+", part)
        shell = shell.replace(part, "")
    assert all(name not in shell for name in hostile_names if "alert" in name or "{{" in name)


def test_hostile_texts_everywhere_else(region, hostile_names):
    data = region(60)
    nasty = hostile_names[10]
    hostile = dataclasses.replace(
        data,
        region_name=hostile_names[0],
        terreinen=data.terreinen.assign(name=nasty),
        occupancies=data.occupancies.assign(address=nasty, name_source=nasty),
        labels=data.labels.assign(because=nasty, review=nasty),
        findings=data.findings.assign(sentence=nasty, sources=nasty),
        open_questions=data.open_questions.assign(text=nasty, sources=nasty),
    )
    text = page(hostile)
    assert "<script>alert" not in text
    assert block(text)["region"] == hostile_names[0]
    assert block(text)["parks"][0]["name"] == nasty


plain = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2**40) | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.text().filter(lambda name: name != "$"), part),
)
arrays = st.lists(st.integers(0, 2**32 - 1)).map(lambda numbers: np.array(numbers, dtype=np.uint32))


@given(plain, arrays, arrays.map(lambda array: (array % 256).astype(np.uint8)))
def test_what_is_packed_comes_back_and_cannot_leave_its_block(value, some, more):
    written = pack({"waarde": value, "een": some, "twee": [more, some]})
    assert unpack(written) == {"waarde": value, "een": some.tolist(), "twee": [more.tolist(), some.tolist()]}
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", written)


def test_an_empty_region_gives_a_page(data):
    bare = dataclasses.replace(
        data,
        **{
            name: getattr(data, name).iloc[:0]
            for name in ("terreinen", "occupancies", "labels", "findings", "open_questions")
        },
        sources=(),
    )
    assert block(page(bare))["items"]["id"] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: {"labels": d.labels.iloc[1:]}, "heeft geen label"),
        (lambda d: {"terreinen": d.terreinen.iloc[1:]}, "terrein dat niet op de kaart staat"),
        (
            lambda d: {"occupancies": d.occupancies.set_geometry([None] * len(d.occupancies), crs=CRS)},
            "plaats",
        ),
    ],
)
def test_nothing_is_left_out_in_silence(data, change, message):
    with pytest.raises(ContractError, match=message):
        payload(dataclasses.replace(data, **change(data)))


def test_a_failed_write_leaves_the_old_file(data, tmp_path, monkeypatch):
    path = tmp_path / "kaart.html"
    write(data, path)
    before = path.read_bytes()
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("schijf vol")))
    with pytest.raises(OSError, match="schijf vol"):
        write(dataclasses.replace(data, region_name="Anders"), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["kaart.html"]


def test_the_map_is_a_folium_map_that_takes_more_layers(data):
    combined = draw.map(data)
    assert isinstance(combined, folium.Map)
    folium.Circle([51.95, 6.0], radius=50).add_to(combined)
    text = combined.get_root().render()
    assert "L.circle(" in text
    assert "iframe" in combined._repr_html_()


def test_leaflet_is_the_version_that_folium_asks_for():
    script, style = leaflet()
    asked = dict(folium.Map.default_js)["leaflet"]
    version = re.search(r"leaflet@([\d.]+)", asked).group(1)
    assert f'version="{version}"' in script
    assert ".leaflet-container" in style
    assert "</script" not in script
