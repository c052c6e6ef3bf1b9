"""The desks of the tests: who is lent one finds it as if nobody had it before."""

from entries import judgement, pin

from theseus.desk.judgements import judge, judgements
from theseus.desk.pins import decide, pins


def test_what_one_left_behind_the_next_does_not_find(all_desks):
    for _ in range(2):
        with all_desks.lent() as url:
            assert judge(url, judgement()) == 1
            decide(url, pin())
            assert (len(judgements(url)), len(pins(url))) == (1, 1)


def test_two_that_are_lent_at_once_are_two(all_desks):
    with all_desks.lent() as one, all_desks.lent() as other:
        judge(one, judgement())
        assert judgements(other).empty
