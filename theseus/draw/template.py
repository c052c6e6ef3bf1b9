"""Pages to fill in: what comes from outside is a value in them, escaped, and never read as a template."""

from __future__ import annotations

import importlib.resources
from functools import cache

import jinja2


@cache
def template(name: str) -> jinja2.Template:
    """Return a page of ``draw/assets``; whatever it asks has to be given.

    Numbers can be written the Dutch way: ``| aantal`` (1.690) and ``| procent``.
    """
    surroundings = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    surroundings.filters["aantal"] = lambda number: f"{number:,}".replace(",", ".")
    surroundings.filters["procent"] = lambda share: f"{share:.0f} %"
    return surroundings.from_string(asset(name))


def asset(name: str) -> str:
    """Return the text of a file of ``draw/assets``."""
    return (importlib.resources.files("theseus.draw") / "assets" / name).read_text("utf-8")
