"""The published list of hard addresses: each is read as it says, and the documentation shows it."""

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from theseus.link import readings
from theseus.link.addresses import keys
from theseus.link.lookup import by_address
from theseus.link.settings import LinkSettings
from theseus.link.terreinen import choose
from theseus.link.units import describe
from theseus.sources import address

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests" / "samples" / "hard_addresses.toml").read_text("utf-8"))
CODE = "GM0226"


def label(case):
    return f"{case['written'].strip()} ({case['why'][:30]})"


@pytest.mark.parametrize("case", CASES["postcode"], ids=label)
def test_a_postcode(case):
    got = address.postcode(pd.Series([case["written"]], dtype="string"))[0]
    assert (got == case["means"]) if case["means"] else pd.isna(got)


@pytest.mark.parametrize("case", CASES["line"], ids=label)
def test_a_line(case):
    row = address.line(pd.Series([case["written"]], dtype="string")).iloc[0]
    assert ["" if pd.isna(part) else str(part) for part in row] == case["means"]


def door(text):
    return re.fullmatch(r"(\d+)([A-Z])?(?:-(\w+))?", text).groups()


@pytest.fixture(scope="module")
def numbered(new_world, make_address):
    """Every numbered case in a street of its own, read in one go: case number to addresses found."""
    world = new_world().municipality().park()
    for n, case in enumerate(CASES["number"]):
        where = {"postcode": f"{1000 + n}AA", "straat": f"Proefweg {n}", "woonplaats": "Voorbeeldstad"}
        for m, known in enumerate(case["bag"]):
            number, letter, addition = door(known)
            world.unit(100 * n + m, int(number), x=m + 1, y=n + 1, letter=letter, add=addition, **where)
        told = address.house_number(pd.Series([case["written"]], dtype="string")).iloc[0]
        parts = [None if pd.isna(part) else part for part in told]
        world.vestiging(n, record_id=f"{n:03d}", **make_address(*parts, **where))
    return found_units(world.records())


def found_units(records):
    parks = choose(records["terrein"], records["area"], LinkSettings(municipality_codes=(CODE,)))
    units = describe(records, parks.table)
    read, notes = readings.read(records["vestiging"], units, readings.places(units))
    unit = by_address(keys(read), units)
    doors = units.table["huisnummer"].astype("string") + units.table["huisletter"].fillna("")
    doors += ("-" + units.table["toevoeging"]).fillna("")
    found = pd.DataFrame({"record": read["record_id"], "door": unit.map(doors)}).dropna()
    told = notes.set_index("record_id")["note"].to_dict()
    return found.groupby("record")["door"].agg(list).to_dict(), told


@pytest.mark.parametrize("n", range(len(CASES["number"])), ids=lambda n: label(CASES["number"][n]))
def test_a_number(numbered, n):
    found, _ = numbered
    assert found.get(f"{n:03d}", []) == CASES["number"][n]["means"]


def test_a_reading_that_is_not_literal_is_explained(numbered):
    _, told = numbered
    assert all(note.startswith("Adres 'Proefweg ") and note.rstrip().endswith(".") for note in told.values())
    several = [f"{n:03d}" for n, case in enumerate(CASES["number"]) if len(case["means"]) > 1]
    assert all("meer adressen" in told[record] for record in several)


@pytest.mark.parametrize("case", CASES["street"], ids=label)
def test_a_street(new_world, make_address, case):
    """Without a postcode the street finds the address, if it is the same."""
    world = new_world().municipality().park()
    world.unit(1, 12, straat=case["official"], postcode="1234AB", woonplaats="Voorbeeldstad")
    where = {"straat": case["written"], "postcode": None, "woonplaats": "Voorbeeldstad (Gld)"}
    world.vestiging(1, record_id="000", **make_address(12, **where))
    found, _ = found_units(world.records())
    assert found == ({"000": ["12"]} if case["same"] else {})


def test_there_are_enough_cases():
    assert sum(len(cases) for cases in CASES.values()) >= 100
    assert all(case["why"] for cases in CASES.values() for case in cases)


def test_the_documentation_shows_the_list():
    page = (ROOT / "docs" / "adressen.md").read_text("utf-8")
    missing = [row for kind, cases in CASES.items() for row in map(table_row[kind], cases) if row not in page]
    assert not missing, "\n".join(missing)


def cells(*parts):
    return "| " + " | ".join(str(part).replace("|", "\\|") for part in parts) + " |"


table_row = {
    "postcode": lambda case: cells(f"`{case['written']}`", case["means"] or "niet te lezen", case["why"]),
    "number": lambda case: cells(
        f"`{case['written']}`", ", ".join(case["bag"]), ", ".join(case["means"]) or "geen", case["why"]
    ),
    "street": lambda case: cells(
        f"`{case['written']}`", case["official"], "zelfde" if case["same"] else "andere", case["why"]
    ),
    "line": lambda case: cells(f"`{case['written']}`", " · ".join(filter(None, case["means"])), case["why"]),
}
