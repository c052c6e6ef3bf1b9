"""Which themes an occupancy belongs to, from what a run kept, and the facts that say so.

Only what is known makes a member: where an answer is missing nobody belongs, so that a themed inspection
visits what it is about and a white spot waits for the inspections without a theme.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import pandas as pd

from theseus import rules, tables
from theseus.contracts import LINK, VERBLIJFSOBJECT, VESTIGING
from theseus.errors import PlanError
from theseus.facts import catalogue
from theseus.rules.language import Checked, parse
from theseus.tables import is_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from theseus.config import Theme
    from theseus.ledger import Run
    from theseus.model import Question

# What is listed of each member: a row per fact that the theme asks for, one without any if it asks for none.
LISTED = ("occupancy_id", "address", "name", "terrein_name", "question", "value", "source", "observed_on")


@dataclass(frozen=True)
class Known:
    """What themes may look at.

    Attributes
    ----------
    occupancies, terreinen, facts, links
        Contracts OCCUPANCY, CHOSEN_TERREIN, FACT and LINK.
    vestigingen, units
        Records of the contracts VESTIGING and VERBLIJFSOBJECT.
    """

    occupancies: pd.DataFrame
    terreinen: pd.DataFrame
    facts: pd.DataFrame
    links: pd.DataFrame
    vestigingen: pd.DataFrame
    units: pd.DataFrame


def usable(themes: Iterable[Theme]) -> None:
    """Refuse themes whose facts nobody could look up.

    Raises
    ------
    RuleError
        If the facts of a theme are no expression that rules may use: names the theme, the place in its facts,
        and the mend.
    """
    for theme in themes:
        _expression(theme)


def of_run(run: Run, themes: Iterable[Theme]) -> dict[str, tuple[str, ...]]:
    """Say of every occupancy of a run which themes it belongs to, see :func:`belonging`."""
    named = tuple(themes)
    return belonging(named, known(run, named)) if named else {}


def known(run: Run, themes: Iterable[Theme]) -> Known:
    """Read what themes look at, and no more than they ask."""
    named = tuple(themes)
    asked = sorted({name for theme in named for name in _expression(theme).questions})
    activities = any(theme.sbi_2008 or theme.sbi_2025 for theme in named)
    purposes = any(theme.gebruiksdoel for theme in named)
    return Known(
        run.table("occupancy"),
        run.table("chosen_terrein"),
        run.of("fact", pd.Series(asked, dtype="string"), "question"),
        run.table("link") if activities else tables.empty(LINK),
        run.all_records("vestiging") if activities else tables.empty(VESTIGING),
        run.all_records("verblijfsobject") if purposes else tables.empty(VERBLIJFSOBJECT),
    )


def belonging(themes: Iterable[Theme], known: Known) -> dict[str, tuple[str, ...]]:
    """Say of every occupancy which themes it belongs to, in the order of the themes.

    Raises
    ------
    RuleError
        If the facts of a theme are no expression that rules may use.
    PlanError
        If a theme names a park that there is not.
    """
    found: dict[str, tuple[str, ...]] = {}
    for theme in themes:
        for name in known.occupancies.loc[_members(theme, known), "occupancy_id"]:
            found[name] = (*found.get(name, ()), theme.name)
    return found


def listed(theme: Theme, known: Known) -> pd.DataFrame:
    """List the members of a theme by address, with the facts that it asks for.

    Returns
    -------
    pandas.DataFrame
        Columns ``LISTED``; ``question`` is its Dutch text, and ``value`` empty where there is no fact.

    Raises
    ------
    RuleError, PlanError
        As :func:`belonging`.
    """
    members = known.occupancies.loc[_members(theme, known), list(LISTED[:4])]
    questions = _questions()
    asked = [(name, questions[name].text) for name in _expression(theme).questions]
    texts = pd.DataFrame(asked, columns=["id", "text"], dtype="string")
    facts = known.facts[~known.facts["expired"]].merge(texts, left_on="question", right_on="id")
    told = facts.drop(columns="question").rename(columns={"text": "question"})
    rows = members.merge(told[["occupancy_id", *LISTED[4:]]], on="occupancy_id", how="left")
    return rows.sort_values(["address", "occupancy_id", "question"], kind="stable").reset_index(drop=True)


def _members(theme: Theme, known: Known) -> pd.Series:
    """Tell of every row of the occupancies whether it belongs to a theme."""
    everybody = pd.Series(data=True, index=known.occupancies.index)
    ways = [
        way(theme, known)
        for way, given in (
            (_by_facts, theme.facts),
            (_by_activity, theme.sbi_2008 + theme.sbi_2025),
            (_by_purpose, theme.gebruiksdoel),
        )
        if given
    ]
    belongs = reduce(or_, ways) if ways else everybody
    return belongs & _on_parks(theme, known) if theme.parks else belongs


def _by_facts(theme: Theme, known: Known) -> pd.Series:
    checked, questions = _expression(theme), _questions()
    asked = {name: questions[name] for name in checked.questions}
    answers = rules.lay_out(known.facts, known.occupancies["occupancy_id"], asked)
    true = answers.occupancy_ids[rules.holds([checked], asked, answers)[:, 0]]
    return is_in(known.occupancies["occupancy_id"], true)


def _by_activity(theme: Theme, known: Known) -> pd.Series:
    """By any registered activity; codes of an unknown version must fit both."""
    codes, version = known.vestigingen["sbi_codes"], known.vestigingen["sbi_version"]
    fits = {"2008": _starts(codes, theme.sbi_2008), "2025": _starts(codes, theme.sbi_2025)}
    member = reduce(or_, [fit & (version == name).fillna(value=False) for name, fit in fits.items()])
    member |= fits["2008"] & fits["2025"] & version.isna()
    links = known.links[known.links["table"] == "vestiging"]
    linked = known.vestigingen.loc[member, ["source", "record_id"]].merge(links, on=["source", "record_id"])
    return is_in(known.occupancies["occupancy_id"], linked["occupancy_id"].dropna())


def _starts(codes: pd.Series, prefixes: tuple[str, ...]) -> pd.Series:
    if not prefixes:
        return pd.Series(data=False, index=codes.index)
    return codes.str.contains(f"(?:^|,)(?:{'|'.join(prefixes)})", regex=True).fillna(value=False).astype(bool)


def _by_purpose(theme: Theme, known: Known) -> pd.Series:
    purposes = known.units["gebruiksdoel"].fillna("").str.split(",")
    wanted = purposes.map(lambda own: not set(theme.gebruiksdoel).isdisjoint(own)).astype(bool)
    units = known.units.loc[wanted, "vbo_id_bag"]
    return is_in(known.occupancies["vbo_id_bag"].fillna(""), units)


def _on_parks(theme: Theme, known: Known) -> pd.Series:
    names = known.terreinen["name"].str.casefold()
    ids: list[str] = []
    for park in theme.parks:
        own = known.terreinen.loc[(names == park.casefold()) | (known.terreinen["terrein_id"] == park)]
        if own.empty:
            raise PlanError(
                f"Thema '{theme.name}': er is geen bedrijventerrein '{park}'. De namen staan op de kaart."
            )
        ids += list(own["terrein_id"])
    return known.occupancies["terrein_id"].isin(ids)


def _expression(theme: Theme) -> Checked:
    if theme.facts is None:
        return Checked("", "truth")
    return parse(theme.facts, _questions(), theme.name, where=f"Thema '{theme.name}', facts")


def _questions() -> Mapping[str, Question]:
    return {name: card.noun() for name, card in catalogue.questions().items()}
