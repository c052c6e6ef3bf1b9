"""Rules: one card per rule; facts to one finding per occupancy and rule."""

from theseus.rules.evaluate import evaluate

__all__ = ["evaluate"]
