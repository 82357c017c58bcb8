"""An extraction becomes RDF: the facts of a document and, beside them, the evidence for each.

Everything goes into one named graph per document. Its *facts* are plain triples, copied also into
the default graph (the curated graph that SPARQL reads); its *evidence* is one reified
`wp:Assertion` per distinct triple, with a Web Annotation for every mention, and the PROV record of
who read the document. Nothing carries a clock time: the same document read by the same version
gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from ingest.model import Document, Entity, Extraction, Literal, Note, Practice, Ref, Statement
from ingest.privacy import masked
from ontology.terms import Terms, UnknownTerm

ITALIAN = ox.NamedNode("http://publications.europa.eu/resource/authority/language/ITA")
#: What pyoxigraph says a triple may point to; we make only IRIs and literals.
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
ORGANISATION = "org:Organization"


@dataclass(frozen=True, slots=True)
class DocumentGraph:
    """The triples of one document: `facts` are curated, `evidence` stays in the named graph.

    `digest` stands for all of them; equal digests, equal graphs.
    """

    name: ox.NamedNode
    facts: tuple[ox.Triple, ...]
    evidence: tuple[ox.Triple, ...]
    digest: str

    def quads(self) -> Iterator[ox.Quad]:
        """Yield every triple in the document's named graph."""
        for triple in (*self.facts, *self.evidence):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, self.name)


@dataclass(frozen=True, slots=True)
class Names:
    """From compact identifiers to RDF terms."""

    terms: Terms

    def node(self, compact: str) -> ox.NamedNode:
        """Return the IRI of a compact identifier; raises UnknownTerm."""
        return ox.NamedNode(self.terms.expand(compact))

    def compact(self, node: ox.NamedNode) -> str:
        """Return the compact identifier of an IRI, or the IRI itself when none fits."""
        try:
            return self.terms.compact(node.value)
        except UnknownTerm:
            return node.value

    def graph(self, document: str) -> ox.NamedNode:
        """Return the name of a document's graph."""
        return ox.NamedNode(f"{self.terms.base}graph/{quote(document)}")

    def term(self, value: Ref | Literal) -> ox.NamedNode | ox.Literal:
        """Return the RDF term of a statement's object."""
        if isinstance(value, Ref):
            return self.node(value.id)
        if value.language:
            return ox.Literal(value.value, language=value.language)
        if value.datatype in ("", "xsd:string"):
            return ox.Literal(value.value)
        return ox.Literal(value.value, datatype=self.node(value.datatype))


def _words(value: Ref | Literal) -> Ref | Literal:
    """Return a statement's object without the details of persons its words may hold."""
    if isinstance(value, Literal) and value.datatype in ("", "xsd:string", "rdf:langString"):
        return replace(value, value=masked(value.value))
    return value


def project(extraction: Extraction, names: Names, extractor_version: str) -> DocumentGraph:
    """Return the graph of one document. Pure: no clock, no order of arrival, no outside state."""
    facts: set[ox.Triple] = set()
    evidence: set[ox.Triple] = set()
    document = extraction.document
    describe = _Describer(names)
    facts.update(describe.document(document))
    evidence.update(describe.provenance(document, extractor_version))
    evidence.update(describe.notes(document, extraction.notes))
    for practice in extraction.practices:
        facts.update(describe.practice(practice, document))
        evidence.update(describe.stretch(practice))
    for entity in extraction.entities:
        facts.update(describe.entity(entity))
    for triple, mentions in _grouped(extraction.statements, names).items():
        facts.add(triple)
        evidence.update(describe.assertion(triple, mentions, document))
    content = _digest(*sorted(map(str, facts | evidence)))
    evidence.update(describe.version(document, content))
    return DocumentGraph(
        names.graph(document.id),
        tuple(sorted(facts, key=str)),
        tuple(sorted(evidence, key=str)),
        content,
    )


def _grouped(
    statements: Iterable[Statement], names: Names
) -> dict[ox.Triple, tuple[Statement, ...]]:
    mentions: defaultdict[ox.Triple, list[Statement]] = defaultdict(list)
    for statement in statements:
        triple = ox.Triple(
            names.node(statement.subject),
            names.node(statement.predicate),
            names.term(_words(statement.object)),
        )
        mentions[triple].append(statement)
    return {
        triple: tuple(sorted(found, key=lambda s: (s.start, s.end)))
        for triple, found in mentions.items()
    }


class _Describer:
    """Writes the triples of each kind of node."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._a = names.node("rdf:type")

    def _triples(self, subject: ox.NamedNode, *pairs: tuple[str, Term]) -> Iterator[ox.Triple]:
        for predicate, value in pairs:
            yield ox.Triple(subject, self._names.node(predicate), value)

    def document(self, document: Document) -> Iterator[ox.Triple]:
        node = self._names.node
        me = node(f"document/{document.id}")
        yield from self._triples(
            me,
            ("rdf:type", node("wp:SourceDocument")),
            ("dct:title", ox.Literal(masked(document.title), language="it")),
            ("dct:identifier", ox.Literal(document.id)),
            ("dct:language", ITALIAN),
            ("dct:format", ox.Literal(document.media_type)),
            ("wp:sha256", ox.Literal(document.sha256, datatype=node("xsd:hexBinary"))),
        )
        about = document.metadata
        if licence := about.get("licence"):
            yield from self._triples(me, ("dct:rights", ox.Literal(masked(licence))))
        if title := about.get("source_title"):
            yield from self._triples(me, ("dct:bibliographicCitation", ox.Literal(masked(title))))
        if address := web_address(about.get("source_url", "")):
            yield from self._triples(me, ("dct:source", ox.NamedNode(address)))

    def provenance(self, document: Document, version: str) -> Iterator[ox.Triple]:
        node = self._names.node
        activity = node(f"activity/{document.id}")
        agent = node(f"agent/prassi-{version}")
        yield from self._triples(
            activity,
            ("rdf:type", node("prov:Activity")),
            ("prov:used", node(f"document/{document.id}")),
            ("prov:wasAssociatedWith", agent),
        )
        yield from self._triples(
            agent,
            ("rdf:type", node("prov:SoftwareAgent")),
            ("foaf:name", ox.Literal("prassi")),
            ("wp:extractorVersion", ox.Literal(version)),
        )

    def notes(self, document: Document, notes: Iterable[Note]) -> Iterator[ox.Triple]:
        """Say of the reading why it found nothing, or what it left out."""
        activity = self._names.node(f"activity/{document.id}")
        for note in notes:
            message = ox.Literal(note.message, language="it")
            yield from self._triples(activity, ("rdfs:comment", message))

    def version(self, document: Document, content: str) -> Iterator[ox.Triple]:
        activity = self._names.node(f"activity/{document.id}")
        yield from self._triples(activity, ("dct:hasVersion", ox.Literal(content)))

    def practice(self, practice: Practice, document: Document) -> Iterator[ox.Triple]:
        node = self._names.node
        yield from self._triples(
            node(f"practice/{practice.id}"),
            ("rdf:type", node("wp:Practice")),
            ("dct:title", ox.Literal(masked(practice.title), language="it")),
            ("dct:identifier", ox.Literal(f"wp-{_digest(practice.id)[:10]}")),
            ("dct:type", node(practice.kind)),
            ("dct:source", node(f"document/{document.id}")),
            ("adms:status", node("curation-status:extracted")),
            ("wp:implementationStatus", node(practice.status)),
        )

    def stretch(self, practice: Practice) -> Iterator[ox.Triple]:
        yield from self._triples(
            self._names.node(f"practice/{practice.id}"),
            ("wp:textStart", self._integer(practice.start)),
            ("wp:textEnd", self._integer(practice.end)),
        )

    def entity(self, entity: Entity) -> Iterator[ox.Triple]:
        me = self._names.node(entity.id)
        for kind in entity.types:
            yield ox.Triple(me, self._a, self._names.node(kind))
        if entity.label:
            naming = "skos:prefLabel" if ORGANISATION in entity.types else "rdfs:label"
            yield from self._triples(me, (naming, ox.Literal(masked(entity.label), language="it")))
        for predicate, value in entity.properties:
            yield from self._triples(me, (predicate, self._names.term(_words(value))))

    def assertion(
        self, triple: ox.Triple, mentions: tuple[Statement, ...], document: Document
    ) -> Iterator[ox.Triple]:
        node = self._names.node
        key = _digest(document.id, str(triple))[:16]
        me = node(f"assertion/{key}")
        confidence = max(mention.confidence for mention in mentions)
        yield from self._triples(
            me,
            ("rdf:type", node("wp:Assertion")),
            ("rdf:subject", triple.subject),
            ("rdf:predicate", triple.predicate),
            ("rdf:object", triple.object),
            ("wp:confidence", self._decimal(confidence)),
            ("adms:status", node("curation-status:extracted")),
            ("prov:wasGeneratedBy", node(f"activity/{document.id}")),
        )
        motive = "oa:describing" if isinstance(triple.object, ox.Literal) else "oa:linking"
        for start, end in sorted({(mention.start, mention.end) for mention in mentions}):
            annotation = node(f"annotation/{_digest(key, str(start), str(end))[:16]}")
            target = ox.NamedNode(f"{node(f'document/{document.id}').value}#char={start},{end}")
            yield from self._triples(me, ("wp:supportedBy", annotation))
            yield from self._triples(
                annotation,
                ("rdf:type", node("oa:Annotation")),
                ("oa:hasBody", me),
                ("oa:hasTarget", target),
                ("oa:motivatedBy", node(motive)),
            )
            yield from self._target(target, document, start, end)

    def _target(
        self, target: ox.NamedNode, document: Document, start: int, end: int
    ) -> Iterator[ox.Triple]:
        node = self._names.node
        words = node(f"quote/{document.id}/{start}-{end}")
        place = node(f"position/{document.id}/{start}-{end}")
        yield from self._triples(
            target,
            ("rdf:type", node("oa:SpecificResource")),
            ("oa:hasSource", node(f"document/{document.id}")),
            ("oa:hasSelector", words),
            ("oa:hasSelector", place),
        )
        yield from self._triples(
            words,
            ("rdf:type", node("oa:TextQuoteSelector")),
            ("oa:exact", ox.Literal(masked(document.text, start, end))),
        )
        yield from self._triples(
            place,
            ("rdf:type", node("oa:TextPositionSelector")),
            ("oa:start", self._integer(start)),
            ("oa:end", self._integer(end)),
        )

    def _integer(self, value: int) -> ox.Literal:
        return ox.Literal(str(value), datatype=self._names.node("xsd:nonNegativeInteger"))

    def _decimal(self, value: float) -> ox.Literal:
        exact = Decimal(value).quantize(Decimal("0.0001"))
        return ox.Literal(str(exact), datatype=self._names.node("xsd:decimal"))


def web_address(text: str) -> str | None:
    """Return an http(s) address fit to be an IRI, or None: anything else is never made a link."""
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return quote(text.strip(), safe="/:?#[]@!$&'()*+,;=%-._~")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
