"""Roles of the trained reader, each with words around its actor that show it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from small_reader import judged
from written import written

from ingest.model import BlockKind, Label, Practice
from ingest.practices.reading import Reading
from ingest.roles import RoleFound, find_roles
from ingest.roles.judged import judged_roles

ACTORS = {"Comune di Lecco": Label.ACTOR, "Auser": Label.ACTOR, "anziani": Label.BENEFICIARY}
PROMOTER = {"Comune di Lecco": ("promotore", 0.8)}


def roles_of(
    text: str, said: dict[str, tuple[str, float]], kind: BlockKind = BlockKind.PARAGRAPH
) -> tuple[Reading, tuple[RoleFound, ...]]:
    reading = written([(text, kind)], ACTORS)
    return reading, judged_roles(reading, judged(reading, roles=said), ())


def proof_of(reading: Reading, role: RoleFound) -> str:
    return reading.document.text[role.start : role.end]


def test_a_role_is_proved_by_the_sentence_of_its_actor() -> None:
    text = "Nasce nel 2020. Lo vuole il Comune di Lecco per gli anziani. Piace."
    reading, (role,) = roles_of(text, PROMOTER)
    assert (role.span.text, role.role, role.confidence) == (
        "Comune di Lecco", "role:promotore", 0.8,
    )  # fmt: skip
    assert proof_of(reading, role) == "Lo vuole il Comune di Lecco per gli anziani."


def test_actors_without_a_role_and_other_spans_get_none() -> None:
    _, roles = roles_of("Il Comune di Lecco, Auser e gli anziani.", {"Auser": ("", 0.9)})
    assert roles == ()


def test_a_field_proves_with_its_label() -> None:
    reading, (role,) = roles_of("Soggetto proponente: Comune di Lecco", PROMOTER, BlockKind.FIELD)
    assert proof_of(reading, role) == "Soggetto proponente: Comune di Lecco"


RULED = "Il progetto, promosso dal Comune di Lecco, è partito e piace agli anziani."


def with_rules(said: dict[str, tuple[str, float]]) -> tuple[Reading, RoleFound, list[RoleFound]]:
    """The reading of RULED, what a rule finds in it, what is judged with that."""
    reading = written([(RULED, BlockKind.PARAGRAPH)], ACTORS)
    rules = find_roles(reading, (Practice("carta", "Carta", 0, len(RULED)),))
    (ruled,) = rules
    assert ruled.role == "role:promotore"
    return reading, ruled, list(judged_roles(reading, judged(reading, roles=said), rules))


def test_where_a_rule_agrees_its_words_are_the_proof() -> None:
    _, ruled, (role,) = with_rules(PROMOTER)
    assert (role.start, role.end, role.role) == (ruled.start, ruled.end, "role:promotore")
    assert role.confidence == 0.8


def test_a_sure_judgement_of_another_role_stands_on_its_sentence() -> None:
    reading, _, (role,) = with_rules({"Comune di Lecco": ("partner", 0.7)})
    assert role.role == "role:partner"
    assert proof_of(reading, role) == RULED


def test_a_sure_judgement_of_no_role_silences_a_rule() -> None:
    assert with_rules({"Comune di Lecco": ("", 0.9)})[2] == []


def test_where_the_judgement_is_unsure_a_rule_speaks_no_surer_than_that() -> None:
    _, ruled, (role,) = with_rules({"Comune di Lecco": ("partner", 0.4)})
    assert (role.role, role.start, role.end) == (ruled.role, ruled.start, ruled.end)
    assert 0.4 <= role.confidence <= 0.6


def test_of_a_sentence_without_end_only_what_is_near_is_shown() -> None:
    reading, (role,) = roles_of("parola " * 200 + "Comune di Lecco" + " parola" * 200, PROMOTER)
    assert len(proof_of(reading, role)) <= 2 * 250 + len("Comune di Lecco")
    assert "Comune di Lecco" in proof_of(reading, role)


@given(
    st.lists(
        st.sampled_from(["Comune di Lecco", "Auser", "anziani", "x. ", "Poi", "\n", "! "]),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from(list(BlockKind)),
)
def test_a_proof_holds_its_actor_and_no_more_than_the_sentence(
    words: list[str], kind: BlockKind
) -> None:
    text = " ".join(words)
    said = dict.fromkeys({"Comune di Lecco", "Auser"} & set(words), ("partner", 0.6))
    reading, roles = roles_of(text, said, kind)
    for role in roles:
        sentence = reading.sentence_at(role.span.start)
        assert role.start <= role.span.start < role.span.end <= role.end
        assert role.start >= min(sentence.start, role.span.start)
        assert role.end <= max(sentence.end, role.span.end)
        assert proof_of(reading, role) == proof_of(reading, role).strip()


def ruled_and_judged(text: str, kind: BlockKind, role: str, rate: float) -> str:
    """The role of the Comune di Lecco where rules and judgement name two."""
    reading = written([(text, kind)], ACTORS)
    rules = find_roles(reading, (Practice("carta", "Carta", 0, len(text)),))
    said = {"Comune di Lecco": (role, rate)}
    (found,) = judged_roles(reading, judged(reading, roles=said), rules)
    return found.role.removeprefix("role:")


def test_what_a_field_says_outright_needs_a_very_sure_judgement_against_it() -> None:
    field = "Ente capofila: Comune di Lecco"
    assert ruled_and_judged(field, BlockKind.FIELD, "promotore", 0.85) == "capofila"
    assert ruled_and_judged(field, BlockKind.FIELD, "promotore", 0.95) == "promotore"


def test_so_do_words_that_can_hardly_mean_another_role() -> None:
    text = "Il servizio è finanziato dal Comune di Lecco."
    assert ruled_and_judged(text, BlockKind.PARAGRAPH, "promotore", 0.8) == "finanziatore"
    text = "Il servizio è promosso dal Comune di Lecco."
    assert ruled_and_judged(text, BlockKind.PARAGRAPH, "partner", 0.8) == "partner"
