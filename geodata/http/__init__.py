"""Asking publishers over the network: allowed hosts, public addresses, bounded in time and size.

`addresses` says whom we may ask, `network` opens the checked connection, `answers` judges what came
back, `client` puts them together. Nothing else in the house opens a socket to fetch.
"""

from geodata.http.addresses import is_public, resolve
from geodata.http.client import FETCH_LIMITS, Answer, Client, FetchLimits

__all__ = ["FETCH_LIMITS", "Answer", "Client", "FetchLimits", "is_public", "resolve"]
