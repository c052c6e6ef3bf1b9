"""Labels: verdicts and decisions of people to green, white or red, and the questions still open."""

from theseus.label.asking import Asked, open_questions
from theseus.label.policy import decide, label, settle
from theseus.label.reviews import Decisions

__all__ = ["Asked", "Decisions", "decide", "label", "open_questions", "settle"]
