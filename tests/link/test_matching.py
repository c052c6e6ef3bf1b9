"""Matching two tables: how well, and that how the work is cut up plays no part."""

import numpy as np
import pandas as pd
import pytest
from made.registers import make

from theseus.link import matching
from theseus.link.matching import match
from theseus.link.settings import LinkSettings

ANYWHERE = LinkSettings(municipality_codes=())


@pytest.fixture(scope="module")
def made():
    return make(20_000, 20_000, seed=11)


@pytest.fixture(scope="module")
def found(made):
    return match(made.records, made.establishments, ANYWHERE)


def test_few_links_are_wrong_and_few_are_missed(made, found):
    """F11: the benchmark has the figures at full size; this guards them at a size that is quick."""
    right = made.partner[found.linked["row"]] == found.linked["use"].to_numpy()
    reached = (right & made.reachable[found.linked["row"]]).sum() / made.reachable.sum()
    assert right.mean() >= 0.998
    assert reached >= 0.968


def test_what_was_missed_is_mostly_on_the_list_for_people(made, found):
    missed = np.setdiff1d(np.flatnonzero(made.reachable), found.linked["row"])
    assert np.isin(missed, found.near["row"]).mean() >= 0.5


def test_a_row_is_linked_once_and_never_to_what_was_not_compared(made, found):
    assert found.linked["row"].is_unique
    zone = made.records["postcode"].str.replace(" ", "").str.upper().to_numpy()[found.linked["row"]]
    assert (zone == made.establishments["postcode"].to_numpy()[found.linked["use"]]).all()


def test_batches_and_order_play_no_part(made, found, monkeypatch):
    monkeypatch.setattr(matching, "BATCH", 3_000)
    turned = match(made.records, made.establishments.iloc[::-1].reset_index(drop=True), ANYWHERE)
    linked = turned.linked.assign(use=len(made.establishments) - 1 - turned.linked["use"])
    pd.testing.assert_frame_equal(linked, found.linked)
    assert len(turned.near) == len(found.near)


def test_a_stricter_region_links_less_and_no_other(made, found):
    strict = match(made.records, made.establishments, LinkSettings(municipality_codes=(), accept=0.95))
    pairs = set(zip(found.linked["row"], found.linked["use"], strict=True))
    assert set(zip(strict.linked["row"], strict.linked["use"], strict=True)) < pairs


def test_nothing_gives_nothing(made):
    nobody = made.records.iloc[:0]
    assert match(nobody, made.establishments, ANYWHERE).linked.empty
    assert match(made.records.head(5), nobody, ANYWHERE).linked.empty
