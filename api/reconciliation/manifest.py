"""What the service says of itself, to OpenRefine and to whoever else asks."""

from __future__ import annotations

from typing import Any

from api.reconciliation.shapes import type_shape
from api.web.environment import release
from corpus.reconciling.limits import load_limits
from corpus.reconciling.vocabulary import Family, Type, Vocabulary
from ontology.terms import Terms

ROOT = "/reconcile"
#: Pixels of the frame that a preview fits.
WIDTH, HEIGHT = 420, 260

_SETTINGS: list[dict[str, Any]] = [
    {
        "name": "limit",
        "label": "Quanti valori",
        "type": "number",
        "default": 0,
        "help_text": "Al massimo quanti valori per riga; 0 per tutti, fino a "
        f"{load_limits().input.returned}.",
    },
    {
        "name": "content",
        "label": "Che cosa scrivere",
        "type": "select",
        "default": "name",
        "help_text": "Dei valori che sono voci dell'archivio.",
        "choices": [
            {"value": "name", "name": "La voce, con nome e identificativo"},
            {"value": "id", "name": "L'identificativo, come testo"},
            {"value": "iri", "name": "L'IRI, come testo"},
        ],
    },
    {
        "name": "count",
        "label": "Solo il numero dei valori",
        "type": "checkbox",
        "default": False,
        "help_text": "Scrive quanti sono, invece dei valori.",
    },
]


def manifest_shape(
    address: str, family: Family | None, vocabulary: Vocabulary, terms: Terms
) -> dict[str, Any]:
    """Return the manifest of the service at an address (``https://prassi.example.it``).

    Of one family's service, or of the one for all.
    """
    here = f"{address}{ROOT}"
    own = f"{here}/{family}" if family else here
    name = f"Prassi: {vocabulary.types[family].name.lower()}" if family else "Prassi"
    services = {
        what: {
            "service_url": own,
            "service_path": f"/suggest/{what}",
            "flyout_service_url": here,
            "flyout_service_path": f"/flyout/{what}?id=${{id}}",
        }
        for what in ("entity", "property", "type")
    }
    return {
        "versions": ["0.2"],
        "name": name,
        "identifierSpace": terms.expand("practice/x").removesuffix("practice/x"),
        "schemaSpace": terms.namespace("wp"),
        "defaultTypes": [type_shape(one, vocabulary) for one in default_types(family, vocabulary)],
        "documentation": f"{address}/informazioni",
        "logo": f"{address}/static/prassi.svg",
        "serviceVersion": release(),
        "view": {"url": f"{here}/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{here}/features/{{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": services,
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/extend/propose"},
            "property_settings": _SETTINGS,
        },
        "batchSize": load_limits().input.batch,
    }


def default_types(family: Family | None, vocabulary: Vocabulary) -> list[Type]:
    """Return the types that are a sensible choice: the families, or one with those right below."""
    if family is None:
        return [one for one in vocabulary.types.values() if one.broader is None]
    return [one for one in vocabulary.types.values() if family in (one.id, one.broader)]
