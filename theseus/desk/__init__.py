"""The desk: what people decide, in a database. Nothing is updated in place."""
