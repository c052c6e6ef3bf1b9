"""What look-ups in the trade register cost each municipality, as the files that were bought tell (F75)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from theseus.model import Spent
from theseus.sources import kvk_bought
from theseus.sources.card import cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from theseus.ledger import Run
    from theseus.workspace import Workspace

SOURCE = "kvk"
POST = "KVK"  # of the budget; what it has planned besides inspections pays for look-ups


def spent(workspace: Workspace, run: Run, year: int) -> tuple[tuple[Spent, ...], tuple[str, ...]]:
    """Add up the look-ups of a calendar year, per municipality.

    A look-up belongs where the run has the vestiging, or the company, that was asked about.

    Returns
    -------
    tuple
        What was spent on post ``KVK``, and Dutch notes on what is booked nowhere. The subscription to the
        service is in no file, so it is not counted.
    """
    paid = list(_paid(workspace, year))
    if not paid:
        return (), ()
    if POST not in {post.name for post in workspace.region.budget}:
        return (), (_nowhere(paid, f"[[budget]] in theseus.toml heeft geen post '{POST}'"),)
    kept = run.table("occupancy").dropna(subset="municipality_code")
    places = {
        number: code
        for column in ("kvk_number", "vestiging_id_kvk")
        for number, code in kept[[column, "municipality_code"]].dropna().itertuples(index=False)
    }
    euros: defaultdict[str, Decimal] = defaultdict(Decimal)
    for number, amount in paid:
        euros[places.get(number, "")] += amount
    elsewhere = [one for one in paid if one[0] not in places]
    notes = (_nowhere(elsewhere, "wie is opgevraagd, staat niet in deze run"),) if elsewhere else ()
    found = sorted((code, float(total)) for code, total in euros.items() if code)
    return tuple(Spent(code, year, POST, total, besides=True) for code, total in found), notes


def _paid(workspace: Workspace, year: int) -> Iterator[tuple[str, Decimal]]:
    """The number that each bought file is about, and its price."""
    prices = cards()[SOURCE].services[0].options["price_eur"]
    for path in sorted((workspace.raw / SOURCE).glob(f"{year}-*/*.json")):
        yield from kvk_bought.paid(path.name, prices)


def _nowhere(paid: list[tuple[str, Decimal]], why: str) -> str:
    total = sum(amount for _, amount in paid)
    return (
        f"Opvragingen bij de KVK voor € {total:.2f} ({len(paid)} keer) tellen bij geen gemeente mee als "
        f"uitgegeven: {why}."
    )
