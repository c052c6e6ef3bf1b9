"""The public map: shares by label per park, and nothing about a single company."""
