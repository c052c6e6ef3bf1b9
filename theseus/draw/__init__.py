"""The map of a region: one folium map, one self-contained file that opens without a network."""

from theseus.draw.data import MapData
from theseus.draw.page import region_map, write

__all__ = ["MapData", "region_map", "write"]
