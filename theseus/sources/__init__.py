"""Sources: one card (``.toml``) and one small reader (``.py``) each; raw files to record tables."""
