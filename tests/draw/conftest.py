"""A made region to draw: three parks, companies with Dutch names, all fictional."""

import datetime as dt
import json
import random
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from browsing import ARGS, DESKTOP, Opened, program
from playwright.sync_api import sync_playwright
from shapely.geometry import Point, Polygon

from theseus.contracts import (
    CHOSEN_TERREIN,
    CRS,
    FINDING,
    LABEL,
    OCCUPANCY,
    OPEN_QUESTION,
    Contract,
)
from theseus.draw import MapData, write
from theseus.model import Freshness, SourceReport
from theseus.tables import conform

SAMPLES = Path(__file__).parents[1] / "samples"
AS_OF = dt.date(2026, 11, 16)

FIRST = [
    "Aannemersbedrijf",
    "Autobedrijf",
    "Bakkerij",
    "Dakwerken",
    "Drukkerij",
    "Garage",
    "Metaal",
    "Opslag",
]
LAST = ["De Adelaar", "Van den Berg", "De Liemers", "Jansen & Zn.", "Het Anker", "Hendriks", "Rijnstroom"]
FORMS = ["B.V.", "V.O.F.", ""]
STREETS = ["Voorbeeldstraat", "Dwarsweg", "Ambachtslaan", "Nijverheidsweg", "Kade"]
PARKS = {
    "T1": ("Centerpoort-Voorbeeld", (199_000, 441_200), 620, 380),
    "T2": ("Het Ambacht (voorbeeld)", (197_300, 440_600), 420, 300),
    "T3": ("Nieuwgraaf-Voorbeeld", (198_300, 442_300), 500, 340),
}
FINE = [
    ("in_gebruik", "Het pand is volgens het straatbeeld in gebruik."),
    ("gebruiksdoel", "Het gebruiksdoel past bij de activiteit."),
    ("inschrijving", "De inschrijving in het Handelsregister klopt met het adres."),
    ("bestemming", "De activiteit past in het omgevingsplan."),
    ("oppervlakte", "De oppervlakte past bij de activiteit."),
]
IRREGULAR = [
    ("inschrijving", "Op dit adres is een ander bedrijf ingeschreven dan de gevel noemt."),
    ("gebruiksdoel", "Het gebruiksdoel is kantoor, maar op straat is een autowerkplaats gezien."),
    ("bewoning", "Er is bewoning gezien in een pand zonder woonfunctie."),
]
QUESTIONS = [
    ("gebruiker", "Wie gebruikt dit pand?", "Handelsregister (KVK)", "bureau", 2.3),
    ("gevel", "Welke naam staat er op de gevel?", "Straatbeeld", "gevelcheck", 0.0),
    ("bewoning", "Wordt er gewoond?", "Straatbeeld, BAG", "themacontrole", 45.0),
]


def frame(rows: list[dict], contract: Contract) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=contract.names)
    if contract.geometry:
        table = gpd.GeoDataFrame(table, geometry="geometry", crs=CRS)
    return conform(table, contract)


def make_parks(parks: dict[str, tuple]) -> gpd.GeoDataFrame:
    rows = []
    for key, (name, (x, y), width, height) in parks.items():
        top = y + height
        shape = Polygon(
            [(x, y), (x + width, y + 30), (x + width + 40, top), (x + width / 2, top + 60), (x - 25, top)]
        )
        rows.append(
            {"terrein_id": key, "name": name, "source": "ibis", "municipality_codes": "GM0226",
             "area_m2": shape.area, "choice": "Enige tekening.", "geometry": shape}
        )  # fmt: skip
    return frame(rows, CHOSEN_TERREIN)


def make_occupancy(rng: random.Random, number: int, parks: dict[str, tuple], name: str | None) -> dict:
    key = rng.choice(list(parks))
    park, (x, y), width, height = parks[key]
    # Every eighth one shares the address of a building with many companies.
    shared = number % 8 == 0
    anywhere = (x + rng.random() * width, y + 30 + rng.random() * (height - 30))
    place = (x + width / 2, y + height / 2) if shared else anywhere
    street, house = ("Verzamelweg", 1) if shared else (rng.choice(STREETS), rng.randint(1, 180))
    unit = f"0226010000{number:06d}"
    return {
        "occupancy_id": f"{unit}@{'onbekend' if name is None else f'{number:012d}'}",
        "terrein_id": key, "terrein_name": park, "municipality_code": "GM0226", "vbo_id_bag": unit,
        "kvk_number": None if name is None else f"{90_000_000 + number}", "name": name,
        "name_source": None if name is None else "kvk",
        "address": f"{street} {house}, 6921 AB Duiven", "straat": street, "huisnummer": house,
        "postcode": "6921AB", "woonplaats": "Duiven", "users_on_unit": 2 if shared else 1,
        "geometry": Point(*place),
    }  # fmt: skip


def findings_of(occupancy_id: str, kind: str) -> list[dict]:
    wrong = IRREGULAR if kind in {"rood", "voorstel rood"} else []
    unknown = [("gebruiker", "Onbekend wie dit pand gebruikt.")] if kind == "wit" else []
    parts = [(wrong, "aandachtspunt"), (unknown, "onbekend"), (FINE, "in orde")]
    return [
        {"occupancy_id": occupancy_id, "rule": f"{rule} {outcome}", "outcome": outcome, "sentence": sentence,
         "sources": None if outcome == "onbekend" else "BAG (15 september 2026), Straatbeeld (1 mei 2026)",
         "observed_on": pd.Timestamp("2026-09-15")}
        for group, outcome in parts
        for rule, sentence in group
    ]  # fmt: skip


def questions_of(occupancy_id: str, kind: str) -> list[dict]:
    return [
        {"occupancy_id": occupancy_id, "question": question, "text": text, "why": "bron niet geraadpleegd",
         "sources": sources, "step": step, "cost_eur": cost}
        for question, text, sources, step, cost in (QUESTIONS if kind != "groen" else [])
    ]  # fmt: skip


BECAUSE = {
    "groen": "Alle vragen die tellen zijn in orde.",
    "wit": "Te weinig bekend: 3 vragen staan open.",
    "voorstel rood": "Drie aandachtspunten uit twee soorten bronnen; wacht op een tweede beoordelaar.",
    "rood": "Drie aandachtspunten uit twee soorten bronnen, bevestigd door een tweede beoordelaar.",
}


def label_of(occupancy_id: str, kind: str) -> dict:
    return {
        "occupancy_id": occupancy_id, "label": "wit" if kind == "voorstel rood" else kind,
        "proposed_red": kind == "voorstel rood", "known_share": 0.42 if kind == "wit" else 0.9,
        "because": BECAUSE[kind], "next_step": None if kind == "groen" else "gevelcheck",
        "next_step_cost_eur": None if kind == "groen" else 0.0,
        "review": "Bevestigd door J. Voorbeeld op 2 november 2026" if kind == "rood" else None,
    }  # fmt: skip


SOURCES = (
    SourceReport("bag", "BAG (Kadaster)", Freshness.FRESH, dt.date(2026, 9, 15), rows_read=70, rows_kept=66),
    SourceReport("straatbeeld", "Straatbeeld", Freshness.STALE, dt.date(2025, 3, 1), rows_kept=40),
    SourceReport("kvk", "Handelsregister (KVK)", Freshness.ABSENT),
)


def build(number: int = 60, names: list[str] | None = None, parks: dict[str, tuple] | None = None) -> MapData:
    """Make a region of so many occupancies; ``names`` replaces the first names."""
    rng = random.Random(226)  # noqa: S311  # a fixed region, no secret
    parks = parks or PARKS
    kinds = rng.choices(["groen", "wit", "voorstel rood", "rood"], [55, 35, 6, 4], k=number)
    kinds[:4] = ["groen", "wit", "voorstel rood", "rood"][:number]
    given = dict(enumerate(names or []))
    occupancies = []
    for i, kind in enumerate(kinds):
        made = f"{rng.choice(FIRST)} {rng.choice(LAST)} {rng.choice(FORMS)}".strip()
        name = given.get(i, None if kind == "wit" and i % 3 == 1 else made)
        occupancies.append(make_occupancy(rng, i, parks, name))
    pairs = [(row["occupancy_id"], kind) for row, kind in zip(occupancies, kinds, strict=True)]
    return MapData(
        region_name="Duiven (voorbeeld)",
        as_of=AS_OF,
        terreinen=make_parks(parks),
        occupancies=frame(occupancies, OCCUPANCY),
        labels=frame([label_of(*pair) for pair in pairs], LABEL),
        findings=frame([row for pair in pairs for row in findings_of(*pair)], FINDING),
        open_questions=frame([row for pair in pairs for row in questions_of(*pair)], OPEN_QUESTION),
        sources=SOURCES,
    )


@pytest.fixture(scope="session")
def region() -> Callable[..., MapData]:
    return build


@pytest.fixture(scope="module")
def browser():
    path = program()
    if path is None:
        pytest.skip("no Chromium found; 'make test' installs one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def opened_map(browser, tmp_path):
    """Write and open a map; afterwards nothing may have been asked of a network, or gone wrong."""
    opened = []

    def start(data, size=DESKTOP, hash_=""):
        path = tmp_path / f"kaart-{len(opened)}.html"
        write(data, path)
        opened.append(Opened(browser, path, size, hash_))
        return opened[-1]

    yield start
    for one in opened:
        one.check()
        one.context.close()


@pytest.fixture
def open_map(opened_map):
    return lambda *args, **kwargs: opened_map(*args, **kwargs).page


@pytest.fixture(scope="session")
def hostile_names() -> list[str]:
    """Names that try to run, break out or confuse; every output must show them as text."""
    return json.loads((SAMPLES / "hostile_names.json").read_text("utf-8"))
