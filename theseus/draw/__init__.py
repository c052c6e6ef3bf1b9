"""The map of a region: one folium map, one self-contained file that opens without a network."""

from theseus.draw.data import MapData, PastLabels, RuleNote
from theseus.draw.page import map, write  # noqa: A004  # read as theseus.draw.map

__all__ = ["MapData", "PastLabels", "RuleNote", "map", "write"]
