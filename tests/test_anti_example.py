"""The anti-example: eight car firms that a list of impressions once picked out. Here none of it may count.

Their registers are perfect, so all are green. Whatever an impression is written into, they stay green; none
is red, none is proposed; and from fields that nobody reads no answer, finding or label changes.
"""

import datetime as dt

import pandas as pd
import pytest
from car_firms import FIRMS, STAND_OUT, Seen, deliver
from runs_only import runs_only

from theseus import ledger
from theseus.decency import refusal
from theseus.errors import ConfigError, RuleError
from theseus.facts import catalogue as facts_catalogue
from theseus.refresh import refresh
from theseus.rules import catalogue as rules_catalogue

AS_OF = dt.date(2026, 11, 16)
JUDGED = ("fact", "finding", "open_question", "label")
# As somebody might ask for them; the words differ from those in the deliveries.
INDICATORS = (
    "Heeft het bedrijf weinig reviews op Google?",
    "Hangen er bewakingscamera's?",
    "Ligt het bedrijf in een afgelegen straat?",
    "Ontbreekt een lidmaatschap van de branchevereniging?",
    "Is het bedrijf geen lid van BOVAG?",
    "Is de website verouderd?",
    "Staan er dure auto's binnen?",
    "Welk kenteken staat er voor de deur?",
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[Seen, ledger.Run]:
    """The same eight firms, with the words of the tool in no field, in unknown fields, and typed in."""
    made = {}
    for seen in Seen:
        workspace = deliver(tmp_path_factory.mktemp(seen.name.lower()), seen)
        with runs_only():
            refresh(workspace, AS_OF)
        made[seen] = ledger.published(workspace.runs)
    return made


def cells(table: pd.DataFrame) -> str:
    texts = pd.DataFrame(table.drop(columns="geometry", errors="ignore")).select_dtypes("string")
    return "\n".join(text for column in texts for text in texts[column].dropna())


@pytest.mark.parametrize("seen", Seen, ids=lambda seen: seen.value)
def test_no_firm_is_red_and_none_is_proposed(runs, seen):
    label = runs[seen].table("label")
    assert not (label["label"] == "rood").any()
    assert not label["proposed_red"].any()
    occupancy = runs[seen].table("occupancy")
    firms = occupancy.loc[occupancy["vestiging_id_kvk"].notna(), "occupancy_id"]
    assert len(firms) == len(FIRMS)
    assert label.set_index("occupancy_id").loc[firms, "label"].eq("groen").all()


def test_their_registers_are_perfect_so_nothing_is_irregular(runs):
    run = runs[Seen.NOWHERE]
    assert not (run.table("finding")["outcome"] == "aandachtspunt").any()
    assert set(run.table("link").query("table == 'registration'")["outcome"]) <= {"gekoppeld"}
    registered = run.table("fact").query("question == 'rdw_recognition'")
    assert registered["value"].tolist() == ["geldig"] * len(FIRMS)


@pytest.mark.parametrize("table", JUDGED)
def test_words_in_fields_that_nobody_reads_change_nothing(runs, table):
    with_words, without = (runs[seen].table(table) for seen in (Seen.UNKNOWN_FIELDS, Seen.NOWHERE))
    pd.testing.assert_frame_equal(with_words, without)


def test_words_in_fields_that_nobody_reads_are_kept_nowhere(runs):
    run = runs[Seen.UNKNOWN_FIELDS]
    kept = list(run.folder.rglob("*.parquet"))
    assert kept
    for path in kept:
        text = cells(pd.read_parquet(path))
        assert not [word for word in STAND_OUT.values() if word in text], path.name


def test_words_that_were_typed_in_touch_no_rule_that_decides(runs):
    typed, without = (
        runs[seen].table("finding").set_index(["occupancy_id", "rule"])["outcome"]
        for seen in (Seen.FREE_TEXT, Seen.NOWHERE)
    )
    same = typed.reindex(without.index)
    changed = same.index[same != without]
    asked = {name: card.noun() for name, card in facts_catalogue.questions().items()}
    gates = {name for name, card in rules_catalogue.rules(asked).items() if card.gate}
    assert len(changed)
    assert not gates & set(changed.get_level_values("rule"))


@pytest.mark.parametrize("indicator", [*INDICATORS, *STAND_OUT, *STAND_OUT.values()])
def test_nobody_can_write_a_question_or_a_rule_about_it(indicator):
    if indicator in {"ligging", "autos"}:  # neutral words: what they stand for is refused
        assert refusal(STAND_OUT[indicator])
        return
    asked = {name: card.noun() for name, card in facts_catalogue.questions().items()}
    source = facts_catalogue._folder() / "cards" / "in_use.toml"
    question = source.read_text("utf-8").replace('value = "in_use"', f'value = "in_use -- {indicator}"')
    with pytest.raises(ConfigError, match="mag niet"):
        facts_catalogue.parse(question, "in_use.toml")
    folder = rules_catalogue.importlib.resources.files("theseus.rules") / "cards"
    card = (folder / "adres_in_bag.toml").read_text("utf-8")
    line = next(line for line in card.splitlines() if line.startswith("statement ="))
    with pytest.raises(RuleError, match="mag niet"):
        rules_catalogue.parse(card.replace(line, f'statement = "{indicator}"'), "adres_in_bag.toml", asked)
