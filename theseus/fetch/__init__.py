"""The one network room: an order of a source in, a delivery on disk or a Dutch reason out."""
