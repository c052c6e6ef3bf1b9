"""The scorecard of every rule: what reviews and visits said of it, beside visits drawn at random."""

from theseus.scorecard.evidence import Evidence, gather
from theseus.scorecard.scoring import Arm, Limits, Standing, at_random, score, suspended
from theseus.scorecard.wilson import wilson

__all__ = [
    "Arm",
    "Evidence",
    "Limits",
    "Standing",
    "at_random",
    "gather",
    "score",
    "suspended",
    "wilson",
]
