"""The concept schemes are sound, and speak as people do."""

from collections import Counter, defaultdict

import pytest
from rdflib import RDF, SKOS, BNode, Literal, URIRef

from ontology.codelists import load_codes
from ontology.graph import schemes_graph, vocabulary_graph
from ontology.schemes import Concept, build_schemes, load_schemes
from ontology.tables import BrokenTable
from ontology.terms import Terms, scheme_names
from ontology.validation import validate_schemes

SCHEMES = load_schemes()

# Words that mean nothing definite by themselves: as labels they would match everywhere.
AMBIGUOUS = {
    "accompagnamento", "ambito", "attività", "bisogni", "casa", "comunità", "contatto", "cura",
    "dipendenti", "familiari", "formazioni", "iniziative", "interventi", "leader", "lavoro",
    "misure", "partecipazione", "percorsi", "persone", "progetti", "rete", "reti", "risorse",
    "servizi", "sociale", "soggetti", "sostegno", "strutture", "supporto", "territorio", "utenti",
}  # fmt: skip


def test_every_scheme_has_concepts_and_every_concept_two_names():
    assert {concept.scheme for concept in SCHEMES} == scheme_names()
    assert all(concept.label and concept.label_en for concept in SCHEMES)


def test_a_label_belongs_to_one_concept_of_its_scheme():
    owners = defaultdict(list)
    for concept in SCHEMES:
        for label in concept.labels:
            owners[concept.scheme, label.casefold()].append(concept.id)
    assert {label: ids for label, ids in owners.items() if len(ids) > 1} == {}


def test_labels_are_clean():
    for concept in SCHEMES:
        for label in concept.labels:
            assert label == " ".join(label.split())
            assert "|" not in label
            assert len(label) > 1


@pytest.mark.parametrize("scheme", ["actor", "beneficiary", "funding", "measure", "need", "role"])
def test_no_ambiguous_word_stands_alone_as_a_synonym(scheme):
    alone = {label.casefold() for c in SCHEMES.scheme(scheme) for label in c.alt_labels}
    assert alone & AMBIGUOUS == set()


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("over 65", "beneficiary:anziani"),
        ("terza età", "beneficiary:anziani"),
        ("pensionati", "beneficiary:anziani"),
        ("persone sole", "beneficiary:anziani-soli"),
        ("taxi sociale", "measure:trasporto-sociale"),
        ("navetta", "measure:trasporto-sociale"),
        ("accompagnamento alle visite", "measure:trasporto-sociale"),
        ("prescrizione sociale", "measure:prescrizione-sociale"),
        ("Caffè Alzheimer", "measure:caffe-alzheimer"),
        ("PON Legalità", "funding:pon-legalita"),
    ],
)
def test_the_words_people_use_lead_to_the_concept(words, concept):
    assert words.casefold() in {label.casefold() for label in SCHEMES[concept].labels}


def test_ancestors_come_nearest_first_through_both_parents():
    assert SCHEMES.ancestors("measure:maggiordomo-di-quartiere") == (
        "measure:servizi-di-prossimita",
        "measure:prossimita-comunita",
    )
    assert SCHEMES.ancestors("beneficiary:anziani-non-autosufficienti") == (
        "beneficiary:anziani",
        "beneficiary:non-autosufficienti",
    )
    assert SCHEMES.ancestors("measure:abitare") == ()


def test_descendants_hold_the_concept_itself_and_mirror_ancestors():
    for concept in SCHEMES:
        below = SCHEMES.descendants(concept.id)
        assert concept.id in below
        above = {c.id for c in SCHEMES if concept.id in (c.id, *SCHEMES.ancestors(c.id))}
        assert below == above


def test_asking_for_what_is_not_there():
    assert SCHEMES.get("measure:niente") is None
    assert "measure:niente" not in SCHEMES
    with pytest.raises(KeyError):
        SCHEMES.scheme("misure")
    with pytest.raises(KeyError):
        SCHEMES.ancestors("measure:niente")


@pytest.mark.parametrize(
    ("concepts", "reason"),
    [
        ([("a", None), ("a", None)], "due volte"),
        ([("a", "need:b")], "non esiste"),
        ([("a", "need:b"), ("b", "need:a")], "in cerchio"),
    ],
)
def test_unsound_schemes_are_refused(concepts, reason):
    made = [Concept(f"need:{n}", "need", n, n, n, broader=broader) for n, broader in concepts]
    with pytest.raises(BrokenTable, match=reason):
        build_schemes(made)


def test_every_match_is_a_code_of_a_list_and_not_both_exact_and_close():
    codes = load_codes()
    for concept in SCHEMES:
        assert {*concept.exact_match, *concept.close_match} <= set(codes)
        assert not set(concept.exact_match) & set(concept.close_match)


def test_a_code_is_exactly_one_concept():
    """Two concepts that exactly matched one code would be the same concept."""
    exact = Counter(match for concept in SCHEMES for match in concept.exact_match)
    assert [code for code, times in exact.items() if times > 1] == []


def test_lists_that_nobody_could_verify_are_gone():
    lists = {code.partition(":")[0] for code in load_codes()}
    assert not lists & {"leps", "sdg", "esfp", "esf1420", "icnp", "nomenclatore", "ps"}
    assert "cts:r" in load_codes()
    assert "cts:s" not in load_codes()


def test_the_skos_graph_says_what_the_tables_say():
    terms = Terms()
    graph = schemes_graph(terms)
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == len(SCHEMES)
    for concept in SCHEMES:
        node = URIRef(terms.expand(concept.id))
        assert set(graph.objects(node, SKOS.altLabel)) == {
            Literal(label, lang="it") for label in concept.alt_labels
        }
        assert set(graph.objects(node, SKOS.broader)) == {
            URIRef(terms.expand(parent)) for parent in concept.parents
        }
        is_top = (None, SKOS.hasTopConcept, node) in graph
        assert is_top == (concept.broader is None)


def test_the_vocabulary_has_no_blank_nodes():
    assert not [t for t in vocabulary_graph(Terms()) if any(isinstance(n, BNode) for n in t)]


def test_the_schemes_conform_to_their_shapes_and_a_cycle_does_not():
    terms = Terms()
    graph = schemes_graph(terms)
    assert validate_schemes(graph, terms).violations == ()
    top, below = (URIRef(terms.expand(f"measure:{n}")) for n in ("abitare", "cohousing"))
    graph.add((top, SKOS.broader, below))
    assert "Un concetto è più ampio di sé stesso" in {
        finding.message for finding in validate_schemes(graph, terms).violations
    }
