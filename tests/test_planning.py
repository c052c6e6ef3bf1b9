"""From a run to its plan: random visits are in it and blinded, and the brake leaves only those."""

import pytest

from theseus import ledger, planning
from theseus.model import Kind
from theseus.plan.orienteering import Limit

QUICK = Limit(50)


@pytest.fixture(scope="module")
def run(demo_region):
    return ledger.published(demo_region.runs)


def planned(plan):
    kinds = {one.occupancy_id: one.kind for one in plan.problem.candidates}
    return [kinds[visit.occupancy_id] for item in plan.inspections for visit in item.visits]


def test_the_random_share_is_planned(demo_region, run):
    plan, _ = planning.make(demo_region.region, run, limit=QUICK)
    kinds = planned(plan)
    open_ = [item for item in plan.inspections if item.session.theme is None]
    share = demo_region.region.rhythm.random_share
    assert kinds.count(Kind.RANDOM) >= share * sum(len(item.visits) for item in open_)
    assert Kind.RED in kinds
    assert plan.worth <= plan.bound


def test_a_confirmed_red_is_visited_with_all_partners(demo_region, run):
    plan, _ = planning.make(demo_region.region, run, limit=QUICK)
    needs = {one.occupancy_id: set(one.needs) for one in plan.problem.candidates}
    assert any(needs.values())
    for item in plan.inspections:
        for visit in item.visits:
            assert needs[visit.occupancy_id] <= set(item.session.partners)


def test_what_was_visited_rests_and_comes_back(demo_region, run):
    rhythm = demo_region.region.rhythm.model_copy(update={"random_share": 1.0})  # visited ones are drawn too
    plan, _ = planning.make(demo_region.region.model_copy(update={"rhythm": rhythm}), run, limit=QUICK)
    resting = {one.occupancy_id: one.not_before for one in plan.problem.candidates if one.not_before}
    assert resting
    for item in plan.inspections:
        for visit in item.visits:
            assert item.session.date >= resting.get(visit.occupancy_id, item.session.date)


def test_the_brake_leaves_only_what_was_drawn_and_says_so(demo_region, run):
    region = demo_region.region
    rhythm = region.rhythm.model_copy(update={"random_only": True})
    plan, _ = planning.make(region.model_copy(update={"rhythm": rhythm}), run, limit=QUICK)
    assert set(planned(plan)) == {Kind.RANDOM}
    assert plan.notes[0] == planning.BRAKE
