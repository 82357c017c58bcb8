"""Spans of any finder, linked in one call."""

from __future__ import annotations

from decimal import Decimal

from ingest.linking.completing import complete
from ingest.model import Label, Money, Period, Span
from ontology.places import gather

TEXT = (
    "Il Consorzio Intercomunale di Servizi (CIS) paga circa 3.000 euro entro il 2026 a Torino. "
    "Il CIS opera nel quartiere San Paolo."
)
GAZETTEER = gather(
    [
        {
            "istat_code": "001272", "name_it": "Torino", "name_other": "", "province": "Torino",
            "region_code": "01", "region": "Piemonte", "lat": "", "lon": "",
            "population": "850000", "ontopia_iri": "https://example.org/001272",
        }
    ]
)  # fmt: skip


def span(words: str, label: Label, after: int = 0) -> Span:
    start = TEXT.index(words, after)
    return Span(start, start + len(words), words, label, 0.8)


def test_one_call_gives_values_codes_areas_and_nodes() -> None:
    spans = (
        span("Consorzio Intercomunale di Servizi", Label.ACTOR),
        span("3.000 euro", Label.FUNDING),
        span("2026", Label.PERIOD),
        span("Torino", Label.PLACE),
        span("CIS", Label.ACTOR, TEXT.index("Il CIS")),
        span("quartiere San Paolo", Label.PLACE),
    )
    body, money, period, town, again, quarter = complete(spans, TEXT, (), GAZETTEER)
    assert body.entity == again.entity == "organisation/consorzio-intercomunale-servizi-piemonte"
    assert money.value == Money(Decimal(3000), "EUR", approximate=True)
    assert period.value == Period(None, "2026")
    assert town.concept == "001272"
    assert quarter.entity == "area/quartiere-san-paolo-001272"
    assert [(s.start, s.text) for s in spans] == [
        (s.start, s.text) for s in complete(spans, TEXT, (), GAZETTEER)
    ]
