"""Rules: one card per rule; facts to one finding per occupancy and rule."""

from theseus.rules.answers import NEEDED, lay_out
from theseus.rules.evaluate import evaluate, holds, judge
from theseus.rules.telling import tell

__all__ = ["NEEDED", "evaluate", "holds", "judge", "lay_out", "tell"]
