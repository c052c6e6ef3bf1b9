"""The choice of paid look-ups: what each is worth, within the budget, whatever the order of the rows."""

import dataclasses

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus import lookups, tables
from theseus.contracts import FINDING, LABEL, OCCUPANCY, OPEN_QUESTION
from theseus.errors import ConfigError
from theseus.facts.catalogue import questions as question_cards
from theseus.fetch.protocols import kvk
from theseus.lookups import Purse
from theseus.model import Order, Question, Rule, Step
from theseus.rules.catalogue import rules as rule_cards

FLAT = dataclasses.replace(OCCUPANCY, geometry=())  # where it lies plays no part in the choice
DESK = ((Step.DESK, 0.02),)


def question(name, *families):
    return Question(name, f"{name}?", "truth", DESK, frozenset(families), families)


QUESTIONS = {
    "registered": question("registered", "kvk"),
    "active": question("active", "kvk"),
    "in_use": question("in_use", "straatbeeld"),
    "seen": question("seen", "osm", "kvk"),
}


def rule(name, *asks, gate=True):
    families = frozenset(family for ask in asks for family in QUESTIONS[ask].families)
    return Rule(name, 1, name, gate, hard=False, weight=1, families=families, questions=asks)


RULES = [
    rule("staat_ingeschreven", "registered", "active"),
    rule("is_in_gebruik", "in_use"),
    rule("kaart", "seen", gate=False),
]
UNKNOWN = {"registered": "staat_ingeschreven", "active": "staat_ingeschreven", "in_use": "is_in_gebruik"}


class Region:
    """A few occupancies as a published run would hold them."""

    def __init__(self):
        self.occupancies, self.labels, self.findings, self.open = [], [], [], []

    def add(
        self,
        number,
        *asks,
        letter=None,
        user=None,
        label="wit",
        why="bron niet volledig geraadpleegd",
        **more,
    ):
        key = f"vbo{number}{letter or ''}{len(self.occupancies)}@{user or 'onbekend'}"
        self.occupancies.append(
            {
                "occupancy_id": key,
                "terrein_id": "T1",
                "terrein_name": "Voorbeeldpark",
                "vestiging_id_kvk": user,
                "kvk_number": user and user[-8:],
                "address": f"Voorbeeldweg {number}{letter or ''}",
                "postcode": "6921XX",
                "huisnummer": number,
                "huisletter": letter,
                "users_on_unit": 1 if user else 0,
            }
            | {name: value for name, value in more.items() if name in OCCUPANCY.names}
        )
        self.labels.append(
            {
                "occupancy_id": key,
                "label": label,
                "proposed_red": more.get("proposed_red", False),
                "known_share": 0.0,
                "because": "x",
            }
        )
        self.open += [
            {
                "occupancy_id": key,
                "question": ask,
                "text": "x?",
                "why": why,
                "sources": "x",
                "step": "bureau",
                "cost_eur": 0.0,
            }
            for ask in asks
        ]
        for name in {UNKNOWN.get(ask, "kaart") for ask in asks}:
            outcome = more.get("outcome", "onbekend")
            self.findings.append({"occupancy_id": key, "rule": name, "outcome": outcome, "sentence": "x"})
        return self

    def choose(self, budget=1.0, price=0.02, recent=None, order=slice(None)):
        made = [
            tables.conform(pd.DataFrame(rows, columns=contract.names).iloc[order], contract)
            for rows, contract in (
                (self.occupancies, FLAT),
                (self.labels, LABEL),
                (self.findings, FINDING),
                (self.open, OPEN_QUESTION),
            )
        ]
        return lookups.choose(
            *made, rules=RULES, questions=QUESTIONS, purse=Purse(budget, price), recent=recent
        )


def doors(chosen):
    return [
        f"{row.huisnummer}{'' if pd.isna(row.huisletter) else row.huisletter}" for row in chosen.itertuples()
    ]


def test_a_use_that_only_misses_the_registration_counts_fully_and_others_by_share():
    region = Region().add(1, "registered", "active").add(2, "registered", "active", "in_use").add(3, "in_use")
    chosen = region.choose()
    assert doors(chosen) == ["1", "2"]
    assert chosen["value"].tolist() == [1.0, pytest.approx(2 / 3)]
    assert chosen["reason"].tolist() == [
        "1 wit gebruik, alleen de inschrijving is onbekend; nog geen vestiging bekend",
        "1 wit gebruik, de inschrijving is een deel van wat onbekend is; nog geen vestiging bekend",
    ]


def test_uses_of_one_address_are_one_look_up():
    region = Region().add(1, "registered").add(1, "registered", toevoeging="2").add(1, "registered", "in_use")
    chosen = region.choose()
    assert len(chosen) == 1
    assert chosen.loc[0, ["white", "value", "profiles", "cost_eur"]].tolist() == [3, 2.5, 1, 0.02]
    assert chosen.loc[0, "reason"].startswith(
        "3 witte gebruiken, bij 2 daarvan is alleen de inschrijving onbekend"
    )


def test_known_users_are_the_profiles_to_expect_and_come_along():
    users = ["000090000002", "000090000001", "000090000001"]
    region = Region()
    for user in users:
        region.add(1, "active", user=user)
    region.add(1, user="000090000003", label="groen")
    chosen = region.choose()
    assert chosen.loc[0, ["profiles", "white"]].tolist() == [3, 3]
    assert chosen.loc[0, "cost_eur"] == pytest.approx(0.06)
    assert chosen.loc[0, "vestigingen"] == "000090000001,000090000002,000090000003"
    assert chosen.loc[0, "reason"].endswith("; 3 vestigingen bekend")


@pytest.mark.parametrize(
    "more",
    [
        {"label": "groen"},
        {"label": "rood"},
        {"proposed_red": True},
        {"why": "geen antwoord in de bron"},
        {"why": "antwoord te bevestigen"},
        {"postcode": None},
        {"huisnummer": None},
        {"outcome": "in orde"},
    ],
)
def test_what_a_look_up_cannot_decide_is_not_bought(more):
    assert Region().add(1, "registered", **more).choose().empty


def test_a_question_of_no_gate_is_no_reason():
    assert Region().add(1, "seen").choose().empty


def test_an_irregular_finding_still_has_to_be_confirmed_at_the_door():
    region = Region().add(1, "registered")
    key = region.occupancies[0]["occupancy_id"]
    region.open.append(region.open[0] | {"question": "in_use", "why": "antwoord te bevestigen"})
    region.findings.append(
        {"occupancy_id": key, "rule": "is_in_gebruik", "outcome": "aandachtspunt", "sentence": "x"}
    )
    assert region.choose()["value"].tolist() == [0.5]


def test_an_address_that_was_bought_not_long_ago_is_left_out():
    region = Region().add(1, "registered").add(2, "registered", letter="b").add(3, "registered")
    recent = pd.DataFrame(
        {"postcode": ["6921XX", "6921XX"], "huisnummer": [1, 2], "huisletter": [pd.NA, "B"], "found": [0, 1]}
    ).astype({"huisnummer": "Int64", "huisletter": "string", "postcode": "string"})
    assert doors(region.choose(recent=recent)) == ["3"]


def test_a_cheaper_one_takes_the_place_of_what_no_longer_fits():
    region = Region().add(1, "registered")
    for n in range(3):
        region.add(2, "registered", user=f"00009000000{n}")
    region.add(3, "registered", "in_use")
    assert doors(region.choose(budget=0.05)) == ["1", "3"]


def test_nothing_is_chosen_without_money_and_everything_where_it_is_free():
    region = Region().add(1, "registered").add(2, "registered")
    assert region.choose(budget=0).empty
    assert doors(region.choose(budget=0, price=0)) == ["1", "2"]


@pytest.mark.parametrize(
    ("budget", "price"), [(-1, 0.02), (float("nan"), 0.02), (1, -0.02), (float("inf"), 1)]
)
def test_an_amount_that_is_none_is_refused(budget, price):
    with pytest.raises(ConfigError, match="moet een bedrag in euro zijn"):
        Region().add(1, "registered").choose(budget, price)


def test_a_region_without_anything_has_no_look_ups():
    assert Region().choose().empty


def test_the_items_can_be_asked():
    region = Region().add(1, "registered", letter="a").add(2, "active", user="000090000002")
    items = lookups.as_items(region.choose())
    assert items == (
        {"kind": "zoeken", "postcode": "6921XX", "huisnummer": "1", "huisletter": "A"},
        {"kind": "zoeken", "postcode": "6921XX", "huisnummer": "2", "vestigingen": "000090000002"},
    )
    url, asked = kvk.preview(Order("kvk", "KVK", "x", "kvk", "https://api.kvk.nl/api", items=items))
    assert asked == 2
    assert url.endswith("huisnummer=1&huisletter=A")


def test_the_cards_of_the_house_have_questions_for_the_register():
    nouns = {name: card.noun() for name, card in question_cards().items()}
    gates = [card.noun() for card in rule_cards(nouns).values() if card.gate]
    asked = {name for rule_ in gates for name in rule_.questions}
    assert {name for name in asked if lookups.FAMILY in nouns[name].families} >= {
        "registered",
        "registration_active",
    }


ADDRESSES = st.lists(
    st.tuples(
        st.integers(1, 8),
        st.sampled_from([None, "A"]),
        st.sampled_from([None, *(f"00009000000{n}" for n in range(6))]),
        st.sets(st.sampled_from(["registered", "active", "in_use"]), min_size=1),
        st.sampled_from(["wit", "wit", "groen"]),
    ),
    max_size=25,
)


def made_of(uses):
    region = Region()
    for number, letter, user, asks, label in uses:
        region.add(number, *sorted(asks), letter=letter, user=user, label=label)
    return region


@settings(max_examples=settings().max_examples // 3)  # one example holds many addresses
@given(ADDRESSES, st.integers(0, 15), st.sampled_from([0.02, 0.016, 0.1, 2.35]))
def test_the_budget_is_kept_and_nothing_better_that_fits_is_left(uses, profiles, price):
    region = made_of(uses)
    budget = profiles * price
    chosen, everything = region.choose(budget, price), region.choose(1e6, price)
    assert chosen["cost_eur"].sum() <= budget + 1e-9
    per_euro = everything["value"] / everything["profiles"]
    assert (per_euro.diff().dropna() <= 1e-9).all()
    taken = everything["address"].isin(chosen["address"])
    for place in everything.index[~taken]:
        # What is better per euro was bought first, and after that this one did not fit.
        better = everything[taken & (everything.index < place)]
        assert better["profiles"].sum() + everything.loc[place, "profiles"] > profiles


@settings(max_examples=settings().max_examples // 3)
@given(ADDRESSES, st.integers(0, 10))
def test_the_order_of_the_rows_plays_no_part(uses, profiles):
    region = made_of(uses)
    one = region.choose(profiles * 0.02)
    other = region.choose(profiles * 0.02, order=slice(None, None, -1))
    pd.testing.assert_frame_equal(one, other)
