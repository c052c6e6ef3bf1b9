"""Small runs for tests: a few occupancies with facts, labelled by a set of rules and kept on disk."""

import datetime as dt

import pandas as pd

from theseus import ledger, policy, tables
from theseus.contracts import FACT, OCCUPANCY, OVERRIDE, REVIEW
from theseus.model import Outcome, Question, Step
from theseus.relabel import Kept, again
from theseus.rules.catalogue import parse

AS_OF = dt.date(2026, 11, 16)
LIMITS = {"known_share": 0.6, "red_rules": 2}


def question(name, *families, kind="truth"):
    return Question(name, f"Klopt {name}?", kind, ((Step.THEME, 45.0),), frozenset(families), families)


ASKED = {
    item.id: item
    for item in (
        question("in_gebruik", "straat"),
        question("bewoond", "straat"),
        question("ingeschreven", "kvk"),
        question("erkend", "rdw"),
        question("vergund", "gemeente"),
    )
}
CARD = """
id = "{id}"
version = {version}
statement = "Zo hoort het."
irregular = "{irregular}"
gate = {gate}
hard = {hard}
weight = {weight}
settled_by = "{settled_by}"
owner = "Teamleider toezicht"
legal_basis = "Omgevingswet"
rationale = "Omdat het telt."
what_it_does_not_mean = "Het betekent niet dat er iets mis is."
[indicator]
relevant = "Ja."
verifiable_by_the_business = "Ja."
not_a_proxy = "Ja."
proportionate = "Ja."
tested = "Ja."
[sentences]
fine = "In orde."
irregular = "Dit vraagt aandacht."
unknown = "Niet bekend."
[example_irregular]
{example_irregular}
[example_fine]
{example_fine}
"""


def card_text(name, irregular, *, version=1, gate=True, hard=False, weight=1):
    """Write a card whose examples turn on the first question of its expression."""
    asks = irregular.removeprefix("not ").split()[0]
    answers = ['"ja"', '"nee"']
    odd, fine = reversed(answers) if irregular.startswith("not ") else answers
    return CARD.format(
        id=name,
        version=version,
        irregular=irregular,
        gate=str(gate).lower(),
        hard=str(hard).lower(),
        weight=weight,
        settled_by=asks,
        example_irregular=f"{asks} = {odd}",
        example_fine=f"{asks} = {fine}",
    )


def card(name, irregular, **options):
    return parse(card_text(name, irregular, **options), f"{name}.toml", ASKED)


RULES = {
    one.id: one
    for one in (
        card("inschrijving", "not ingeschreven", weight=2),
        card("bewoning", "bewoond", hard=True, weight=3),
        card("erkenning", "not erkend", gate=False),
    )
}


def policy_of(*others, without=(), limits=None, suspended=()):
    rules = RULES | {one.id: one for one in others}
    chosen = {name: one for name, one in rules.items() if name not in without}
    return policy.of(chosen, ASKED, limits or LIMITS, suspended)


def facts_of(**answers):
    rows = [
        {"occupancy_id": who, "question": name, "value": value, "source": "bron"}
        for who, told in answers.items()
        for name, value in told.items()
    ]
    frame = pd.DataFrame(rows, columns=FACT.names).assign(
        observed_on=pd.Timestamp("2026-11-01"), expired=False
    )
    return tables.conform(frame, FACT)


def occupancies_of(*names):
    rows = [
        {
            "occupancy_id": name,
            "terrein_id": "T1",
            "terrein_name": "VOORBEELD",
            "address": f"Voorbeeldweg {number}, Duiven",
            "users_on_unit": 1,
        }
        for number, name in enumerate(names, start=1)
    ]
    return tables.conform(pd.DataFrame(rows, columns=OCCUPANCY.names[:-1]), OCCUPANCY)


def review(who, decision="bevestigd", **update):
    return {
        "review_id": 1,
        "occupancy_id": who,
        "decision": decision,
        "reason": "Gezien.",
        "proposed_by": "An",
        "decided_by": "Bo",
        "decided_on": pd.Timestamp("2026-11-10"),
        "until": pd.Timestamp("2027-02-01"),
        **update,
    }


def override(who, label="groen"):
    return {
        "override_id": 1,
        "occupancy_id": who,
        "label": label,
        "reason": "Bekend bij ons.",
        "decided_by": "Bo",
        "decided_on": pd.Timestamp("2026-11-10"),
        "until": pd.Timestamp("2027-02-01"),
    }


def kept(reviews=(), overrides=(), **answers):
    return Kept(
        AS_OF,
        occupancies_of(*answers),
        facts_of(**answers),
        tables.conform(pd.DataFrame(list(reviews), columns=REVIEW.names), REVIEW),
        tables.conform(pd.DataFrame(list(overrides), columns=OVERRIDE.names), OVERRIDE),
    )


FINE = {"ingeschreven": "ja", "bewoond": "nee", "erkend": "ja"}
ODD = {"ingeschreven": "nee", "bewoond": "ja", "erkend": "ja"}
WORLD = {
    "groen": FINE,
    "wit": {"ingeschreven": "ja"},
    "voorstel": ODD,
    "rood": ODD,
    "afgewezen": ODD,
    "met_de_hand": {},
}
DECIDED = {
    "reviews": [review("rood"), review("afgewezen", "afgewezen")],
    "overrides": [override("met_de_hand")],
}


def publish(folder, used=None, world=None, as_of=AS_OF, **manifest):
    """Label a small world and keep it as a run; return the run."""
    used = used or policy_of()
    known = world or kept(**WORLD, **DECIDED)
    made = again(known, used, tuple(Outcome))
    results = {
        "occupancy": known.occupancies,
        "fact": known.facts,
        "finding": made["finding"],
        "label": made["label"],
        "review": known.reviews,
        "override": known.overrides,
    }
    run_id = f"{as_of.isoformat()}-{used.policy[:8]}"
    told = {"run": run_id, "previous": None, "as_of": as_of.isoformat(), "policy": used.policy, **manifest}
    return ledger.publish(folder, run_id, results, {}, told, {policy.FILE_NAME: policy.to_json(used)})
