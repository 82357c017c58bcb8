"""Where a text tells no practice the graph owes nothing, and what it says counts against it."""

from __future__ import annotations

from corpus.evaluation.fields import FIELDS, spoken_of
from corpus.evaluation.figures import Tally
from corpus.evaluation.relations import RELATIONS
from corpus.gold import GoldDocument
from corpus.markup import strip
from ingest.model import Document, Extraction, Ref, Statement

TEXT, SPANS = strip(
    "Il [[Comune|ACTOR role=promotore]] vorrebbe [[orti|MEASURE measure:orti for=1]] per gli"
    " [[anziani|BENEFICIARY beneficiary:anziani n=1]]."
)
WISH = GoldDocument("desiderio", TEXT, SPANS, {"practice": "false"})
PRACTICE = GoldDocument("orti", TEXT, SPANS, {"practice": "true"})


def extraction(*statements: Statement) -> Extraction:
    document = Document("orti", "Orti", "0" * 64, "text/plain", TEXT, ())
    return Extraction(document, (), (), statements, ())


def test_a_wish_is_owed_no_statement_and_a_practice_is() -> None:
    assert spoken_of(WISH) == ()
    assert spoken_of(PRACTICE) == SPANS
    for compare in (FIELDS["misure (concetti)"],):
        assert compare(WISH, None, extraction()) == Tally(0, 0, 0)
        assert compare(PRACTICE, None, extraction()) == Tally(0, 0, 1)
    assert RELATIONS["attore → ruolo"](WISH, extraction()) == Tally(0, 0, 0)
    assert RELATIONS["misura → beneficiario"](PRACTICE, extraction()) == Tally(0, 0, 1)


def test_what_is_said_of_a_wish_is_one_too_many() -> None:
    said = extraction(Statement("measure/x", "dct:type", Ref("measure:orti"), 0, 9, 0.9))
    assert FIELDS["misure (concetti)"](WISH, None, said) == Tally(0, 1, 0)
    assert FIELDS["misure (concetti)"](PRACTICE, None, said) == Tally(1, 1, 1)
