"""Link: records of all sources to one row per occupancy on a terrein, every outcome explained."""

from __future__ import annotations

from theseus.link.linking import link
from theseus.link.score import MATCHER_VERSION
from theseus.link.settings import Linked, LinkSettings

__all__ = ["MATCHER_VERSION", "LinkSettings", "Linked", "link"]
