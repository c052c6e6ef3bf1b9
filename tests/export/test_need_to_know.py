"""F45: what an agreement does not allow is in no file of that partner, whatever format; F65: nor is why."""

import datetime as dt
import json
import re
import zipfile
from dataclasses import replace

import pandas as pd
import pyogrio
import pytest
from pypdf import PdfReader
from shapely import box
from surroundings import around, parks

from theseus.config import Region
from theseus.contracts.returning import COLUMNS, SPARE
from theseus.errors import PlanError
from theseus.export import formats, need_to_know
from theseus.model import Ketenpartner, Kind, Visit

AROUND = around(parks(Zandwolk=box(196000, 440000, 198000, 442000)), box(196500, 440900, 196600, 441000))
# What stands in one column of the roster and nowhere else.
TOLD = {
    "volgnummer": ["771"],
    "tijden": ["03:17", "03:41"],
    "adres": ["Adreskade", "196543", "51.9"],
    "naam": ["Naamfabriek"],
    "terrein": ["Zandwolk"],
    "label": ["ROOD", "rood"],
    "reden": ["Redengeving"],
    "vragen": ["Vraagstelling", "van buiten te zien"],
    "uitkomst": ["gebruiknummer", "toegang gekregen", "activity_seen"],
}
AGREEMENTS = [
    SPARE,
    ("volgnummer", "tijden"),
    ("adres", "naam", "uitkomst"),
    ("volgnummer", "adres", "vragen"),
    ("volgnummer", "tijden", "adres", "naam", "terrein", "label", "reden", "vragen"),
    ("tijden", "terrein"),
    ("vragen",),
    COLUMNS,
]


@pytest.fixture
def whole(make_roster):
    """A roster on which every column holds what no other column holds."""
    roster = make_roster()
    visits = roster.visits.iloc[[2]].reset_index(drop=True)
    visits["volgnummer"] = pd.array([771], dtype="Int64")
    told = {
        "aankomst": "03:17",
        "vertrek": "03:41",
        "adres": "Adreskade 1",
        "naam": "Naamfabriek VOORBEELD",
        "terrein": "Zandwolk",
        "reden": "Redengeving",
        "occupancy_id": "gebruiknummer@1",
    }
    visits = visits.assign(**told, x=196543.0, y=441234.0)
    asked = roster.questions.loc[[2]].assign(occupancy_id="gebruiknummer@1", adres="Adreskade 1")
    asked = pd.concat([asked, asked.iloc[[0]].assign(vraag="Vraagstelling?", question="")])
    asked.index = pd.Index([0] * len(asked))
    return replace(roster, visits=visits, questions=asked)


def everything(folder):
    """All that is in the files, also where nobody looks, by file name."""
    found = {path.name: plain(path) for path in sorted(folder.iterdir())}
    return found | {"namen": " ".join(found)}


def plain(path):
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as package:
            return " ".join(package.read(name).decode() for name in package.namelist())
    if path.suffix == ".pdf":
        pdf = PdfReader(path)
        streams = b" ".join(page.get_contents().get_data() for page in pdf.pages).decode("latin-1")
        told = " ".join(page.extract_text() for page in pdf.pages)
        return f"{told} {pdf.metadata} {streams} {path.read_bytes().decode('latin-1')}".replace("\u200b", "")
    if path.suffix == ".gpkg":
        layers = pyogrio.list_layers(path)[:, 0]
        frames = [pyogrio.read_dataframe(path, layer=name) for name in layers]
        told = " ".join(frame.to_csv() + " ".join(frame.columns) for frame in frames)
        return told + path.read_bytes().decode("latin-1")
    return path.read_text("utf-8-sig")


@pytest.mark.parametrize("columns", AGREEMENTS, ids="+".join)
def test_no_file_of_a_partner_holds_what_was_not_agreed(tmp_path, whole, columns):
    one = need_to_know.for_partner(whole, Ketenpartner("politie", columns=columns))
    formats.write(tmp_path / "politie", one, AROUND)
    for name, held in everything(tmp_path / "politie").items():
        for column in set(COLUMNS) - set(columns):
            # The park is drawn on the map, and a stream of a PDF may hold any digits.
            for text in TOLD[column]:
                assert not re.search(rf"(?<![\w.]){re.escape(text)}", held), (name, column, text)


@pytest.mark.parametrize("name", ["looplijst.xlsx", "looplijst.pdf", "looplijst.csv", "veldwerk.gpkg"])
def test_what_was_agreed_is_there(tmp_path, whole, name):
    """Else the test above could find nothing in files that hold nothing."""
    formats.write(
        tmp_path / "alles", need_to_know.for_partner(whole, Ketenpartner("x", columns=COLUMNS)), AROUND
    )
    held = everything(tmp_path / "alles")[name]
    for column in ("volgnummer", "tijden", "naam", "terrein", "reden"):
        assert TOLD[column][0] in held, column
    assert "Adreskade" in held


def test_a_partner_of_whom_nothing_was_agreed_gets_number_times_address_and_park(whole):
    one = need_to_know.for_partner(whole, Ketenpartner("politie"))
    assert set(one.visits.columns) == {
        "volgnummer",
        "team",
        "aankomst",
        "vertrek",
        "adres",
        "terrein",
        "x",
        "y",
    }
    assert one.questions.empty


def test_a_column_that_no_roster_has_is_refused_by_name(whole):
    with pytest.raises(PlanError, match="Ketenpartner politie: kolom 'omzet'"):
        need_to_know.for_partner(whole, Ketenpartner("politie", columns=("omzet",)))


def test_without_the_number_the_order_does_not_tell_it_either(make_inspection, make_roster, partner_roster):
    turned = make_roster(make_inspection(ids=("d", "b", "c", "a")))
    one = partner_roster("adres", "vragen", whole=turned)
    assert list(one.visits["adres"]) == sorted(one.visits["adres"])
    same = {row: one.visits["adres"][row] for row in one.questions.index}
    assert all(one.questions.loc[[row], "adres"].eq(address).all() for row, address in same.items())


def times(*minutes):
    """Visits to a, b and d that take so long, one after another."""
    at, found = dt.datetime(2026, 11, 17, 9, 45), []  # noqa: DTZ001 - times of a plan are local
    for number, (name, length) in enumerate(zip("abd", minutes, strict=True), start=1):
        until = at + dt.timedelta(minutes=length)
        found.append(Visit(name, number, at, until, 1.0))
        at = until + dt.timedelta(minutes=3)
    return tuple(found)


@pytest.mark.parametrize("longer", [0, 1, 2])
def test_no_file_tells_which_visit_was_planned_longer_or_why(tmp_path, make_inspection, make_roster, longer):
    """F65: of white, proposed red and drawn at random each, the files are the same but for their places."""
    minutes = [12.0, 12.0, 12.0]
    minutes[longer] += 13.0
    one = make_roster(replace(make_inspection(), visits=times(*minutes)))
    formats.write(tmp_path / "een", one, AROUND)
    other = make_roster(replace(make_inspection(), visits=times(25.0, 12.0, 12.0)))
    formats.write(tmp_path / "twee", other, AROUND)
    for name in ("looplijst.xlsx", "looplijst.pdf", "looplijst.csv", "route.gpx", "formulier-odk.xlsx"):
        assert (tmp_path / "een" / name).read_bytes() == (tmp_path / "twee" / name).read_bytes(), name


def test_who_may_not_read_the_label_cannot_tell_it_from_the_questions(partner_roster):
    asked = partner_roster("volgnummer", "adres", "vragen", "uitkomst").questions
    by_visit = [tuple(rows["vraag"]) for _, rows in asked.groupby("occupancy_id")]
    assert len(by_visit) == 4
    assert len(set(by_visit)) == 1
    assert "bij_rood" not in asked
    assert partner_roster("volgnummer", "reden", "vragen").questions["bij_rood"].any()


def test_no_kind_but_a_confirmed_red_is_named(tmp_path, make_roster):
    formats.write(tmp_path / "alles", make_roster(), AROUND)
    secret = [kind.value for kind in Kind if kind not in (Kind.RED, Kind.WHITE)]
    for name, held in everything(tmp_path / "alles").items():
        assert not [kind for kind in secret if kind in held], name


def test_the_whitelist_of_the_configuration_is_that_of_the_roster():
    text = json.dumps(Region.model_json_schema())
    assert all(f'"{name}"' in text for name in COLUMNS)
