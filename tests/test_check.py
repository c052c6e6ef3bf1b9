"""At the door: each way a delivery can fail, what it says then, and that a good one passes."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from theseus import tables
from theseus.check import NEVER_ACCEPTED, accepted, check, hint
from theseus.check.renames import renames
from theseus.contracts import CRS, REGISTRATION
from theseus.model import Acceptance, Check, Door, Severity

DOOR = Door("rdw", columns={"bedrijven": ("volgnummer", "naam_bedrijf")}, ignored=("webadres",))
FIELDS = {"bedrijven": ("volgnummer", "naam_bedrijf", "webadres")}


def records(count: int, *, east: float | None = 200_000, **columns: object) -> dict[str, pd.DataFrame]:
    frame = pd.DataFrame(
        {
            "source": "rdw",
            "record_id": [str(number) for number in range(count)],
            "observed_on": pd.Timestamp("2026-11-01"),
            "name": [f"Garage {number}" for number in range(count)],
            "facade_name": "Gevel",
            "kind": ["APK", "Handel"][:count] * (count // 2) + ["APK"] * (count % 2),
            "status": "geldig",
            **columns,
        },
        index=range(count),
    )
    points = [None if east is None else Point(east + 10 * number, 441_000) for number in range(count)]
    return {"registration": tables.conform(gpd.GeoDataFrame(frame, geometry=points, crs=CRS), REGISTRATION)}


def judge(now: dict[str, pd.DataFrame], door: Door = DOOR, **more: object) -> list[Check]:
    facts = {"columns": FIELDS, "rows_read": 100, "defects": {}, "files": ["bedrijven.json"], **more}
    return check(door, now, **facts)


def worst(found: list[Check]) -> Severity:
    order = [Severity.OK, Severity.WARN, Severity.FAIL]
    return max((item.severity for item in found), key=order.index)


def only(found: list[Check]) -> Check:
    (one,) = found
    return one


def kinds(count: int, *words: str) -> list[str]:
    return [words[number * len(words) // count] for number in range(count)]


def test_a_good_delivery_passes():
    assert worst(judge(records(100), previous=records(100))) is Severity.OK


BAD = {
    "a value off the list": (judge(records(100, status="misschien")), "contract"),
    "the same key for all": (judge(records(100, record_id="zelfde")), "contract"),
    "too few rows": (judge(records(3), replace(DOOR, min_rows=10)), "aantal"),
    "a missing field": (judge(records(100), columns={"bedrijven": ("volgnummer",)}), "velden"),
    "a renamed field": (judge(records(100), columns={"bedrijven": ("volgnummer", "bedrijfsnaam")}), "velden"),
    "a fifth less": (judge(records(79), previous=records(100)), "daling"),
    "no table": (judge({}, previous=records(100)), "daling"),
    "an empty column": (judge(records(100, facade_name=None), previous=records(100)), "vulling"),
    "no places": (judge(records(100, east=None), previous=records(100)), "vulling"),
    "another place": (judge(records(100, east=100_000), previous=records(100)), "ligging"),
    "abroad": (judge(records(80), defects={"outside_netherlands": 20}), "ligging"),
    "keys that broke": (judge(records(80), defects={"bad_key": 8, "duplicate_key": 8}), "sleutels"),
    "a third broken": (judge(records(66), defects={"bad_date": 20, "bad_number": 14}), "kwaliteit"),
    "another list": (judge(records(100, kind=kinds(100, "apk", "handel")), previous=records(100)), "waarden"),
}


@pytest.mark.parametrize(("found", "name"), BAD.values(), ids=BAD)
def test_a_bad_delivery_is_kept_out(found: list[Check], name: str):
    assert name in {item.name for item in found if item.severity is Severity.FAIL}


DOUBTFUL = {
    "too many rows": (judge(records(100), replace(DOOR, max_rows=50)), "aantal"),
    "a new field": (judge(records(100), columns={"bedrijven": (*FIELDS["bedrijven"], "x")}), "velden"),
    "some broken rows": (judge(records(100), defects={"bad_date": 6}), "kwaliteit"),
    "twice as many and more": (judge(records(201), previous=records(100)), "groei"),
    "mostly elsewhere": (judge(records(100, east=202_600), previous=records(100)), "ligging"),
    "a new kind": (
        judge(records(100, kind=kinds(100, *["APK"] * 8, "Sloop", "Sloop")), previous=records(100)),
        "waarden",
    ),
}


@pytest.mark.parametrize(("found", "name"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_doubtful_delivery_warns(found: list[Check], name: str):
    assert worst(found) is Severity.WARN
    assert name in {item.name for item in found}


FINE = {
    "a fifth less": judge(records(80), previous=records(100)),
    "twice as many": judge(records(200), previous=records(100)),
    "a few more than few": judge(records(12), previous=records(3)),
    "a tenth of another kind": judge(
        records(100, kind=kinds(100, *["APK"] * 9, "Sloop")), previous=records(100)
    ),
    "other names": judge(records(100, name=[f"Anders {n}" for n in range(100)]), previous=records(100)),
    "known kinds joined otherwise": judge(records(100, kind="Handel|APK"), previous=records(100)),
    "a list in too few rows": judge(records(19, kind="Sloop"), previous=records(19)),
    "a park a kilometre further": judge(records(100, east=201_500), previous=records(100)),
    "no places before": judge(records(100), previous=records(100, east=None)),
    "an unread layer": judge(records(100), columns={**FIELDS, "kaart": ("iets",)}),
    "nothing read": judge({}, replace(DOOR, min_rows=0), rows_read=0),
}


@pytest.mark.parametrize("found", FINE.values(), ids=FINE)
def test_what_happens_to_every_register_passes(found: list[Check]):
    assert worst(found) is Severity.OK


def test_a_message_names_files_numbers_and_the_mend():
    told = only(judge(records(3), replace(DOOR, min_rows=10), files=["a.json", "b.json", "c.json", "d.json"]))
    assert (
        "3 bruikbare rijen in a.json, b.json, c.json en 1 andere bestanden; verwacht minstens 10"
        in told.message
    )
    assert "--accept rdw" in told.message
    told = next(item for item in judge(records(60), previous=records(100)) if item.name == "daling")
    assert "Tabel registration: van 100 naar 60 rijen in bedrijven.json, 40% minder" in told.message
    told = only(judge(records(100, facade_name=None), previous=records(100)))
    assert "Tabel registration, kolom 'facade_name': van 100% naar 0% gevuld" in told.message
    told = only(judge(records(100, kind=kinds(100, *["APK"] * 8, "=Sloop", "Brom")), previous=records(100)))
    assert "Tabel registration, kolom 'kind': 20% heeft een waarde die er nog nooit in stond" in told.message
    assert "'=Sloop', 'Brom'" in told.message


def test_a_broken_contract_is_told_in_dutch():
    told = only(judge(records(100, status="misschien")))
    assert "kolom 'status': staat niet in de lijst die erbij hoort (100 keer)" in told.message


def test_a_field_with_another_name_is_named_and_not_told_as_new():
    found = judge(records(100), columns={"bedrijven": ("volgnummer", "bedrijfsnaam", "nieuw")})
    fail, warn = found
    assert (
        "bedrijven: kolom 'naam_bedrijf' ontbreekt; zij heet nu waarschijnlijk 'bedrijfsnaam'" in fail.message
    )
    assert (warn.severity, "'nieuw'" in warn.message) == (Severity.WARN, True)


def test_values_tell_a_new_name_that_looks_like_nothing():
    names = [f"Garage {number}" for number in range(20)]
    found = judge(
        records(100),
        columns={"bedrijven": ("volgnummer", "omschrijving", "x")},
        look=lambda: ({"naam_bedrijf": names}, {"omschrijving": names[:15], "x": ["1"] * 20}),
    )
    assert "waarschijnlijk 'omschrijving' (deels dezelfde waarden)" in found[0].message


def test_values_are_looked_up_only_if_a_field_is_missing_beside_a_new_one():
    def look() -> tuple[dict, dict]:
        raise AssertionError

    judge(records(100), look=look)
    judge(records(100), columns={"bedrijven": ("volgnummer",)}, look=look)


NUMBERS, DAYS = [f"9000000{n}" for n in range(9)], [f"2026-01-0{n}" for n in range(1, 9)]


@pytest.mark.parametrize(
    ("missing", "new", "before", "now", "found"),
    [
        (["naam_bedrijf"], ["bedrijfsnaam"], {}, {}, [("naam_bedrijf", "bedrijfsnaam")]),
        (["RIN_NUMMER"], ["RinNr", "PlanJaar"], {}, {}, [("RIN_NUMMER", "RinNr")]),
        (["plaats"], ["oppervlakte"], {}, {}, []),
        # The same form of values is enough if there is one such field; of two nobody can tell.
        (["kvk"], ["nr"], {"kvk": NUMBERS}, {"nr": ["80000001", "80000002"]}, [("kvk", "nr")]),
        (["kvk"], ["nr", "id"], {"kvk": NUMBERS}, {"nr": ["80000001"], "id": ["80000002"]}, []),
        # A name that resembles it, with other things in it, is another field.
        (["datum"], ["data"], {"datum": DAYS}, {"data": ["9000", "8000"]}, []),
        # Values go before names, and no field is used twice.
        (
            ["naam", "straat"],
            ["straatnaam", "str"],
            {"naam": ["Bakker", "Smit", "Jansen"], "straat": ["Dijk", "Laan", "Weg"]},
            {"straatnaam": ["Dijk", "Laan", "Weg"], "str": ["Smit", "Bakker"]},
            [("straat", "straatnaam"), ("naam", "str")],
        ),
        # Yes and no are the same in every field of that form.
        (
            ["actief"],
            ["gezien", "open"],
            {"actief": ["ja", "nee"] * 9},
            {"gezien": ["ja"], "open": ["nee"]},
            [],
        ),
    ],
)
def test_what_a_missing_field_is_called_now(missing: list, new: list, before: dict, now: dict, found: list):
    assert [(pair.old, pair.new) for pair in renames(missing, new, before, now)] == found


def test_a_delivery_that_cannot_be_read_gets_a_hint_from_a_glance():
    before = {"volgnummer": ["1", "2", "3"], "gevelnaam": ["A", "B", "C"]}
    assert "'gevelnaam' is er niet meer; zij heet nu waarschijnlijk 'naam_op_gevel'" in hint(
        before, {"volgnummer": ["1", "2"], "naam_op_gevel": ["A", "B", "D"]}
    )
    assert hint(before, before) == ""
    assert hint({}, {"x": ["1"]}) == ""


def failed(*names: str) -> list[Check]:
    return [Check("rdw", name, Severity.FAIL, "Fout.") for name in names]


def test_a_person_accepts_with_name_and_reason():
    (one,) = accepted(failed("daling"), Acceptance("Terrein opgeheven.", "Anna"))
    assert one.severity is Severity.ACCEPTED
    assert one.message == "Fout. Toegelaten door Anna: Terrein opgeheven."


def test_only_the_named_checks_are_accepted_and_some_never():
    found = accepted(failed("daling", "vulling", *NEVER_ACCEPTED), Acceptance("r", "b", ("daling", "lezen")))
    assert [item.name for item in found if item.severity is Severity.ACCEPTED] == ["daling"]
    found = accepted(failed("daling", "vulling", *NEVER_ACCEPTED), Acceptance("r", "b"))
    assert [item.name for item in found if item.severity is Severity.FAIL] == list(NEVER_ACCEPTED)


def test_a_warning_is_not_accepted():
    warning = Check("rdw", "groei", Severity.WARN, "Veel.")
    assert accepted([warning], Acceptance("r", "b")) == (warning,)
