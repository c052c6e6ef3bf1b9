"""The demo makes every rule speak, and its registers say what the businesses were made to be."""

import datetime as dt

import pandas as pd
import pytest

from theseus import demo, ledger
from theseus.demo import notices, registered, specialties
from theseus.facts.catalogue import questions
from theseus.rules.catalogue import rules
from theseus.workspace import Workspace

AS_OF = dt.date(2026, 11, 16)
ASKS = {
    "alcohol_permit": "alcoholvergunning",
    "dor_registration": "dor",
    "environment_notice": "milieumelding",
    "lrk_registration": "lrk",
    "lrza_registration": "lrza",
    "waadi_registration": "waadi",
}
# No made business is mapped as something else, or shares a cupboard with thirty.
QUIET = {"activiteit_op_kaart", "veel_gebruikers_weinig_ruimte"}


@pytest.fixture(scope="module")
def world() -> demo.World:
    return demo.imagine(AS_OF)


@pytest.fixture
def tables(demo_region: Workspace) -> dict[str, pd.DataFrame]:
    return ledger.published(demo_region.runs).tables("occupancy", "fact", "finding")


def test_every_rule_is_fine_of_many_and_irregular_of_some(tables):
    found = pd.crosstab(tables["finding"]["rule"], tables["finding"]["outcome"])
    names = set(rules({name: card.noun() for name, card in questions().items()}))
    assert set(found.index) == names
    assert (found["in orde"] > 500).all()
    assert set(found.index[found["aandachtspunt"] == 0]) == QUIET


def test_every_question_is_answered_somewhere(tables):
    # LISA is made for research: the demo has none.
    assert set(questions()) - set(tables["fact"]["question"]) == {"lisa_registration"}


@pytest.mark.parametrize(("question", "register"), ASKS.items())
def test_businesses_stand_in_their_register_as_they_were_made(tables, world, question, register):
    where = (
        tables["occupancy"].dropna(subset="vestiging_id_kvk").set_index("vestiging_id_kvk")["occupancy_id"]
    )
    fact = tables["fact"]
    told = fact[fact["question"] == question].set_index("occupancy_id")["value"]
    made = registered.entries(world.businesses.companies, register)
    known = [
        (told.get(where[company.vestiging_id]), standing)
        for company, standing in made
        if company.vestiging_id in where.index
    ]
    assert len(known) >= 3
    # Where another registration at the address may be theirs, nothing is claimed.
    assert all(value in {standing, None} for value, standing in known)
    assert sum(value == standing for value, standing in known) >= 0.8 * len(known)


def test_every_register_has_some_of_each_standing(world):
    for register in ("alcoholvergunning", "dor", "lrk"):
        made = {standing for _, standing in registered.entries(world.businesses.companies, register)}
        assert made == {"geldig", "vervallen", "afwezig"}


def test_specialties_are_taken_up_by_decent_businesses(world):
    trades = [one.companies[0].trade for one in specialties.decent(world.businesses)]
    for specialty in specialties.SPECIALTIES:
        assert trades.count(specialty.trade) >= min(specialty.count, 3)
    assert all("VOORBEELD" in company.name for company in world.businesses.companies)


def test_a_lodging_that_the_bag_does_not_know_is_the_exception(world):
    known = {unit.vbo_id for unit in world.places.units if "logiesfunctie" in unit.doelen}
    lodgings = [
        one.unit.vbo_id
        for one in world.businesses.occupied
        if specialties.LODGING in [company.trade for company in one.companies]
    ]
    assert known < set(lodgings)
    assert len(lodgings) - len(known) == 1


def test_publications_and_cases_are_about_businesses_that_were_there(world):
    decent = specialties.decent(world.businesses)
    assert all(one.companies[0].started < AS_OF - dt.timedelta(days=365) for one in decent)
    text = b"".join(notices.publications(decent, AS_OF).values()).decode()
    assert text.count("<sru:record>") == 31
    numbers = {company.kvk_number for company in world.businesses.companies}
    cases = notices.insolvencies(decent, AS_OF)["zaken.xml"].decode()
    assert cases.count("<insolvente>") == 5
    assert sum(number in cases for number in numbers) == 5
