"""Rules: one card per rule; facts to one finding per occupancy and rule."""
