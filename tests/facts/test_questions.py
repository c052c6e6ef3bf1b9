"""Question cards: complete, honest about cost, and refused when they cannot be used."""

import pytest

from theseus.contracts import ACTIVITIES, RECORDS, VISIT
from theseus.errors import ConfigError
from theseus.facts.catalogue import parse, prices, questions, witnesses
from theseus.model import Step
from theseus.sources.card import cards

GOOD = """
id = "x"
text = "Is dit zo?"
type = "truth"
steps = ["street_view"]

[[answers]]
families = ["straatbeeld"]
table = "street_note"
value = "in_use"
"""


def test_every_witness_is_a_source_of_that_family_that_fills_that_table():
    for table, families in witnesses().items():
        for family, sources in families.items():
            for source in sources:
                assert cards()[source].family == family
                assert table == "occupancy" or table in cards()[source].tables


def test_every_source_that_fills_a_table_we_ask_about_is_a_witness():
    for card in cards().values():
        for table in set(card.tables) & set(witnesses()):
            assert card.id in witnesses()[table].get(card.family, ())


def test_the_tables_are_record_tables():
    assert set(witnesses()) <= {*RECORDS, "occupancy", VISIT.name}


def test_every_activity_question_has_the_same_closed_list():
    for name in ("activity_registered", "activity_seen", "activity_on_map"):
        assert questions()[name].choices == ACTIVITIES


def test_a_noun_has_its_steps_cheapest_first():
    for card in questions().values():
        costs = [cost for _, cost in card.noun().steps]
        assert costs == sorted(costs)
        assert card.noun().families


def test_prices_cover_every_step_and_say_what_they_rest_on():
    assert {price.step for price in prices().values()} == set(Step)
    assert all(price.basis for price in prices().values())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('steps = ["street_view"]', 'steps = ["helikopter"]', "helikopter"),
        ('table = "street_note"', 'table = "social_media"', "social_media"),
        ('families = ["straatbeeld"]', 'families = ["kvk"]', "kvk"),
        ('type = "truth"', 'type = "text"', "choices"),
        ('type = "truth"', 'type = "gevoel"', "type"),
        ('text = "Is dit zo?"', 'text = "Dit is zo."', "text"),
        ('value = "in_use"', 'value = "in_use"\nsilence = "misschien"', "silence"),
        ('value = "in_use"', 'value = "in_use"\nonbekend = 1', "onbekend"),
        ('id = "x"', 'id = "y"', r"y\.toml"),
        ('id = "x"', 'id = ""x', "TOML"),
        ('value = "in_use"', "", "value"),
    ],
)
def test_a_card_that_cannot_be_used_is_refused_by_name(old, new, message):
    assert parse(GOOD, "x.toml").id == "x"
    with pytest.raises(ConfigError, match=message):
        parse(GOOD.replace(old, new), "x.toml")


def test_only_the_last_answer_may_be_silent():
    first = GOOD + 'silence = "nee"\n' + GOOD[GOOD.index("[[answers]]") :]
    with pytest.raises(ConfigError, match="silence"):
        parse(first, "x.toml")
