"""The store: what hands over frames, each with the editions it comes from."""

from geodata.store.files import FileStore
from geodata.store.memory import MemoryStore
from geodata.store.protocol import Held, Store

__all__ = ["FileStore", "Held", "MemoryStore", "Store"]
