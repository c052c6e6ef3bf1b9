"""Facts to labels in one step: the same tables whatever is told, and in whatever order facts come."""

import datetime as dt

import pandas as pd
from laid_out import NOTHING_DECIDED

from theseus import tables
from theseus.contracts import FACT, FINDING, LABEL, OPEN_QUESTION
from theseus.facts.catalogue import questions
from theseus.judging import Judge, judge
from theseus.model import Outcome
from theseus.rules.catalogue import rules

AS_OF = dt.date(2026, 11, 16)
ASKED = {name: card.noun() for name, card in questions().items()}
BY = Judge(rules(ASKED), ASKED)
IDS = pd.Series(["a", "b", "c"], dtype="string")


def facts(**answers):
    rows = [
        {"occupancy_id": who, "question": name, "value": value}
        for who, told in answers.items()
        for name, value in told.items()
    ]
    frame = pd.DataFrame(rows).assign(source="kvk", observed_on=pd.Timestamp("2026-11-01"), expired=False)
    return tables.conform(frame, FACT)


WORLD = facts(a={"in_use": "ja", "registered": "nee"}, b={"in_use": "nee"})


def test_three_tables_by_contract_with_a_label_for_everyone():
    made = judge(BY, WORLD, IDS, NOTHING_DECIDED, AS_OF)
    assert {name: list(table.columns) for name, table in made.items()} == {
        "finding": FINDING.names,
        "open_question": OPEN_QUESTION.names,
        "label": LABEL.names,
    }
    assert made["label"]["occupancy_id"].tolist() == ["a", "b", "c"]
    assert set(made["label"]["label"]) == {"wit"}


def test_labels_do_not_depend_on_what_is_told_nor_on_the_order_of_facts():
    whole = judge(BY, WORLD, IDS, NOTHING_DECIDED, AS_OF)
    brief = judge(BY, WORLD[::-1], IDS[::-1], NOTHING_DECIDED, AS_OF, [Outcome.IRREGULAR])
    for name in ("label", "open_question"):
        pd.testing.assert_frame_equal(whole[name], brief[name])
    irregular = whole["finding"].query("outcome == 'aandachtspunt'").reset_index(drop=True)
    pd.testing.assert_frame_equal(irregular, brief["finding"])
