"""The dossier: all that is held of one occupancy and of no other, fit for whom it is for."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest
from one_business import BEFORE, CARDS, DAY, ID, STAFF, at, desk, material, received, run, table

from theseus import contracts
from theseus.report.dossier import NOBODY, Dossier, compile_dossier
from theseus.report.dossier import received as told_received
from theseus.report.dossier.rights import texts

HOSTILE = json.loads((Path(__file__).parents[1] / "samples" / "hostile_names.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def own():
    """The version for the business itself."""
    return compile_dossier(material(), internal=False)


@pytest.fixture(scope="module")
def internal():
    return compile_dossier(material(), internal=True)


def test_every_value_has_its_source_its_original_and_when_it_was_seen(own):
    told = {item.field: item for item in own.known}
    assert told["in_use"].name == "Is het adres in gebruik?"
    assert (told["in_use"].value, told["in_use"].original) == ("ja", "JA")
    assert told["in_use"].source_title == "Straatbeeld"
    assert (told["in_use"].first_seen, told["in_use"].last_seen) == (BEFORE, DAY)


def test_an_original_that_is_the_same_is_not_said_twice():
    rows = material().results
    rows["provenance"]["original"] = rows["provenance"]["value"]
    found = compile_dossier(material(results=rows), internal=False)
    assert {item.original for item in found.known} == {None}


def test_each_source_is_told_once_with_purpose_and_legal_basis(own):
    assert [item.source for item in own.sources] == ["straatbeeld"]
    used = own.sources[0]
    assert used.purpose
    assert used.legal_basis
    assert used.delivered_on == DAY
    assert used.regime == "municipal"


@pytest.mark.parametrize("version", ["own", "internal"])
def test_nothing_of_a_restricted_source_enters(version, request):
    text = request.getfixturevalue(version).as_json()
    assert "GEHEIM" not in text
    assert "geheim" not in text.casefold()


def test_a_source_that_its_delivery_calls_restricted_stays_out_whatever_its_card_says():
    cards = {**CARDS, "geheim": CARDS["geheim"] | {"regime": "open"}}
    assert "GEHEIM" not in compile_dossier(material(cards=cards), internal=True).as_json()


@pytest.mark.parametrize("version", ["own", "internal"])
def test_nothing_of_a_neighbour_at_the_same_unit_enters(version, request):
    text = request.getfixturevalue(version).as_json()
    assert "De buurman" not in text
    assert "rij 2" not in text


def test_no_name_of_staff_stands_in_the_version_for_the_business(own):
    text = own.as_json()
    assert not [name for name in STAFF if name in text]
    assert "een medewerker" in text


def test_the_desk_reads_who_decided(internal):
    assert {item.by for item in internal.decisions} == {"anna.smit", "bram", "carla"}
    assert internal.corrections[0].granted_by == "carla"
    assert internal.visits[0].by == "carla"


def test_a_second_person_is_told_apart_without_a_name(own):
    refused = next(item for item in own.decisions if item.decision == "afgewezen")
    assert (refused.by, refused.proposed_by) == ("een andere medewerker", "een medewerker")


def test_a_name_within_another_word_stays():
    reviewed = desk()["review"].assign(reason="Het bramenpad bij bram.")
    found = compile_dossier(material(desk=desk(review=reviewed)), internal=False)
    assert "Het bramenpad bij een medewerker." in {item.reason for item in found.decisions}


def test_a_name_in_what_was_said_at_a_visit_is_left_out_and_one_in_a_register_stays():
    rows = material().results
    told = rows["provenance"].iloc[:2].assign(original="Garage carla", source=["straatbeeld", "bezoek"])
    answer = desk()["answer"].assign(original="Zei carla.")
    found = compile_dossier(
        material(results=rows | {"provenance": told}, desk=desk(answer=answer)), internal=False
    )
    assert [item.original for item in found.known] == ["Garage carla", "Garage een medewerker"]
    assert {item.original for item in found.visits[0].answers} == {"Zei een medewerker."}


def test_what_a_visit_found_is_told_with_that_visit():
    rows = [
        {"visit_id": 12, "kind": "bouwen"},
        {"visit_id": 12, "kind": "milieu"},
        {"visit_id": 13, "kind": "arbeid"},
    ]
    found = table(contracts.VISIT_FINDING, *({"occupancy_id": ID} | row for row in rows))
    told = compile_dossier(material(desk=desk(visit_finding=found)), internal=False)
    assert [item.findings for item in told.visits] == [("bouwen", "milieu")]


def test_what_was_taken_back_says_so_with_day_and_reason(own):
    override = next(item for item in own.decisions if item.kind.startswith("label door"))
    assert override.withdrawn is not None
    assert override.withdrawn.on == dt.date(2026, 11, 12)
    assert override.withdrawn.because == "Verkeerd adres."


def test_a_record_of_somebody_else_is_not_named_to_the_business(own, internal):
    assert "node/771" not in own.as_json()
    assert "node/771" in internal.as_json()


def test_a_judgement_about_the_unit_is_told_only_of_its_own_records():
    def judged(record):
        row = desk()["link_judgement"].assign(occupancy_id=ID.partition("@")[0], record_id=record)
        found = compile_dossier(
            material(desk=desk(link_judgement=row.assign(source="straatbeeld"))), internal=False
        )
        return [item.decision for item in found.decisions if item.kind == "koppeling beoordeeld"]

    assert judged("rij 1") == ["Straatbeeld rij 1 hoort niet bij dit gebruik"]
    assert judged("rij 2") == []


def test_the_label_in_every_run_with_the_cause_of_each_change(own):
    assert [(item.as_of, item.label) for item in own.labels] == [
        (BEFORE, "groen"),
        (dt.date(2026, 11, 9), "groen"),
        (DAY, "wit"),
    ]
    assert [item.cause for item in own.labels] == ["nieuw in beeld", None, "besluit van een medewerker"]
    assert [(item.first, item.last, item.runs) for item in own.periods] == [
        (BEFORE, dt.date(2026, 11, 9), 2),
        (DAY, DAY, 1),
    ]


def test_an_occupancy_that_is_gone_tells_when_it_went():
    then = [*material().runs[:2], run(DAY, "wit", old="groen", cause="niet meer in beeld")]
    lost = dataclasses.replace(then[-1], label=then[-1].label[:0])
    found = compile_dossier(material(runs=[*then[:2], lost], gone=True), internal=False)
    assert found.who.gone
    assert (found.labels[-1].label, found.labels[-1].cause) == (None, "niet meer in beeld")


def test_changed_values_are_told(own):
    assert [(item.name, item.old, item.new) for item in own.changes] == [
        ("Is het adres in gebruik?", "nee", "ja")
    ]


def test_a_proposed_red_leaves_the_desk_as_white(own, internal):
    assert (own.label.label, own.label.proposed_red) == ("wit", False)
    assert own.label.because == texts().waiting
    assert own.label.meaning == texts().meanings.wit
    assert not [item for item in (*own.labels, *own.periods) if item.proposed_red]
    assert "voorgesteld" not in {item.decision for item in own.decisions}
    assert internal.label.proposed_red
    assert internal.label.meaning == texts().meanings.voorstel


def test_a_visit_tells_what_was_asked_and_not_answered(own):
    assert [(item.question, item.value) for item in own.visits[0].answers] == [
        ("dwelling_seen", None),
        ("in_use", "ja"),
    ]


def test_the_day_of_a_planned_visit_stays_at_the_desk(own, internal):
    assert [item.month for item in own.planned] == ["december 2026"]
    assert "2026-12-01" not in own.as_json()
    assert "10:15" not in own.as_json()
    assert (internal.planned[0].day, internal.planned[0].arrival) == (dt.date(2026, 12, 1), "10:15")
    assert internal.received[0].file


def test_a_visit_that_lies_behind_is_not_planned_any_more(own):
    late = compile_dossier(material(as_of=dt.date(2026, 12, 2)), internal=True)
    assert own.planned
    assert not late.planned


def test_what_came_after_the_day_is_not_told():
    early = compile_dossier(material(as_of=dt.date(2026, 11, 5)), internal=False)
    assert [item.decision for item in early.decisions] == [
        "osm hoort niet bij dit gebruik",
        "afgewezen",
    ]
    assert not early.corrections
    assert (early.objections[0].text, early.objections[0].state) == ("Hier woont niemand.", None)
    assert [item.recipient for item in early.received] == ["politie"]


def test_a_withdrawal_of_later_does_not_exist_yet():
    then = compile_dossier(material(as_of=dt.date(2026, 11, 11)), internal=False)
    override = next(item for item in then.decisions if item.kind.startswith("label door"))
    assert override.withdrawn is None


def test_recipients_are_counted(own):
    assert [(item.recipient, item.label, item.rosters) for item in own.recipients] == [
        ("gemeente Duiven", "wit", 1),
        ("politie", "wit", 2),
    ]


def test_who_received_a_label_is_one_line_each():
    assert told_received(received()) == [
        "gemeente Duiven: label wit op 1 looplijst of kaart, het laatst van 16-11-2026",
        "politie: label wit op 2 looplijsten of kaarten, het laatst van 16-11-2026",
    ]
    assert told_received(received()[:0]) == [NOBODY]
    unknown = received((DAY, "r", "plan.json", "politie", None))
    assert told_received(unknown) == [
        "politie: label niet vastgelegd op 1 looplijst of kaart, het laatst van 16-11-2026"
    ]


def test_the_contact_comes_from_the_region_and_is_never_made_up(own):
    assert own.contact == "Loket VOORBEELD\nProefplein 1"
    assert compile_dossier(material(contact=None), internal=False).contact is None


@pytest.mark.parametrize("article", ["12", "15", "16", "18", "19", "21", "22", "77"])
def test_the_rights_name_their_article(own, article):
    assert any(f"artikel {article} AVG" in f"{item.law} {item.text}" for item in own.rights)


def test_an_empty_desk_and_nothing_planned_give_empty_parts():
    nobody = {name: rows[:0] for name, rows in desk().items()}
    found = compile_dossier(material(desk=nobody, planned=(), received=received()[:0]), internal=False)
    empty = (
        found.decisions,
        found.objections,
        found.corrections,
        found.visits,
        found.planned,
        found.received,
    )
    assert not any(empty)


def test_hostile_names_go_through_json_as_they_are(own):
    for name in filter(str.strip, HOSTILE):
        found = own.model_copy(update={"who": own.who.model_copy(update={"name": name})})
        read = json.loads(found.as_json())
        assert read["who"]["name"] == name
        assert Dossier.model_validate(read) == found


def test_a_hostile_name_in_a_table_is_the_name_in_the_dossier():
    names = [name for name in HOSTILE if name.strip()]
    values = material().results["provenance"].iloc[:1]
    rows = pd.concat([values.assign(value=name, field=f"f{at:02}") for at, name in enumerate(names)])
    found = compile_dossier(material(results=material().results | {"provenance": rows}), internal=False)
    assert [item.value for item in found.known] == names


def test_two_answers_on_one_day_by_one_visit_only():
    other = table(
        contracts.ANSWER,
        {
            "source": "bezoek",
            "record_id": "bezoek 1",
            "observed_on": at("2026-10-01"),
            "occupancy_id": ID,
            "question": "in_use",
            "value": "nee",
            "entered_by": "bram",
        },
    )
    found = compile_dossier(material(desk=desk(answer=other)), internal=False)
    assert found.visits[0].answers == ()


KEYS = """
shape audience made_on region run held_on who label findings open_questions known records sources periods
labels changes decisions objections corrections visits planned received recipients contact rights
"""


def test_the_shape_is_the_documented_one(own):
    assert set(json.loads(own.as_json())) == set(KEYS.split())
    manual = (Path(__file__).parents[2] / "docs" / "dossier.md").read_text("utf-8")
    assert not [key for key in json.loads(own.as_json()) if f"`{key}`" not in manual]
