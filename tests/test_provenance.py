"""Provenance: the record behind a value, how long it stands, and what changed between two runs."""

import datetime as dt
import hashlib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus import tables
from theseus.contracts import DELIVERY, FACT, FIELDS, LINK, OCCUPANCY, PROVENANCE, RECORDS
from theseus.facts.catalogue import questions
from theseus.model import Freshness, SourceReport
from theseus.provenance import changes, deliveries, trace
from theseus.report.provenance import as_text

CARDS = {
    "kvk": {"licence": "Eigen abonnement", "regime": "municipal"},
    "rdw": {"licence": "CC0", "regime": "open"},
}
DAY = dt.date(2026, 11, 16)


def report(source, *files, freshness=Freshness.FRESH, on=dt.date(2026, 11, 2)):
    return SourceReport(source, source.upper(), freshness, on, files=files)


def raw(name, **more):
    return {
        "file": name,
        "delivered_on": "2026-11-02",
        "sha256": hashlib.sha256(name.encode()).hexdigest(),
        **more,
    }


def only(table):
    (row,) = table.to_dict("records")
    return row


def test_a_delivery_of_one_file_has_the_hash_of_that_file():
    file = raw("kvk.csv", url="https://x.nl/a?b=1", retrieved_at="2026-11-02T10:00:00+00:00")
    row = only(deliveries([report("kvk", file)], CARDS))
    assert row["sha256"] == file["sha256"]
    assert (row["file"], row["files"], row["url"]) == ("kvk.csv", 1, "https://x.nl/a?b=1")
    assert row["regime"] == "municipal"
    assert row["retrieved_at"] == "2026-11-02T10:00:00+00:00"


def test_a_delivery_of_several_files_has_one_hash_that_moves_with_each_of_them():
    files = [raw(name, url=f"https://x.nl/api/profiel/{name}") for name in ("a", "b", "c")]
    row = only(deliveries([report("kvk", *files)], CARDS))
    assert (row["file"], row["files"], row["url"]) == ("a en 2 andere", 3, "https://x.nl/api/profiel")
    assert row["sha256"] == only(deliveries([report("kvk", *files[::-1])], CARDS))["sha256"]
    files[1] = {**files[1], "sha256": "0" * 64}
    assert row["sha256"] != only(deliveries([report("kvk", *files)], CARDS))["sha256"]


@pytest.mark.parametrize(
    ("urls", "shared"),
    [
        ((None, None), None),
        (("https://x.nl/items?startIndex=0", "https://x.nl/items?startIndex=9"), "https://x.nl/items"),
        (("https://x.nl/a", "https://y.nl/a"), None),
        (("https://x.nl/a", "https://x.nl/b"), None),
        (("https://x.nl/v1/ab", "https://x.nl/v1/ac"), "https://x.nl/v1"),
    ],
)
def test_several_files_have_the_url_that_they_share(urls, shared):
    files = [raw(str(place), url=url) for place, url in enumerate(urls)]
    found = only(deliveries([report("kvk", *files)], CARDS))["url"]
    assert (None if pd.isna(found) else found) == shared


def test_a_source_without_records_has_no_delivery_and_one_brought_by_hand_no_url():
    absent = report("rdw", freshness=Freshness.ABSENT, on=None)
    row = only(deliveries([absent, report("kvk", raw("kvk.csv"))], CARDS))
    assert row["source"] == "kvk"
    assert pd.isna(row["url"])
    assert pd.isna(row["retrieved_at"])


def test_no_question_has_the_name_of_a_field():
    assert not set(questions()) & set(FIELDS)


VBO, PAND, ADDRESS_ID = "0226010000000001", "0226100000000001", "0226200000000001"
ADDRESS = {"straat": "Proefweg", "huisnummer": 1, "postcode": "6921ZZ", "woonplaats": "Duiven"}


def records(name="Garage Linde", observed="2026-11-02"):
    made = {
        "vestiging": {
            "record_id": "000090000001",
            "vestiging_id_kvk": "000090000001",
            "kvk_number": "90000001",
            "name": name,
            "address_shielded": False,
        },
        "verblijfsobject": {
            "record_id": VBO,
            "vbo_id_bag": VBO,
            "pand_ids_bag": PAND,
            "status": "in gebruik",
        },
        "pand": {"record_id": PAND, "pand_id_bag": PAND, "status": "in gebruik"},
        "adres": {"record_id": ADDRESS_ID, "vbo_id_bag": VBO, "is_main": True},
        "terrein": {"record_id": "1", "terrein_id": "990001", "name": "Proefpark"},
    }
    sources = {"vestiging": "kvk", "terrein": "ibis"}
    return {
        table: tables.conform(
            pd.DataFrame(
                [
                    {
                        "source": sources.get(table, "bag"),
                        "observed_on": pd.Timestamp(observed),
                        **(ADDRESS if "huisnummer" in RECORDS[table].names else {}),
                        **row,
                    }
                ]
            ),
            RECORDS[table],
        )
        for table, row in made.items()
    }


def occupancies(name="Garage Linde", **more):
    row = {
        "occupancy_id": f"{VBO}@000090000001",
        "terrein_id": "990001",
        "terrein_name": "Proefpark",
        "vbo_id_bag": VBO,
        "pand_id_bag": PAND,
        "vestiging_id_kvk": "000090000001",
        "kvk_number": "90000001",
        "name": name,
        "name_source": "kvk",
        "address": "Proefweg 1, 6921 ZZ Duiven",
        "users_on_unit": 1,
        **ADDRESS,
        **more,
    }
    return tables.conform(pd.DataFrame([row]), OCCUPANCY)


def links(**more):
    rows = [
        {
            "source": "kvk",
            "record_id": "000090000001",
            "table": "vestiging",
            "occupancy_id": f"{VBO}@000090000001",
        },
        {"source": "ibis", "record_id": "1", "table": "terrein"},
    ]
    frame = pd.DataFrame(rows).assign(outcome="gekoppeld", matcher_version="1", reason="Zo.", **more)
    return tables.conform(frame, LINK)


def facts(value="ja", observed="2026-11-02", original=None, record_id="000090000001"):
    row = {
        "occupancy_id": f"{VBO}@000090000001",
        "question": "registered",
        "value": value,
        "original": original,
        "source": "kvk",
        "record_id": record_id,
        "observed_on": pd.Timestamp(observed),
        "expired": False,
    }
    return tables.conform(pd.DataFrame([row]), FACT)


def delivered(on="2026-11-02"):
    rows = [
        {"source": source, "delivered_on": pd.Timestamp(on), "licence": "x", "regime": "open"}
        for source in ("kvk", "bag", "ibis")
    ]
    return tables.conform(pd.DataFrame(rows), DELIVERY)


def traced(**settings):
    given = {"occupancies": occupancies(), "links": links(), "facts": facts(), "records": records()}
    given |= {"delivered": delivered()} | settings
    return trace(**given)


def by_field(table):
    return table.set_index("field")


def test_every_value_names_its_record():
    found = by_field(traced())
    assert found["record_id"].to_dict() == {
        "name": "000090000001",
        "address": ADDRESS_ID,
        "vbo_id_bag": VBO,
        "pand_id_bag": PAND,
        "vestiging_id_kvk": "000090000001",
        "kvk_number": "000090000001",
        "terrein": "1",
        "registered": "000090000001",
    }
    assert found.loc["address", "original"] == "Proefweg 1 6921ZZ Duiven"
    assert found.loc["terrein", "value"] == "Proefpark"


def test_the_original_is_what_the_source_wrote():
    assert by_field(traced(facts=facts(original="SBI 45204"))).loc["registered", "original"] == "SBI 45204"
    assert by_field(traced()).loc["registered", "original"] == "ja"
    assert pd.isna(by_field(traced(facts=facts("nee", record_id=None))).loc["registered", "original"])


def test_a_name_that_no_record_has_is_not_claimed():
    assert "name" not in set(traced(occupancies=occupancies("Iets anders"))["field"])
    assert "name" not in set(traced(occupancies=occupancies(name_source="osm"))["field"])
    assert "name" not in set(traced(links=links(occupancy_id=pd.NA))["field"])


def test_without_the_bag_the_address_is_that_of_the_record_of_the_user():
    known = {name: table[:0] if name == "adres" else table for name, table in records().items()}
    assert by_field(traced(records=known)).loc["address", "record_id"] == "000090000001"


def test_the_pand_is_known_by_its_object_if_it_has_no_record():
    known = {name: table[:0] if name == "pand" else table for name, table in records().items()}
    assert by_field(traced(records=known)).loc["pand_id_bag", "record_id"] == VBO


def test_a_value_that_stays_keeps_the_day_on_which_it_was_first_seen():
    first = traced()
    later = traced(
        records=records(observed="2026-11-09"),
        facts=facts(observed="2026-11-09"),
        delivered=delivered("2026-11-09"),
        last=first,
    )
    assert set(later["first_seen"]) == {pd.Timestamp("2026-11-02")}
    assert set(later["last_seen"]) == {pd.Timestamp("2026-11-09")}


def test_a_value_that_changes_starts_again():
    later = by_field(
        traced(
            occupancies=occupancies("Garage Beuk"),
            records=records("Garage Beuk", "2026-11-09"),
            facts=facts("nee", "2026-11-09"),
            delivered=delivered("2026-11-09"),
            last=traced(),
        )
    )
    assert later.loc[["name", "registered"], "first_seen"].tolist() == [pd.Timestamp("2026-11-09")] * 2
    assert later.loc["address", "first_seen"] == pd.Timestamp("2026-11-02")


def test_of_a_source_whose_old_deliveries_count_a_record_was_seen_on_its_own_day():
    found = by_field(traced(delivered=delivered("2026-11-09"), cumulative=["kvk"]))
    assert found.loc["name", "last_seen"] == pd.Timestamp("2026-11-02")
    assert found.loc["address", "last_seen"] == pd.Timestamp("2026-11-09")


def test_its_own_result_as_the_last_one_gives_the_same():
    first = traced()
    pd.testing.assert_frame_equal(traced(last=first), first)


class TestWhatPeopleAnswered:
    """A fact of a visit or a correction names its number and its day; it has no delivery."""

    @pytest.fixture
    def said(self):
        rows = [
            ("in_use", "ja", "bezoek", "bezoek 12", "2026-11-03"),
            ("violation_found", "nee", "bezoek", None, "2026-11-16"),
            ("registered", "nee", "correctie", "correctie 3", "2026-11-05"),
        ]
        columns = ["question", "value", "source", "record_id", "observed_on"]
        table = pd.DataFrame(rows, columns=columns).assign(occupancy_id=f"{VBO}@000090000001", expired=False)
        table["observed_on"] = pd.to_datetime(table["observed_on"])
        return tables.conform(table, FACT)

    def test_it_names_its_record_and_was_seen_on_its_day(self, said):
        found = by_field(traced(facts=said))
        assert found.loc["in_use", "record_id"] == "bezoek 12"
        assert found.loc["in_use", "original"] == "ja"
        assert found.loc["in_use", "last_seen"] == pd.Timestamp("2026-11-03")
        assert pd.isna(found.loc["violation_found", "record_id"])
        assert found.loc["registered", "source"] == "correctie"

    def test_a_later_visit_with_the_same_answer_keeps_when_it_was_first_seen(self, said):
        before = traced(facts=said)
        later = said.assign(record_id=said["record_id"].replace("bezoek 12", "bezoek 15"))
        later.loc[later["question"] == "in_use", "observed_on"] = pd.Timestamp("2026-12-01")
        row = by_field(traced(facts=later, last=before)).loc["in_use"]
        assert (row["first_seen"], row["last_seen"]) == (
            pd.Timestamp("2026-11-03"),
            pd.Timestamp("2026-12-01"),
        )

    def test_it_is_told_by_its_number_and_day(self, said):
        results = {"provenance": traced(facts=said), "delivery": delivered()}
        told = as_text(occupancies().iloc[0], results, {}, {"bezoek": "Bezoek", "correctie": "Correctie"})
        assert "bron         Bezoek [4], bezoek 12 van 03-11-2026" in told
        assert "bron         Bezoek [4], alle bezoeken: deze staat er niet bij" in told
        assert "Correctie [5], correctie 3 van 05-11-2026" in told
        assert "[4] Bezoek: door een medewerker ingevoerd" in told


def test_an_empty_region_has_no_values():
    nothing = trace(
        tables.empty(OCCUPANCY), tables.empty(LINK), tables.empty(FACT), {}, tables.empty(DELIVERY)
    )
    assert nothing.empty
    assert list(nothing.columns) == PROVENANCE.names


def values(**value_of):
    rows = [
        {
            "occupancy_id": "a",
            "field": field,
            "value": value,
            "source": "kvk",
            "first_seen": pd.Timestamp("2026-11-02"),
            "last_seen": pd.Timestamp("2026-11-02"),
        }
        for field, value in value_of.items()
    ]
    return tables.conform(pd.DataFrame(rows, columns=PROVENANCE.names), PROVENANCE)


def pairs(table):
    cells = table[["field", "old", "new"]].astype(object)
    return list(cells.where(cells.notna(), None).itertuples(index=False, name=None))


def test_new_different_and_gone_values_are_changes():
    found = changes(values(a="1", b="1", c="1"), values(a="1", b="2", d="1"), DAY, "run-2")
    assert pairs(found) == [("b", "1", "2"), ("c", "1", None), ("d", None, "1")]
    assert set(found["run"]) == {"run-2"}
    assert set(found["changed_on"]) == {pd.Timestamp(DAY)}


def test_the_first_run_changes_nothing():
    assert changes(None, values(a="1"), DAY, "run-1").empty


def test_another_source_with_the_same_value_is_no_change():
    assert changes(values(a="1"), values(a="1").assign(source="rdw"), DAY, "run-2").empty


NAMES = st.dictionaries(st.sampled_from(list("abcde")), st.text(max_size=3), max_size=5)


@given(NAMES, NAMES)
def test_what_changed_brings_the_old_values_to_the_new(before, now):
    state = dict(before)
    for field, _, new in pairs(changes(values(**before), values(**now), DAY, "run-2")):
        if new is None:
            del state[field]
        else:
            state[field] = new
    assert state == now
