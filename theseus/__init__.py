"""Theseus: labels for business parks, explained, and the inspections that follow from them."""

__version__ = "0.1.0"
