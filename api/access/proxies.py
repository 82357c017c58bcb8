"""Which machines in front of the service are believed when they say who asks."""

from __future__ import annotations

from ipaddress import ip_network


def proxies(named: str) -> list[str]:
    """Return the addresses and networks named, separated by commas; raises ValueError."""
    found = [one.strip() for one in named.split(",") if one.strip()]
    for one in found:
        ip_network(one)
    return found
