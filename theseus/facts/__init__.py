"""Facts: one card per question; records and links to one dated answer per occupancy and question."""

from theseus.facts.collect import collect
from theseus.facts.people import unused as unused_answers

__all__ = ["collect", "unused_answers"]
