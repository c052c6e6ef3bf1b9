"""Getting raw deliveries in: what to ask of whom, in which order, before anything is read or judged."""

from theseus.intake import files_of
from theseus.supply.rounds import Wanted, fetch_all, wanted

__all__ = ["Wanted", "fetch_all", "files_of", "wanted"]
