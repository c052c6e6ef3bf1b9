"""The registry finds a reader and holds it to its promises."""

import datetime as dt
import sys
from types import ModuleType

import pandas as pd
import pytest

from theseus.contracts import TERREIN
from theseus.errors import ConfigError, ContractError
from theseus.sources import registry
from theseus.sources.card import cards
from theseus.sources.delivery import Delivery, OutOfScope, Quarantine
from theseus.tables import empty

AS_OF = dt.date(2026, 11, 16)


def delivery(rows_read=1, merged=0, tables=("terrein",)):
    quarantine = Quarantine("ibis")
    quarantine.add(OutOfScope.OTHER_OBJECT, file="a", row=1)
    return Delivery({name: empty(TERREIN) for name in tables}, quarantine.table(), rows_read, merged)


@pytest.fixture
def answers(monkeypatch):
    """Replace the IBIS reader by one that gives a fixed answer."""

    def set_answer(answer):
        module = ModuleType("theseus.sources.ibis")
        module.read = lambda _files, _card, _as_of: answer
        monkeypatch.setitem(sys.modules, "theseus.sources.ibis", module)

    return set_answer


def test_unknown_source_gets_a_suggestion():
    with pytest.raises(ConfigError, match=r"'ibiss' bestaat niet\. Bedoelde u 'ibis'\?"):
        registry.read("ibiss", [], AS_OF)


def test_unlike_anything_lists_what_there_is():
    with pytest.raises(ConfigError, match=r"Bekend zijn: .*terrein_eigen"):
        registry.read("qqqqqqqq", [], AS_OF)


def test_a_path_is_no_source():
    with pytest.raises(ConfigError):
        registry.read("../errors", [], AS_OF)


def test_an_honest_reader_passes(answers):
    answers(delivery())
    assert registry.read("ibis", [], AS_OF).rows_read == 1


@pytest.mark.parametrize(("rows_read", "merged"), [(2, 0), (0, 0), (1, 1)])
def test_a_lost_or_invented_row_is_a_broken_contract(answers, rows_read, merged):
    answers(delivery(rows_read, merged))
    with pytest.raises(ContractError, match=r"ibis.*rij zoek"):
        registry.read("ibis", [], AS_OF)


@pytest.mark.parametrize("tables", [(), ("terrein", "poi"), ("poi",)])
def test_tables_are_those_of_the_card(answers, tables):
    answers(delivery(tables=tables))
    with pytest.raises(ContractError, match="de kaart noemt terrein"):
        registry.read("ibis", [], AS_OF)


def test_a_card_without_a_reader_says_so(monkeypatch):
    ghost = cards()["ibis"].model_copy(update={"id": "spook"})
    monkeypatch.setattr(registry, "cards", lambda: {"spook": ghost})
    with pytest.raises(ConfigError, match="'spook' heeft wel een kaart, maar geen lezer"):
        registry.read("spook", [], AS_OF)


@pytest.mark.parametrize("source", ["ibis", "terrein_eigen", "osm", "cbs_gemeenten", "omgevingsdiensten"])
def test_no_files_give_empty_tables(source):
    found = registry.read(source, [], AS_OF)
    assert found.rows_read == 0
    assert all(isinstance(table, pd.DataFrame) and table.empty for table in found.tables.values())
    assert set(found.tables) == set(cards()[source].tables)
