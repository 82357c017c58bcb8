"""Who is asking: an address on the network, or the holder of a key.

Whatever limits what one client may do counts by `client_of(scope).id`, so that all limits mean the
same client.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import Scope

from api.access.keys import Key

_STATE = "client"
#: An IPv6 subscriber has a /64 at least: counting by address would give each 2^64 shares.
_SUBSCRIBER_BITS = 64
_NOBODY = "unknown"


@dataclass(frozen=True, slots=True)
class Client:
    """One client; `id` is what to count by, `key` what the client holds, if anything."""

    id: str
    key: Key | None = None


def client_of(scope: Scope) -> Client:
    """Return who sent a request; by the address alone where nobody looked at the key."""
    known = scope.get("state", {}).get(_STATE)
    return known if isinstance(known, Client) else by_address(scope)


def remember(scope: Scope, client: Client) -> None:
    """Make `client_of` return this client for the rest of a request."""
    scope.setdefault("state", {})[_STATE] = client


def by_address(scope: Scope) -> Client:
    """Return the client at the other end, told by the trusted proxy if there is one."""
    host = (scope.get("client") or ("", 0))[0]
    return Client(network(host))


def network(host: str) -> str:
    """Return the network that is one client: an IPv4 address, or the /64 of an IPv6 one.

    What is no address at all (a socket of the machine, noise from a proxy) is one client together.
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return _NOBODY
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, _SUBSCRIBER_BITS), strict=False))
    return str(address)
