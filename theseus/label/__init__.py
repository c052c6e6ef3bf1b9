"""Labels: findings and confirmed reviews to green, white or red, and the questions still open."""

from theseus.label.asking import open_questions
from theseus.label.policy import label

__all__ = ["label", "open_questions"]
