"""Why one occupancy has its label, what would change it, and a certificate of it that can be checked later.

A room that puts stages together for one occupancy, as ``refresh`` does for a region.
"""
