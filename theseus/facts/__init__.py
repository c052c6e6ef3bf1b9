"""Facts: one card per question; records and links to one dated answer per occupancy and question."""

from theseus.facts.collect import collect

__all__ = ["collect"]
