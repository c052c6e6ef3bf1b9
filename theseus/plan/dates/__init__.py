"""Dates: from rhythms to the sessions of the coming period, chosen for all municipalities at once."""
