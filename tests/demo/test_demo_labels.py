"""The whole path over the demo region: the label shares are those the stories are tuned to."""

import datetime as dt

import pandas as pd
import pytest

from theseus import demo, ledger
from theseus.demo import calibration
from theseus.workspace import Workspace

AS_OF = dt.date(2026, 11, 16)


@pytest.fixture
def labelled(demo_region: Workspace) -> pd.DataFrame:
    results = ledger.published(demo_region.runs).tables("occupancy", "label")
    return results["occupancy"].merge(results["label"], on="occupancy_id", validate="1:1")


def test_rather_more_than_half_is_green(labelled):
    low, high = calibration.LABEL_GREEN
    assert low <= (labelled["label"] == "groen").mean() <= high


def test_some_were_proposed_red_and_none_is_red_without_a_review(labelled):
    low, high = calibration.LABEL_PROPOSED_RED
    proposed = labelled["proposed_red"] | labelled["review"].notna()
    assert low <= proposed.mean() <= high
    assert labelled.loc[labelled["label"] == "rood", "review"].str.startswith("bevestigd").all()


def test_every_park_has_occupancies_of_every_kind(labelled):
    kinds = labelled.groupby("terrein_name").agg(
        green=("label", lambda labels: (labels == "groen").sum()), red=("proposed_red", "sum")
    )
    assert len(kinds) == 7
    assert (kinds["green"] > 0).all()
    assert kinds["red"].gt(0).sum() >= 5


def test_nobody_outside_the_parks_is_labelled(labelled):
    outside = {one.unit.vbo_id for one in demo.imagine(AS_OF).businesses.occupied if not one.unit.park}
    assert not outside & set(labelled["vbo_id_bag"].dropna())
