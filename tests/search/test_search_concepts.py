from __future__ import annotations

import pytest

from ontology.schemes import ConceptSchemes
from search.concepts import ConceptMatcher, label_of, region_names, with_broader


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anziani soli in montagna", [{"beneficiary:anziani-soli"}]),
        ("un anziano", [{"beneficiary:anziani"}]),
        ("TERZA ETÀ e minori", [{"beneficiary:anziani"}, {"beneficiary:minori"}]),
        ("banche di tempo", [{"measure:banca"}]),
        ("case per il dopo di noi", [{"measure:dopo-di-noi"}]),
        ("progetti in Emilia Romagna", [{"08"}]),
        ("elderly people", [{"beneficiary:anziani"}]),
        ("un partner", []),  # the scheme of roles is no facet
        ("", []),
    ],
)
def test_labels_are_found_in_any_form_the_longest_first(
    schemes: ConceptSchemes, text: str, expected: list[set[str]]
):
    found = ConceptMatcher(schemes).mentions(text)
    assert [set(mention.values) for mention in found] == expected


def test_a_concept_named_twice_is_mentioned_once(schemes: ConceptSchemes):
    assert len(ConceptMatcher(schemes).mentions("anziani, anziane e terza età")) == 1


def test_there_are_twenty_regions_with_two_digit_codes():
    assert sorted(region_names()) == [f"{code:02}" for code in range(1, 21)]


def test_labels_are_for_people_and_unknown_values_stay(schemes: ConceptSchemes):
    assert label_of("beneficiary:anziani", schemes) == "Anziani"
    assert label_of("08", schemes) == "Emilia-Romagna"
    assert label_of("need:sconosciuto", schemes) == "need:sconosciuto"


def test_broader_concepts_follow_a_value(schemes: ConceptSchemes):
    assert with_broader("beneficiary:anziani-soli", schemes) == (
        "beneficiary:anziani-soli",
        "beneficiary:anziani",
        "beneficiary:persone",
    )
    assert with_broader("08", schemes) == ("08",)
