"""The score: its parts add up, its thresholds hold, and its sentence says what it did."""

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.link import lexicon, likeness, names, score
from theseus.link.score import FEATURES, SCORES, WEIGHTS, accepted, in_grey_band, sentences, weigh
from theseus.link.settings import LinkSettings

SETTINGS = LinkSettings(municipality_codes=("GM0226",))


def test_the_weights_of_every_ground_add_up_to_one():
    for ground, weights in WEIGHTS.items():
        assert len(weights) == len(FEATURES)
        assert sum(weights) == pytest.approx(1), ground


SHARES = st.one_of(st.none(), st.floats(0, 1))


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(FEATURES, SHARES)), min_size=1, max_size=10))
def test_the_parts_add_up_to_the_score_and_the_sentence_shows_them(rows):
    scored = weigh(pd.DataFrame(rows))
    assert (scored[SCORES].sum(axis=1).round(2) == scored["score"]).all()
    assert scored["score"].between(0, 1).all()
    for sentence, known in zip(sentences(scored), scored["score"], strict=True):
        parts, total = sentence.rstrip(".").split(" = ")
        shown = [float(part.split()[-1].replace(",", ".")) for part in parts.split(" + ")]
        assert sum(shown) == pytest.approx(known)
        assert float(total.replace(",", ".")) == pytest.approx(known)


@given(st.fixed_dictionaries(dict.fromkeys(FEATURES, SHARES)), st.sampled_from(FEATURES))
def test_more_agreement_never_lowers_the_score(row, feature):
    better = {**row, feature: 1.0} if row[feature] is not None else row
    low, high = weigh(pd.DataFrame([row, better]))["score"]
    assert high >= low


def test_every_pair_is_accepted_in_the_band_or_below_it():
    scored = weigh(pd.DataFrame({"distance": [1.0] * 101, "name": [n / 100 for n in range(101)]}))
    yes, maybe = accepted(scored, SETTINGS), in_grey_band(scored, SETTINGS)
    assert not (yes & maybe).any()
    assert (scored.loc[~yes & ~maybe, "score"] < SETTINGS.grey).all()
    assert yes.any()
    assert maybe.any()


def test_a_low_threshold_does_not_make_two_names_one():
    scored = weigh(pd.DataFrame({"key": [1.0], "name": [0.5]}))
    assert not accepted(scored, LinkSettings(municipality_codes=(), accept=0.5, grey=0.4)).any()


def test_a_name_that_does_not_count_is_still_told():
    scored = weigh(pd.DataFrame({"key": [1.0], "name": [0.1]}), pd.Series([False]))
    assert scored["score"][0] == 1.0
    assert scored["name_similarity"][0] == 0.1


@pytest.mark.parametrize(("accept", "grey"), [(0.5, 0.6), (1.1, 0.6), (0.9, -0.1)])
def test_thresholds_that_cannot_be_are_refused(accept, grey):
    with pytest.raises(Exception, match="Koppelgrenzen"):
        LinkSettings(municipality_codes=(), accept=accept, grey=grey)


def test_whoever_changes_what_scores_rest_on_raises_the_matcher_version():
    """F10: a stored score can be traced to the weights and words that made it."""
    weighed = [
        *[WEIGHTS, score.NEIGHBOURS, score.NEIGHBOUR_SHARE, score.ONE_ADDITION_SHARE, score.REACH_M],
        *[score.NO_DISTANCE_SHARE_M, score.SAME_NAME, score.MARGIN],
    ]
    compared = [
        *[likeness.FLOOR, likeness.CORE_SHARE, likeness.SUBSET, likeness.SHORT, likeness.CONTRADICTED],
        *[names.LONGEST, names.LEGAL_FORMS],
        *[lexicon.EMPTY_WORDS, lexicon.PARTICLES, lexicon.ROLE_STEM, lexicon.MISSPELT, lexicon.groups()],
    ]
    constants = [weighed, compared]
    made_of = hashlib.sha256(json.dumps(constants).encode()).hexdigest()[:12]
    assert {score.MATCHER_VERSION: made_of} == {"2": "d766c7d2b0ad"}


def test_the_documentation_has_the_weights_as_they_are():
    page = (Path(__file__).parents[2] / "docs" / "koppelen.md").read_text("utf-8")
    for ground, weights in WEIGHTS.items():
        cells = (f"{weight:.2f}".replace(".", ",") if weight else "" for weight in weights)
        assert f"| {ground} | {' | '.join(cells)} |" in page
    assert f"({score.SAME_NAME:.2f} of meer)".replace(".", ",") in page
