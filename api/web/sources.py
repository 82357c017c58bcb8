"""Where a document comes from, fit to be shown: only web links, licences with their own names."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_CREATIVE_COMMONS = re.compile(r"CC[- ]BY((?:-(?:NC|ND|SA))*)[- ](\d\.\d)", re.IGNORECASE)
_NOT_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}\u200b-\u200f\u2028-\u202e]")


def web_address(address: str | None) -> str | None:
    """Return an address only if a link may lead there: http or https, a host, no credentials."""
    if not address or _NOT_IN_ADDRESS.search(address):
        return None
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    return address


def site_of(address: str) -> str:
    """Return the host of a web address, as a reader recognises it."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


def licence_address(licence: str | None) -> str | None:
    """Return the deed of a Creative Commons licence written as ``CC-BY-4.0``, else None."""
    found = _CREATIVE_COMMONS.fullmatch((licence or "").strip())
    if not found:
        return None
    return f"https://creativecommons.org/licenses/by{found[1].lower()}/{found[2]}/deed.it"
