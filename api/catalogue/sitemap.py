"""``/robots.txt`` and ``/sitemap.xml``: every practice for search engines, with when it changed."""

# No postponed annotations here: FastAPI reads the types of the parameters.
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from lxml import etree
from starlette.responses import PlainTextResponse, Response

from api.catalogue.addresses import addresses_of
from api.catalogue.feed import no_ledger
from api.catalogue.tagged import tagged
from api.errors import NotFoundError
from api.routers.desk import Desk, desk_of
from api.settings import Settings
from corpus.changes.ledger import Ledger, NoLedger, stamp
from corpus.changes.model import Change

#: Addresses in one file: the protocol of sitemaps allows no more.
PER_FILE = 50_000
_AT_ONCE = 5_000
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MEDIA_TYPE = "application/xml; charset=utf-8"
#: What is made for each question, or as a whole for programs, is not for search engines.
_ROBOTS = """\
User-agent: *
Disallow: /cerca
Disallow: /sparql
Disallow: /api/
Disallow: /dump
Disallow: /oai
Disallow: /changes
Allow: /

Sitemap: {sitemap}
"""


def sitemap_router(settings: Settings) -> APIRouter:
    """Return the two files that search engines look for."""
    router = APIRouter(include_in_schema=False)

    @router.get("/robots.txt")
    def robots(request: Request) -> Response:
        here = addresses_of(request, settings).here
        return PlainTextResponse(_ROBOTS.format(sitemap=f"{here}/sitemap.xml"))

    @router.get("/sitemap.xml")
    def index(request: Request, desk: Annotated[Desk, Depends(desk_of)]) -> Response:
        here = addresses_of(request, settings).here
        try:
            total = desk.library.changes.count("practice")
        except NoLedger as error:
            raise no_ledger(error) from error
        root = etree.Element(f"{{{_SITEMAP}}}sitemapindex", nsmap={None: _SITEMAP})
        for number in range(1, max(1, -(-total // (PER_FILE - 1))) + 1):
            one = etree.SubElement(root, f"{{{_SITEMAP}}}sitemap")
            etree.SubElement(one, f"{{{_SITEMAP}}}loc").text = f"{here}/sitemap-{number}.xml"
        return tagged(request, _xml(root), _MEDIA_TYPE)

    @router.get("/sitemap-{number}.xml")
    def part(
        request: Request,
        desk: Annotated[Desk, Depends(desk_of)],
        number: Annotated[int, Path(ge=1, le=10_000)],
    ) -> Response:
        addresses = addresses_of(request, settings)
        try:
            found = _changes(desk.library.changes, number)
        except NoLedger as error:
            raise no_ledger(error) from error
        if not found and number > 1:
            raise NotFoundError(f"la parte {number} della mappa")
        root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap={None: _SITEMAP})
        if number == 1:
            _add(root, f"{addresses.here}/", None)
        for change in found:
            if not change.gone:
                _add(root, addresses.page(change.name), stamp(change.at))
        return tagged(request, _xml(root), _MEDIA_TYPE)

    return router


def _changes(ledger: Ledger, number: int) -> list[Change]:
    """Return the practices of one file, those that are gone among them."""
    found: list[Change] = []
    after, skip = 0, (number - 1) * (PER_FILE - 1)  # the first file begins with the home page
    while len(found) < PER_FILE - 1:
        page = ledger.standing("practice", after=after, limit=_AT_ONCE)
        found += page[skip:]
        skip = max(0, skip - len(page))
        if len(page) < _AT_ONCE:
            break
        after = page[-1].number
    return found[: PER_FILE - 1]


def _add(root: etree._Element, address: str, changed: str | None) -> None:
    one = etree.SubElement(root, f"{{{_SITEMAP}}}url")
    etree.SubElement(one, f"{{{_SITEMAP}}}loc").text = address
    if changed:
        etree.SubElement(one, f"{{{_SITEMAP}}}lastmod").text = changed


def _xml(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
