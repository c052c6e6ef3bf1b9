"""``python -m theseus`` is the same as ``theseus``."""

from theseus.cli import main

main()
