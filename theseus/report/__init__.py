"""Reports: what a run did, and why an occupancy has its label. Every number from the tables."""
