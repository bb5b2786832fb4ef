"""The ledger: which edition of each layer and source was current when, and what made it; SQLite."""

from geodata.ledger.book import Ledger
from geodata.ledger.entries import Decision, Load

__all__ = ["Decision", "Ledger", "Load"]
