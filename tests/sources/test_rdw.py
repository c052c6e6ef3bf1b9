"""RDW: two data sets told apart, deliveries compared, and nothing expires by half a delivery."""

import csv
import datetime as dt
import io
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus import demo, starter
from theseus.check import check
from theseus.errors import SourceError
from theseus.intake import take_in
from theseus.model import Freshness, Severity
from theseus.sources import rdw
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile
from theseus.workspace import Workspace

CARD = cards()["rdw"]
AS_OF = dt.date(2026, 11, 16)
OLD, NEW = dt.date(2026, 5, 1), dt.date(2026, 11, 1)


def firm(number, **changes):
    found = {
        "volgnummer": str(number),
        "naam_bedrijf": f"VOORBEELD AUTO {number}",
        "gevelnaam": "VOORBEELD GEVEL",
        "straat": "VOORBEELDWEG",
        "huisnummer": "12",
        "huisnummer_toevoeging": "A",
        "postcode_numeriek": "6921",
        "postcode_alfanumeriek": "XX",
        "plaats": "DUIVEN",
        "api_bedrijf_erkenningen": "https://opendata.rdw.nl/resource/nmwb-dqkz.json",
    }
    return found | changes


def grant(number, what="Bedrijfsvoorraad"):
    return {"volgnummer": str(number), "erkenning": what}


def as_csv(records):
    handle = io.StringIO()
    writer = csv.DictWriter(handle, list(records[0]))
    writer.writeheader()
    writer.writerows(records)
    return handle.getvalue()


@pytest.fixture
def read(tmp_path):
    """Read (day, content) pairs; text is CSV, anything else becomes JSON."""

    def reader(*contents):
        files = []
        for number, (day, content) in enumerate(contents):
            path = tmp_path / f"{number}.{'csv' if isinstance(content, str) else 'json'}"
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
            files.append(RawFile(path, day))
        delivery = rdw.read(files, CARD, AS_OF)
        table = delivery.tables["registration"]
        assert delivery.rows_read == len(table) + delivery.rows_merged + len(delivery.quarantine)
        return delivery, table.set_index("record_id"), delivery.quarantine

    return reader


def test_businesses_with_their_recognitions(read):
    grants = [grant(1, "Tenaamstellen"), grant(1, "APK Lichte voertuigen"), grant(1, "Tenaamstellen")]
    delivery, table, quarantine = read((NEW, [firm(1), firm(2)]), (NEW, grants))
    row = table.loc["1"]
    assert (row["name"], row["facade_name"]) == ("VOORBEELD AUTO 1", "VOORBEELD GEVEL")
    assert row["kind"] == "APK Lichte voertuigen|Tenaamstellen"
    assert (row["status"], row["observed_on"]) == ("geldig", pd.Timestamp(NEW))
    assert (row["straat"], row["huisnummer"], row["huisletter"]) == ("VOORBEELDWEG", 12, "A")
    assert (row["postcode"], row["woonplaats"]) == ("6921XX", "DUIVEN")
    assert delivery.rows_merged == 3
    assert quarantine.empty
    assert table.loc["2", "status"] == "geldig"
    assert pd.isna(table.loc["2", "kind"])


def test_csv_is_told_apart_by_its_fields_too(read):
    _, table, _ = read((NEW, as_csv([grant(7)])), (NEW, as_csv([firm(7)])))
    assert table.loc["7", "kind"] == "Bedrijfsvoorraad"


@pytest.mark.parametrize(
    ("addition", "letter", "rest"),
    [("A", "A", None), ("2", None, "2"), ("BIS", None, "BIS"), ("A2", "A", "2"), ("", None, None)],
)
def test_additions(read, addition, letter, rest):
    _, table, _ = read((NEW, [firm(1, huisnummer_toevoeging=addition)]))
    found = table.loc["1"][["huisnummer", "huisletter", "toevoeging"]].tolist()
    assert [None if pd.isna(value) else value for value in found] == [12, letter, rest]


def test_an_odd_addition_does_not_cost_the_number(read):
    _, table, _ = read((NEW, [firm(1, huisnummer_toevoeging="achter de loods links")]))
    assert table.loc["1", "huisnummer"] == 12
    assert table.loc["1", "toevoeging"] == "achter de loods links"


def test_gone_from_the_newest_delivery_is_expired_on_that_day(read):
    firms = [firm(number) for number in range(10)]
    delivery, table, _ = read((OLD, firms), (OLD, [grant(9, "Demontage")]), (NEW, firms[:9]))
    assert table.loc["9", ["status", "kind"]].tolist() == ["vervallen", "Demontage"]
    assert table.loc["9", "observed_on"] == pd.Timestamp(NEW)
    assert set(table.drop("9")["status"]) == {"geldig"}
    assert delivery.rows_merged == 9 + 1


def test_all_recognitions_lost_is_expired(read):
    firms = [firm(number) for number in range(10)]
    grants = [grant(number) for number in range(10)]
    _, table, _ = read((OLD, firms), (OLD, grants), (NEW, firms), (NEW, grants[1:]))
    assert table.loc["0", ["status", "kind"]].tolist() == ["vervallen", "Bedrijfsvoorraad"]
    assert table["status"].value_counts().to_dict() == {"geldig": 9, "vervallen": 1}


def test_without_recognitions_in_the_newest_delivery_nothing_is_lost(read):
    _, table, _ = read((OLD, [firm(1)]), (OLD, [grant(1)]), (NEW, [firm(1)]))
    assert table.loc["1", ["status", "kind"]].tolist() == ["geldig", "Bedrijfsvoorraad"]


def test_a_broken_row_in_the_newest_delivery_is_no_absence(read):
    _, table, quarantine = read((OLD, [firm(1), firm(2)]), (NEW, [firm(1, postcode_numeriek="9"), firm(2)]))
    assert table.loc["1", ["status", "observed_on"]].tolist() == ["geldig", pd.Timestamp(OLD)]
    assert quarantine["code"].tolist() == ["bad_postcode"]


def test_a_recognition_of_nobody(read):
    _, _, quarantine = read((NEW, [firm(1)]), (NEW, [grant(1), grant(99)]))
    assert quarantine[["code", "record_id", "row"]].to_numpy().tolist() == [["unknown_reference", "99", 2]]


OLDER = dt.date(2026, 2, 1)


def firms_of(numbers):
    return [firm(number) for number in numbers]


def grants_of(numbers):
    return [grant(number) for number in numbers]


def test_half_a_delivery_is_a_doubt_and_nothing_expires_by_it(read):
    delivery, table, _ = read((OLD, firms_of(range(10))), (NEW, [*firms_of(range(6)), firm(99)]))
    (doubt,) = delivery.doubts
    assert doubt.startswith("De levering van 01-11-2026 heeft 7 erkende bedrijven, een eerdere 10:")
    assert set(table["status"]) == {"geldig"}
    assert len(table) == 11, "what a half delivery does hold is used"
    assert set(table.loc[["6", "9"], "observed_on"]) == {pd.Timestamp(OLD)}
    assert table.loc["99", "observed_on"] == pd.Timestamp(NEW)


def test_half_the_recognitions_are_a_doubt_too(read):
    firms = firms_of(range(10))
    delivery, table, _ = read(
        (OLD, firms), (OLD, grants_of(range(10))), (NEW, firms), (NEW, grants_of(range(7)))
    )
    (doubt,) = delivery.doubts
    assert "7 erkenningen, een eerdere 10" in doubt
    assert set(table["status"]) == {"geldig"}
    assert table["kind"].notna().all()


def test_what_a_whole_delivery_said_stands_when_a_half_one_follows(read):
    delivery, table, _ = read(
        (OLDER, firms_of(range(11))), (OLD, firms_of(range(10))), (NEW, firms_of(range(5)))
    )
    assert delivery.doubts
    assert table.loc["10", ["status", "observed_on"]].tolist() == ["vervallen", pd.Timestamp(OLD)]
    assert set(table.drop("10")["status"]) == {"geldig"}


def test_a_second_half_delivery_does_not_make_the_first_whole(read):
    delivery, table, _ = read(
        (OLDER, firms_of(range(10))), (OLD, firms_of(range(5))), (NEW, firms_of(range(5)))
    )
    assert delivery.doubts
    assert set(table["status"]) == {"geldig"}


def test_a_delivery_of_more_than_a_year_ago_is_no_measure(read):
    old = NEW - dt.timedelta(days=400)
    delivery, table, _ = read((old, firms_of(range(10))), (NEW, firms_of(range(5))))
    assert delivery.doubts == ()
    assert table["status"].value_counts().to_dict() == {"geldig": 5, "vervallen": 5}


def test_a_fifth_less_is_no_doubt(read):
    delivery, table, _ = read((OLD, firms_of(range(10))), (NEW, firms_of(range(8))))
    assert delivery.doubts == ()
    assert table["status"].value_counts().to_dict() == {"geldig": 8, "vervallen": 2}


def test_pages_of_one_day_are_one_delivery(read):
    grants = grants_of([1, 1, 2])
    delivery, table, quarantine = read(
        (NEW, firms_of([1, 2])),
        (NEW, firms_of([3])),
        (NEW, grants),
        (NEW, [*grants_of([2, 3]), grant(2, "APK")]),
    )
    assert table["kind"].tolist() == ["Bedrijfsvoorraad", "APK|Bedrijfsvoorraad", "Bedrijfsvoorraad"]
    assert quarantine.empty
    assert delivery.doubts == ()


def test_the_door_asks_a_person_and_then_lets_it_in(tmp_path):
    raw = tmp_path / "data" / "raw" / "rdw"
    for day, numbers in ((OLD, range(10)), (NEW, range(6))):
        (raw / day.isoformat()).mkdir(parents=True)
        (raw / day.isoformat() / "bedrijven-001.json").write_text(json.dumps(firms_of(numbers)))
    workspace = Workspace(tmp_path)
    starter.make(workspace, demo.region())
    halted, accepted = (
        next(item for item in take_in(workspace, AS_OF, last=None, accept=accept) if item.card.id == "rdw")
        for accept in ({}, {"rdw": "De RDW ruimde het register op."})
    )
    assert halted.report.freshness is not Freshness.FRESH
    assert halted.report.delivered_on == OLD, "the last whole delivery stays in use"
    assert any("te veel minder om volledig" in item.message for item in halted.report.checks)
    assert accepted.report.freshness is Freshness.FRESH
    assert set(accepted.records["registration"]["status"]) == {"geldig"}


def test_a_delivery_without_businesses_is_refused(read):
    with pytest.raises(SourceError, match=r"2026-11-01 van de RDW heeft geen bestand met erkende bedrijven"):
        read((OLD, [firm(1)]), (NEW, [grant(1)]))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"volgnummer": None}, "missing_key"),
        ({"volgnummer": "A1"}, "bad_key"),
        ({"naam_bedrijf": ""}, "missing_value"),
        ({"naam_bedrijf": "x" * 1_000_000}, "too_long"),
        ({"gevelnaam": "Caf\ufffd"}, "bad_encoding"),
        ({"huisnummer": "twaalf"}, "bad_number"),
        ({"postcode_alfanumeriek": "X1"}, "bad_postcode"),
        ({"volgnummer": "2"}, "duplicate_key"),
    ],
)
def test_what_breaks_a_row(read, change, code):
    _, table, quarantine = read((NEW, [firm(2), firm(1, **change)]))
    assert quarantine["code"].tolist() == [code]
    assert list(table.index) == ["2"]


def test_errors_and_strangers_are_told(read):
    _, _, quarantine = read((NEW, [firm(1), 7, {"error": True, "message": "Invalid SoQL"}]))
    assert sorted(quarantine["code"]) == ["error_answer", "not_an_object"]


def test_unknown_and_missing_fields_are_refused(read):
    with pytest.raises(SourceError, match="naam_bedrijf"):
        read((NEW, [{"kenteken": "x"}]))
    with pytest.raises(SourceError, match=r"'postcode_numeriek' ontbreekt\. Bedoelde u 'postcode_nummer'"):
        read((NEW, as_csv([firm(1)]).replace("postcode_numeriek", "postcode_nummer")))


def test_the_door_knows_every_field(read):
    delivery, _, _ = read((NEW, [firm(1)]), (NEW, [grant(1)]))
    found = check(CARD.door, delivery.tables, columns=delivery.columns, rows_read=2, defects={})
    assert [item.severity for item in found] == [Severity.OK]


NUMBERS = st.sampled_from(["1", "2", "3", "x", None])
CHANGES = st.dictionaries(
    st.sampled_from(["naam_bedrijf", "huisnummer", "postcode_numeriek", "plaats"]),
    st.sampled_from([None, "", "12", "6921", "x\ufffd", 5, ["a"]]),
    max_size=2,
)
FIRMS = st.lists(
    st.builds(lambda number, change: firm(number) | {"volgnummer": number} | change, NUMBERS, CHANGES),
    max_size=6,
)
GRANTS = st.lists(st.builds(lambda number: {"volgnummer": number, "erkenning": "APK"}, NUMBERS), max_size=6)


@settings(max_examples=20)
@given(st.tuples(FIRMS, GRANTS), st.tuples(FIRMS, GRANTS))
def test_no_row_is_lost(tmp_path_factory, older, newer):
    files = []
    for day, contents in ((OLD, older), (NEW, newer)):
        for name, content in zip(("bedrijven", "erkenningen"), contents, strict=True):
            path = tmp_path_factory.getbasetemp() / f"{day}-{name}.json"
            path.write_text(json.dumps(content))
            files.append(RawFile(path, day))
    try:
        delivery = rdw.read(files, CARD, AS_OF)
    except SourceError:
        return  # a delivery without businesses
    table = delivery.tables["registration"]
    assert delivery.rows_read == sum(map(len, (*older, *newer)))
    assert delivery.rows_read == len(table) + delivery.rows_merged + len(delivery.quarantine)
    assert table["record_id"].is_unique


def test_of_two_deliveries_on_one_day_the_last_is_read(tmp_path):
    files = []
    for folder, numbers in (("2026-11-02", (1, 2)), ("2026-11-02T1405", (1, 2, 3))):
        path = tmp_path / folder / "firms.json"
        path.parent.mkdir()
        path.write_text(json.dumps([firm(number) for number in numbers]), "utf-8")
        files.append(RawFile(path, dt.date(2026, 11, 2)))
    delivery = rdw.read(files, CARD, AS_OF)
    assert delivery.rows_read == 3
    assert delivery.quarantine.empty
    assert set(delivery.tables["registration"]["status"]) == {"geldig"}
