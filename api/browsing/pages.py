"""Lines, trees and things, as pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import HTMLResponse

from api.browsing.asked import Asked
from api.browsing.choices import Choice, Option
from api.browsing.lines import Branch, Line, Order, called, in_order, leaf
from api.browsing.thing import Thing
from api.browsing.words import Kind
from api.linked import schema_org
from api.linked.addresses import alternates, links
from api.routers.naming import Naming
from api.web.environment import address, page
from api.web.in_force import labels_of
from ontology.places import normal_name

_ORDERS = (Option("pratiche", "Chi ha più pratiche"), Option("nome", "Per nome"))
#: Kinds that are shown in an order of their own, unless another is asked for.
_OWN_ORDER = {"bandi": "Prima gli aperti"}
_TREE = "Dal più ampio al più preciso"


def flat(
    naming: Naming,
    kind: Kind,
    asked: Asked,
    lines: Sequence[Line],
    usual: Order,
    columns: Sequence[str] = (),
    choices: Sequence[Choice] = (),
) -> HTMLResponse:
    """Return lines as a table, those with the name that was asked for, in the order asked for."""
    order = asked.order or usual
    kept = in_order(called(lines, asked.name), order)
    own = _TREE if kind.scheme or kind.slug == "luoghi" else ""
    return _page(
        "browse_list.html",
        naming,
        kind,
        asked,
        _order_choice(own, order if asked.order or not own else ""),
        choices,
        lines=leaf(kept, asked.number),
        columns=columns,
    )


def listed(
    naming: Naming,
    kind: Kind,
    asked: Asked,
    lines: Sequence[Line],
    columns: Sequence[str],
    choices: Sequence[Choice],
) -> HTMLResponse:
    """Return lines as a table in the order in which they come."""
    order = _order_choice(_OWN_ORDER.get(kind.slug, ""), asked.order or "")
    return _page(
        "browse_list.html",
        naming,
        kind,
        asked,
        order,
        choices,
        lines=leaf(lines, asked.number),
        columns=columns,
    )


def tree_page(naming: Naming, kind: Kind, asked: Asked, branches: Sequence[Branch]) -> HTMLResponse:
    """Return a tree, whole, on one page."""
    return _page(
        "browse_tree.html", naming, kind, asked, _order_choice(_TREE, ""), (), branches=branches
    )


def thing_page(thing: Thing) -> HTMLResponse:
    """Return the page of a thing, with the ways to its data."""
    formats = alternates(thing.resource)
    made = page(
        "browse_thing.html",
        thing=thing,
        data_formats=formats,
        structured=schema_org.data_block(thing.structured),
    )
    own = f'<{thing.data}>; rel="alternate"; type="application/json"'
    made.headers["Link"] = ", ".join([own, *links(thing.resource)])
    return made


def _page(
    template: str,
    naming: Naming,
    kind: Kind,
    asked: Asked,
    order: Choice,
    choices: Sequence[Choice],
    **values: Any,
) -> HTMLResponse:
    meant, _ = naming.passing(asked.filters)
    shown = {one.name for one in choices}
    kept = [(name, values) for name, values in asked.filters.items() if name not in shown]
    return page(
        template,
        kind=kind,
        asked=asked,
        boxes=[*choices, order],
        kept=kept,
        in_force=asked.in_force(meant, labels_of(naming.values)),
        # A word of the name may be what somebody needs, rather than what something is called.
        search=address("/cerca", {"q": asked.name}) if normal_name(asked.name) else "",
        **values,
    )


def _order_choice(own: str, chosen: str) -> Choice:
    own_order = (Option("", own),) if own else ()
    return Choice("ordine", "In quale ordine", (*own_order, *_ORDERS), chosen)
