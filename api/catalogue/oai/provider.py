"""The six verbs of OAI-PMH 2.0 over the ledger of changes and the library: arguments to XML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from lxml import etree

from api.catalogue.addresses import Addresses
from api.catalogue.oai.arguments import OaiError, selection, verb_and_arguments
from api.catalogue.oai.records import FORMATS, Told, record, text
from api.catalogue.oai.token import Resumption, read_token, write_token
from corpus.changes.ledger import Ledger, now, stamp
from corpus.changes.model import Change
from ontology.places import Gazetteer

OAI = "http://www.openarchives.org/OAI/2.0/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
PER_LIST = 50
_REGION = "regione:"
_IN_IRI = "/:?#[]@!$&'()*+,;=%-._~"
_KIND = "practice"


@dataclass(frozen=True, slots=True)
class Provider:
    """Answers harvesters. `tell` looks a practice up, or says None where it is not there."""

    ledger: Ledger
    tell: Callable[[str], Told | None]
    gazetteer: Gazetteer
    addresses: Addresses
    name: str
    publisher: str
    email: str

    @property
    def address(self) -> str:
        """Where harvesters ask."""
        return f"{self.addresses.here}/oai"

    def answer(self, pairs: Sequence[tuple[str, str]]) -> bytes:
        """Return the answer to the arguments of a request: what is refused is an answer, too.

        Raises NoLedger.
        """
        root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": _XSI})
        root.set(f"{{{_XSI}}}schemaLocation", _SCHEMA)
        _add(root, "responseDate", stamp(now()))
        request = _add(root, "request", self.address)
        try:
            verb, arguments = verb_and_arguments(pairs)
            body = _VERBS[verb](self, arguments)
        except OaiError as refused:
            # Of a request that was not understood, the arguments are not to be repeated.
            if refused.code not in ("badVerb", "badArgument"):
                _repeat(request, pairs)
            error = _add(root, "error", refused.detail)
            error.set("code", refused.code)
        else:
            _repeat(request, pairs)
            root.append(body)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))

    def identify(self, _: dict[str, str]) -> etree._Element:
        """Say who we are and since when."""
        since = self.ledger.extent().since
        body = etree.Element(f"{{{OAI}}}Identify")
        for name, said in (
            ("repositoryName", self.name),
            ("baseURL", self.address),
            ("protocolVersion", "2.0"),
            ("adminEmail", self.email),
            ("earliestDatestamp", stamp(since or now())),
            ("deletedRecord", "persistent"),
            ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
            ("compression", "gzip"),
        ):
            _add(body, name, said)
        return body

    def list_formats(self, arguments: dict[str, str]) -> etree._Element:
        """Say in which formats there are records: each practice is in all of them."""
        if "identifier" in arguments:
            self._change(arguments["identifier"])
        body = etree.Element(f"{{{OAI}}}ListMetadataFormats")
        for one in FORMATS.values():
            shape = _add(body, "metadataFormat")
            _add(shape, "metadataPrefix", one.prefix)
            _add(shape, "schema", one.schema)
            _add(shape, "metadataNamespace", one.namespace)
        return body

    def list_sets(self, arguments: dict[str, str]) -> etree._Element:
        """Say which sets there are: the regions of Italy."""
        if "resumptionToken" in arguments:
            raise OaiError("badResumptionToken", "l'elenco degli insiemi è uno solo, senza token")
        body = etree.Element(f"{{{OAI}}}ListSets")
        root = _add(body, "set")
        _add(root, "setSpec", _REGION.rstrip(":"))
        _add(root, "setName", "Pratiche per regione")
        for place in self.gazetteer:
            if place.level == "regione":
                one = _add(body, "set")
                _add(one, "setSpec", f"{_REGION}{place.code}")
                _add(one, "setName", place.name)
        return body

    def get_record(self, arguments: dict[str, str]) -> etree._Element:
        """Return one record."""
        change = self._change(arguments["identifier"])
        _known_format(arguments["metadataPrefix"])
        body = etree.Element(f"{{{OAI}}}GetRecord")
        body.append(self._record(change, arguments["metadataPrefix"]))
        return body

    def list_identifiers(self, arguments: dict[str, str]) -> etree._Element:
        """Return the headers of the records chosen."""
        return self._list(arguments, "ListIdentifiers", lambda change, _: self._header(change))

    def list_records(self, arguments: dict[str, str]) -> etree._Element:
        """Return the records chosen."""
        return self._list(arguments, "ListRecords", self._record)

    def _list(
        self,
        arguments: dict[str, str],
        verb: str,
        write: Callable[[Change, str], etree._Element],
    ) -> etree._Element:
        extent = self.ledger.extent()
        token = arguments.get("resumptionToken")
        if token is not None:
            here = read_token(token, extent.epoch)
        else:
            here = Resumption(selection(arguments), extent.epoch, 0, 0)
        chosen = here.selection
        _known_format(chosen.prefix)
        region = _region(chosen.spec)
        asked = (chosen.since, chosen.until, region)
        found = self._standing(*asked, here.after, PER_LIST + 1)
        if not found and token is None:
            raise OaiError("noRecordsMatch", "nessuna pratica corrisponde a questa scelta")
        if not found:
            raise OaiError("badResumptionToken", "dopo questo punto non c'è più nulla")
        body = etree.Element(f"{{{OAI}}}{verb}")
        for change in found[:PER_LIST]:
            body.append(write(change, chosen.prefix))
        self._resume(body, here, found, asked)
        return body

    def _standing(
        self,
        since: datetime | None,
        until: datetime | None,
        region: str | None,
        after: int,
        limit: int,
    ) -> tuple[Change, ...]:
        return self.ledger.standing(
            _KIND, after=after, since=since, until=until, region=region, limit=limit
        )

    def _resume(
        self,
        body: etree._Element,
        here: Resumption,
        found: tuple[Change, ...],
        asked: tuple[datetime | None, datetime | None, str | None],
    ) -> None:
        more = len(found) > PER_LIST
        if not more and not here.told:
            return  # all in one answer: no token
        since, until, region = asked
        total = self.ledger.count(_KIND, since=since, until=until, region=region)
        told = here.told + min(len(found), PER_LIST)
        following = replace(here, after=found[PER_LIST - 1].number, told=told) if more else None
        element = _add(body, "resumptionToken", write_token(following) if following else "")
        element.set("completeListSize", str(max(total, told + more)))
        element.set("cursor", str(here.told))

    def _change(self, identifier: str) -> Change:
        start = self.addresses.iri("practice/x")[:-1]
        if identifier.startswith(start):
            found = self.ledger.latest(f"{_KIND}/{identifier.removeprefix(start)}")
            if found:
                return found
        raise OaiError("idDoesNotExist", "nessuna pratica ha questo identificativo")

    def _header(self, change: Change) -> etree._Element:
        return self._headed(change, gone=change.gone)

    def _headed(self, change: Change, *, gone: bool) -> etree._Element:
        header = etree.Element(f"{{{OAI}}}header")
        if gone:
            header.set("status", "deleted")
        _add(header, "identifier", self.addresses.iri(change.name))
        _add(header, "datestamp", stamp(change.at))
        for region in change.standing.regions:
            _add(header, "setSpec", f"{_REGION}{region}")
        return header

    def _record(self, change: Change, prefix: str) -> etree._Element:
        told = None if change.gone else self.tell(change.name.partition("/")[2])
        element = etree.Element(f"{{{OAI}}}record")
        # What is not there any more will be told as withdrawn with a later time: so it is already.
        element.append(self._headed(change, gone=told is None))
        if told is not None:
            metadata = _add(element, "metadata")
            metadata.append(record(prefix, told, self.addresses, self.publisher))
        return element


_VERBS: dict[str, Callable[[Provider, dict[str, str]], etree._Element]] = {
    "Identify": Provider.identify,
    "ListMetadataFormats": Provider.list_formats,
    "ListSets": Provider.list_sets,
    "ListIdentifiers": Provider.list_identifiers,
    "ListRecords": Provider.list_records,
    "GetRecord": Provider.get_record,
}


def _known_format(prefix: str) -> None:
    if prefix not in FORMATS:
        said = ", ".join(FORMATS)
        raise OaiError("cannotDisseminateFormat", f"i formati sono: {said}")


def _region(spec: str | None) -> str | None:
    """Return the code of the region that a set is of, None for all of them; raises OaiError."""
    if spec is None:
        return None
    if spec == _REGION.rstrip(":"):
        return ""
    return spec.removeprefix(_REGION) if spec.startswith(_REGION) else "none"


def _repeat(request: etree._Element, pairs: Sequence[tuple[str, str]]) -> None:
    for name, value in pairs:
        said = quote(value, safe=_IN_IRI) if name == "identifier" else value
        request.set(name, text(said))


def _add(parent: etree._Element, name: str, words: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{OAI}}}{name}")
    if words is not None:
        element.text = text(words)
    return element
