"""The shapes let good graphs through and catch every kind of fault."""

import pytest
from rdflib import DCTERMS, RDF, XSD, Graph, Literal, Namespace, URIRef

from ontology.graph import read_turtle, vocabulary_graph
from ontology.terms import Terms
from ontology.validation import validate

TERMS = Terms()
EXAMPLES = read_turtle("examples.ttl", TERMS)


def iri(compact):
    return URIRef(TERMS.expand(compact))


PRACTICE = iri("practice/maggiordomo-di-quartiere-liguria")
WORKERS = iri("beneficiary/mdq-tirocinanti")
PARTNER = iri("participation/mdq-2")
AMOUNT = iri("amount/wecare-1")
ASSERTION = min(EXAMPLES.subjects(RDF.type, iri("wp:Assertion")))
ACCEPTED = min(
    node
    for node in EXAMPLES.subjects(iri("adms:status"), iri("curation-status:accepted"))
    if (node, RDF.type, iri("wp:Assertion")) in EXAMPLES
)
REJECTED = min(EXAMPLES.subjects(iri("adms:status"), iri("curation-status:rejected")))
POSITION = min(EXAMPLES.subjects(RDF.type, iri("oa:TextPositionSelector")))


def said(graph, assertion):
    return tuple(
        graph.value(assertion, iri(f"rdf:{p}")) for p in ("subject", "predicate", "object")
    )


def changed(*changes):
    """Return the examples after some changes: ('set' | 'add' | 'remove', subject, …)."""
    graph = Graph()
    graph += EXAMPLES
    for verb, *triple in changes:
        getattr(graph, verb)(tuple(triple))
    return graph


def decimal(number):
    return Literal(number, datatype=XSD.decimal)


STATUS = iri("adms:status")
TITLE, IDENTIFIER, TYPE = DCTERMS.title, DCTERMS.identifier, DCTERMS.type
NEED = iri("wp:addressesNeed")

VIOLATIONS = {
    "a practice without a title": (
        "deve avere un titolo, uno",
        [("remove", PRACTICE, TITLE, None)],
    ),
    "a title in English only": (
        "titolo in italiano",
        [("set", PRACTICE, TITLE, Literal("x", lang="en"))],
    ),
    "an identifier of another form": (
        "L'identificativo",
        [("set", PRACTICE, IDENTIFIER, Literal("x1"))],
    ),
    "a need from another scheme": (
        "schema dei bisogni",
        [("add", PRACTICE, NEED, iri("measure:nido"))],
    ),
    "a need that no scheme has": (
        "schema dei bisogni",
        [("add", PRACTICE, NEED, URIRef("https://x.org/need"))],
    ),
    "a practice from no document": (
        "da quale documento",
        [("remove", PRACTICE, DCTERMS.source, None)],
    ),
    "a confidence above one": (
        "La confidenza",
        [("set", ASSERTION, iri("wp:confidence"), decimal("1.7"))],
    ),
    "an assertion without evidence": (
        "sostenuta da parole",
        [("remove", ASSERTION, iri("wp:supportedBy"), None)],
    ),
    "an accepted statement that is absent": (
        "confermata non è nel grafo",
        [("remove", *said(EXAMPLES, ACCEPTED))],
    ),
    "a rejected statement that is present": (
        "respinta è ancora nel grafo",
        [("add", *said(EXAMPLES, REJECTED))],
    ),
    "a quotation whose offsets drifted": (
        "non è lunga quanto",
        [("set", POSITION, iri("oa:end"), Literal(9999, datatype=XSD.nonNegativeInteger))],
    ),
    "a participation of nobody": (
        "non dice chi partecipa",
        [("remove", PARTNER, iri("wp:participantCategory"), None)],
    ),
    "a participation without a role": (
        "deve avere un ruolo",
        [("remove", PARTNER, iri("cv:role"), None)],
    ),
    "a negative amount": (
        "maggiore di zero",
        [("set", AMOUNT, iri("schema:value"), decimal("-1"))],
    ),
    "an amount in dollars": ("in euro", [("set", AMOUNT, iri("schema:currency"), Literal("USD"))]),
    "two curation statuses": (
        "uno e un solo stato di cura",
        [("add", PRACTICE, iri("adms:status"), iri("curation-status:accepted"))],
    ),
    "a beneficiary with neither group nor words": (
        "un gruppo o almeno le parole",
        [
            ("remove", WORKERS, iri("wp:group"), None),
            ("remove", WORKERS, iri("wp:mention"), None),
        ],
    ),
    "a least age above the greatest": (
        "L'età minima",
        [
            ("add", WORKERS, iri("schema:suggestedMinAge"), Literal(50)),
            ("add", WORKERS, iri("schema:suggestedMaxAge"), Literal(30)),
        ],
    ),
    "a document without a digest": (
        "SHA-256",
        [("remove", iri("document/001"), iri("wp:sha256"), None)],
    ),
    "a measure of no kind of measure": (
        "schema delle misure",
        [("set", iri("measure/mdq-servizio"), TYPE, iri("need:poverta-economica"))],
    ),
    "a quotation without words": (
        "deve avere le sue parole",
        [("remove", None, iri("oa:exact"), None)],
    ),
    "a document in another language": (
        "essere in italiano",
        [("set", iri("document/001"), DCTERMS.language, URIRef("https://example.org/ENG"))],
    ),
    "two implementation statuses": (
        "stato di attuazione",
        [("add", PRACTICE, iri("wp:implementationStatus"), iri("implementation-status:conclusa"))],
    ),
}

WARNINGS = {
    "a practice without a place": (
        "non ha un luogo",
        [("remove", PRACTICE, DCTERMS.spatial, None)],
    ),
    "a statement without evidence": (
        "non ha parole della fonte",
        [("add", PRACTICE, NEED, iri("need:mobilita-trasporto"))],
    ),
    "a measure without a concept": (
        "nessun concetto",
        [("remove", iri("measure/mdq-servizio"), TYPE, None)],
    ),
    "a beneficiary with words but no group": (
        "nessun gruppo",
        [("remove", WORKERS, iri("wp:group"), None)],
    ),
    "a practice without measures": (
        "non ha misure",
        [("remove", PRACTICE, iri("wp:hasMeasure"), None)],
    ),
    "a document whose rights are not told": (
        "non sono dichiarati",
        [("remove", iri("document/001"), DCTERMS.rights, None)],
    ),
}


def test_the_examples_conform_without_a_warning():
    report = validate(EXAMPLES, TERMS)
    assert report.violations == ()
    assert report.warnings == ()
    assert report.conforms


@pytest.mark.parametrize("fault", VIOLATIONS)
def test_a_fault_is_a_violation(fault):
    message, changes = VIOLATIONS[fault]
    report = validate(changed(*changes), TERMS)
    assert not report.conforms
    found = {finding.message for finding in report.violations}
    assert any(message in words for words in found), found


@pytest.mark.parametrize("fault", WARNINGS)
def test_a_lack_is_a_warning_and_does_not_stop_a_write(fault):
    message, changes = WARNINGS[fault]
    graph = changed(*changes)
    for assertion in EXAMPLES.subjects(STATUS, iri("curation-status:accepted")):
        if (assertion, RDF.type, iri("wp:Assertion")) in graph:  # else the absence would be a fault
            graph.set((assertion, STATUS, iri("curation-status:extracted")))
    report = validate(graph, TERMS)
    assert report.conforms, report.violations
    assert any(message in finding.message for finding in report.warnings), report.warnings


def test_validation_leaves_the_data_as_it_was():
    graph = changed()
    validate(graph, TERMS)
    assert set(graph) == set(EXAMPLES)


def test_data_cannot_put_a_concept_into_a_scheme_of_its_choice():
    graph = changed(
        ("add", PRACTICE, NEED, iri("measure:nido")),
        ("add", iri("measure:nido"), iri("skos:inScheme"), URIRef(TERMS.scheme("need"))),
    )
    assert not validate(graph, TERMS).conforms


def test_a_finding_names_node_path_and_value():
    report = validate(changed(*VIOLATIONS["a need from another scheme"][1]), TERMS)
    assert [(f.node, f.path, f.value) for f in report.violations] == [
        (str(PRACTICE), str(NEED), str(iri("measure:nido")))
    ]


def test_shapes_hold_under_another_base():
    other = Terms("https://pratiche.example.org/")
    graph = read_turtle("examples.ttl", other)
    assert validate(graph, other).violations == ()
    graph.remove((None, Namespace(f"{other.base}onto#").supportedBy, None))
    assert not validate(graph, other).conforms


def test_the_merged_vocabulary_changes_nothing():
    assert validate(EXAMPLES + vocabulary_graph(TERMS), TERMS).violations == ()


def test_an_empty_graph_conforms():
    assert validate(Graph(), TERMS).conforms
