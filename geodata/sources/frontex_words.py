"""Frontex's words for those who have no country, or none that was noted."""

from __future__ import annotations

# Frontex has nationalities that are no country; their codes are those of the IOM's copy.
NO_COUNTRY = {
    "stl": "STL",
    "stateless": "STL",
    "oos": "OOS",
    "unspecifiedsubsaharannationals": "OOS",
    "ooo": "OOO",
    "notspecified": "OOO",
    "unknown": "OOO",
    "unspecified": "OOO",
    "others": "OOO",
}
