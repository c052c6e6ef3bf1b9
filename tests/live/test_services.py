"""The true services, for those who have internet: ``make test-live``. One small municipality, open sources.

Deselected by default. A source that needs a key is asked only if the key is in the environment.
"""

import datetime as dt
import os

import pytest

from theseus import supply
from theseus.config import Municipality, Region
from theseus.model import Fetched, FetchState
from theseus.sources import registry
from theseus.sources.card import cards
from theseus.starter import make
from theseus.workspace import Workspace

pytestmark = pytest.mark.live

NOW = dt.datetime.now(dt.UTC)
SMALL = Municipality(code="GM0293", name="Westervoort")
# In the order of the rounds: borders, parks, what lies on the parks.
FETCHED = [card.id for card in cards().values() if card.services and card.by_default]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace(tmp_path_factory.mktemp("live"))
    make(made, Region(name="Proef", municipalities=(SMALL,)))
    return made


@pytest.fixture(scope="module")
def met(workspace: Workspace) -> dict[str, Fetched | supply.Wanted]:
    found = list(supply.fetch_all(workspace, NOW))
    return {item.source if isinstance(item, Fetched) else item.card.id: item for item in found}


@pytest.mark.parametrize("source", FETCHED)
def test_a_service_gives_what_its_card_says(source: str, workspace: Workspace, met):
    item = met[source]
    if not isinstance(item, Fetched):
        pytest.skip(f"{source}: {item.skipped}")
    secret = next((service.secret for service in cards()[source].services if service.secret), None)
    if item.state is FetchState.FAILED and secret and secret not in os.environ:
        pytest.skip(f"{source}: zonder {secret}")
    assert item.state is FetchState.NEW, item.message
    files = supply.files_of(workspace, cards()[source], NOW.date())
    delivery = registry.read(source, files, NOW.date())
    card = cards()[source]
    assert delivery.rows_read >= card.min_rows
    for layer, columns in card.columns.items():
        if layer in delivery.columns:
            assert set(columns) <= set(delivery.columns[layer])
