"""The deadlines of calls as a calendar (RFC 5545), written by the library `icalendar`. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from api.feeds.model import plain
from corpus.registers.calls import CallEntry

MEDIA_TYPE = "text/calendar; charset=utf-8"
_EVERY = timedelta(hours=12)
_LONGEST = 200


def calendar(
    calls: Iterable[CallEntry], name: str, at: datetime, page: Callable[[CallEntry], str]
) -> bytes:
    """Return a calendar with one day for each call that has a last day.

    `at` is the time of what is told (UTC), the same for the same library; `page` gives the address
    where a call can be read.
    """
    made = Calendar()
    made.add("prodid", "-//Prassi//Scadenze dei bandi//IT")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", plain(name))
    made.add("refresh-interval", _EVERY, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", _EVERY)
    for call in calls:
        if call.last_day:
            made.add_component(_event(call, at, page(call)))
    return bytes(made.to_ical())


def _event(call: CallEntry, at: datetime, page: str) -> Event:
    # A day, not a task: calendars that people subscribe to show tasks seldom.
    event = Event()
    day = call.last_day
    assert day is not None  # noqa: S101 - who calls has looked
    event.add("uid", call.iri)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", f"Scade il bando: {plain(call.title)[:_LONGEST]}")
    event.add("description", "\n".join(_told(call)))
    event.add("url", page)
    event.add("transp", "TRANSPARENT")  # a deadline does not make anybody busy
    return event


def _told(call: CallEntry) -> Iterable[str]:
    if call.issuer:
        yield f"Chi lo apre: {plain(call.issuer.label)}"
    if call.applicants:
        yield "Chi può partecipare: " + ", ".join(plain(one.label) for one in call.applicants)
    for words, amount in (
        ("Dotazione", call.budget),
        ("Contributo massimo", call.maximum_grant),
    ):
        if amount:
            yield f"{words}: {amount} €"
    if call.deadline and len(call.deadline) == len("2026-11"):
        yield "Il documento dice solo il mese: qui è segnato l'ultimo giorno."
    yield "Le date sono lette in automatico dal documento: prima di usarle, controllate la fonte."
