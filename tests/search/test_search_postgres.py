"""The index on a server: as good as the file, read from a standby, honest about what is wrong."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ontology.schemes import ConceptSchemes
from search.contract import UnreachableIndexError
from search.encoder import HashingEncoder
from search.engine import SearchEngine
from search.index import BrokenIndexError, SearchIndex
from search.model import Hit, Passage, PracticeCard, Reason, SearchResults

from .conftest import VILLAGE, fill

pytestmark = pytest.mark.slow

QUESTIONS = ["orti delle famiglie", "anziani soli", "dopo di noi", "Emilia-Romagna", "", "chi sono"]
OTHER_PROCESS = """
import sys
from search.model import Passage, PracticeCard
from search.postgres.index import PostgresIndex
from search.index import PracticeEntry
index = PostgresIndex(sys.argv[1])
card = PracticeCard("z", "i", "Zanzare", "z", "s:x", "")
passages = (Passage("z#0", "z", "z", 0, 7, "Zanzare"),)
index.add("z", "1", [PracticeEntry(card, frozenset(), passages, None)], None)
"""


@pytest.fixture
def url(postgres) -> str:
    return postgres.new_database()


@pytest.fixture
def open_at(schemes: ConceptSchemes) -> Iterator[Callable[[str], SearchEngine]]:
    """Open an engine at an address; all are closed in the end."""
    from search.postgres.index import PostgresIndex

    opened = []

    def open_it(address: str) -> SearchEngine:
        opened.append(SearchEngine(PostgresIndex(address), HashingEncoder(), schemes))
        return opened[-1]

    yield open_it
    for engine in opened:
        engine.close()


def database_of(address: str) -> str:
    return address.rpartition("/")[2].partition("?")[0]


def open_index(address: str):
    from search.postgres.index import PostgresIndex

    return closing(PostgresIndex(address))


def until(true: Callable[[], bool]) -> None:
    """Wait for what was written to arrive at the standby."""
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, "the standby does not follow"
        time.sleep(0.02)


def alike(one: SearchResults, other: SearchResults) -> bool:
    """Tell whether answers are the same but for the last digits: products add up in any order.

    The farthest passage scores nothing or the rest of a rounding, and then has a reason or not.
    """
    for ours, theirs in zip(one.hits, other.hits, strict=True):
        assert ours.score == pytest.approx(theirs.score, abs=1e-5)
        for reason, same in zip(_weighty(ours), _weighty(theirs), strict=True):
            assert reason.share == pytest.approx(same.share, abs=0.011)  # they are in hundredths
    return _without_numbers(one) == _without_numbers(other)


def _weighty(hit: Hit) -> list[Reason]:
    return list(hit.reasons) if hit.score > 1e-5 else []


def _without_numbers(results: SearchResults) -> SearchResults:
    hits = (
        replace(hit, score=0, reasons=tuple(replace(r, share=0) for r in _weighty(hit)))
        for hit in results.hits
    )
    return replace(results, hits=tuple(hits))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(
    words=st.lists(st.sampled_from(" ".join(text for _, text, _ in VILLAGE.values()).split())),
    region=st.lists(st.sampled_from(["01", "03", "08"]), unique=True),
)
def test_a_question_has_the_same_answer_from_the_file_and_from_the_server(
    tmp_path_factory: pytest.TempPathFactory,
    schemes: ConceptSchemes,
    open_at: Callable[[str], SearchEngine],
    url: str,
    words: list[str],
    region: list[str],
):
    file = tmp_path_factory.getbasetemp() / f"{url.rpartition('/')[2].partition('?')[0]}.sqlite"
    ours, theirs = both = [
        SearchEngine(SearchIndex(file), HashingEncoder(), schemes),
        open_at(url),
    ]
    for engine in both:
        if not engine.versions():
            fill(engine)
    filters = {"region": region} if region else {}
    question = " ".join(words[:12])
    assert alike(theirs.search(question, filters), ours.search(question, filters))
    ours.close()


def test_words_are_stemmed_as_the_servers_italian_does_but_for_our_exceptions(postgres):
    """Of the words of the village, those without accents that `stems.toml` does not change."""
    from search.words import is_stop_word, stem, words

    texts = " ".join(text for _, text, _ in VILLAGE.values())
    same = other = 0
    for word in {word.text.lower() for word in words(texts)}:
        if not is_stop_word(word) and word.isascii():
            rows = postgres.run(f"SELECT lexeme FROM unnest(to_tsvector('italian', '{word}'))")
            lexemes = [row[0] for row in rows] or [stem(word)]  # a stop word of the server
            same += lexemes == [stem(word)]
            other += lexemes != [stem(word)]
    assert same > 9 * other > 0


def test_what_another_process_writes_is_seen(open_at: Callable[[str], SearchEngine], url: str):
    engine = fill(open_at(url))
    assert "z" not in {hit.id for hit in engine.search("").hits}
    done = [sys.executable, "-c", OTHER_PROCESS, url]
    subprocess.run(done, check=True, cwd=Path(__file__).parents[2], timeout=60)
    assert "z" in engine.versions()
    assert engine.search("zanzare").hits


def test_a_retracted_document_leaves_no_row_behind(
    postgres, open_at: Callable[[str], SearchEngine], url: str
):
    engine = fill(open_at(url))
    database = database_of(url)
    tables = [
        table
        for (table,) in postgres.run(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'prassi'", database
        )
        if table != "settings"
    ]
    assert len(tables) == 9

    def rows() -> dict[str, int]:
        found = {t: postgres.run(f"SELECT count(*) FROM prassi.{t}", database) for t in tables}
        return {table: count for table, ((count,),) in found.items()}

    before = rows()
    card = PracticeCard(
        "x",
        "x",
        "Zxqwv",
        "x",
        "s",
        "",
        {"region": ("08",)},
        ("08",),
        ((2020, 2021),),
        (("o", "O"),),
    )
    engine.add("x", "1", [card], [Passage("x#0", "x", "x", 0, 9, "zxqwvnome")])
    assert all(rows()[table] > before[table] for table in tables)
    engine.remove("x")
    assert rows() == before
    for document in VILLAGE:
        engine.remove(document)
    assert set(rows().values()) == {0}


def test_a_standby_answers_and_follows_and_is_never_written_to(
    postgres, open_at: Callable[[str], SearchEngine], url: str
):
    engine = fill(open_at(url))
    copy = postgres.address(postgres.standby, database_of(url))
    until(lambda: _versions(copy) == engine.versions())
    reader = open_at(copy)
    assert reader.warm_up()
    for question in QUESTIONS:
        assert reader.search(question) == engine.search(question)
    assert reader.complete("or") == engine.complete("or")
    assert reader.suggest("ortagi") == "ortaggi"
    engine.remove("orti")
    until(lambda: reader.versions() == engine.versions())
    assert reader.search("orti") == engine.search("orti")
    for write in (lambda: reader.remove("casa"), lambda: fill(reader)):
        with pytest.raises(UnreachableIndexError, match="copia in sola lettura"):
            write()
    assert reader.search("casa").hits[0].id == "casa"


def _versions(address: str) -> dict[str, str]:
    try:
        with open_index(address) as index:
            return index.versions()
    except BrokenIndexError:  # the database itself has not come over yet
        return {}


def test_a_standby_without_an_index_says_that_it_cannot_make_one(postgres):
    copy = postgres.address(postgres.standby, "postgres")
    with pytest.raises(UnreachableIndexError, match="copia in sola lettura"), open_index(copy):
        pass


def test_of_two_servers_the_one_that_can_be_written_to_is_found(postgres, url: str):
    database = database_of(url)
    standby, primary = (
        server.get_postmaster_info().socket_dir for server in (postgres.standby, postgres.primary)
    )
    both = f"postgresql:///{database}?user=postgres&host={standby},{primary}"
    with open_index(url) as index:
        index.add("a", "1", [], None)
    until(lambda: _versions(both) == {"a": "1"})
    with open_index(both) as index:
        index.add("b", "1", [], None)
        until(lambda: index.versions() == {"a": "1", "b": "1"})


def test_connections_that_died_unused_are_made_again(
    postgres, open_at: Callable[[str], SearchEngine], url: str
):
    engine = fill(open_at(url))
    expected = engine.search("orti")
    database = database_of(url)
    postgres.run(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
    )
    assert engine.search("orti") == expected
    postgres.run(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
    )
    engine.remove("casa")
    assert "casa" not in engine.versions()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "postgresql://u:segreta@127.0.0.1:1/x",
            "x su 127.0.0.1.* non risponde .*INDEX_URL",
        ),
        ("postgresql://u:segreta@[::1/x", "non è un indirizzo leggibile"),
        ("postgresql://u:segreta@/x?sslmode=segreta", "non risponde"),
        ("postgresql://u:segreta@/x?colore=blu", "non è un indirizzo leggibile"),
    ],
)
def test_a_server_that_is_not_there_is_named_and_the_password_is_not(address: str, said: str):
    with pytest.raises(UnreachableIndexError, match=said) as raised, open_index(address):
        pass
    assert "u:segreta" not in str(raised.value)


def test_a_database_that_is_not_there_is_named(url: str):
    with (
        pytest.raises(UnreachableIndexError, match="altrove"),
        open_index(url.replace("trial_", "altrove_")),
    ):
        pass


def test_what_the_server_lacks_or_forbids_is_said_with_what_to_do(postgres, url: str):
    database = database_of(url)
    postgres.run("DROP ROLE IF EXISTS modesta")
    postgres.run("CREATE ROLE modesta LOGIN")
    address = postgres.address(postgres.primary, database, user="modesta")
    missing = re.escape("manca l'estensione «vector»")
    with pytest.raises(BrokenIndexError, match=missing), open_index(address):
        pass
    postgres.run("CREATE EXTENSION vector", database)
    with pytest.raises(UnreachableIndexError, match="GRANT CREATE"), open_index(address):
        pass
    postgres.run("CREATE SCHEMA prassi AUTHORIZATION modesta", database)
    with open_index(address) as index:  # who has the schema needs no other right
        index.add("a", "1", [], None)
        assert index.versions() == {"a": "1"}
    postgres.run(f"DROP DATABASE {database} WITH (FORCE)")
    postgres.run("DROP ROLE modesta")


def test_a_database_in_another_alphabet_is_refused(postgres):
    address = postgres.new_database("ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(BrokenIndexError, match="UTF-8"), open_index(address):
        pass


def test_somebody_elses_schema_is_left_alone(postgres, url: str):
    database = database_of(url)
    postgres.run("CREATE SCHEMA prassi", database)
    postgres.run("CREATE TABLE prassi.settings (name text, value text)", database)
    with pytest.raises(BrokenIndexError, match="contiene altri dati"), open_index(url):
        pass
    assert postgres.run("SELECT * FROM prassi.settings", database) == []


def test_an_index_of_another_schema_is_emptied(postgres, url: str):
    from search.postgres.index import PostgresIndex

    with open_index(url) as index:
        index.add("a", "1", [], None)
        with index.reading() as lookup:
            former = lookup.revision()
    database = database_of(url)
    postgres.run("UPDATE prassi.settings SET value = '0' WHERE name = 'schema'", database)
    with closing(PostgresIndex(url, refillable=True)) as index:
        assert index.versions() == {}
        assert index.awaiting
        with index.reading() as lookup:
            assert lookup.revision() > former


def test_an_index_that_went_away_is_told_and_can_be_made_again(postgres, url: str):
    with open_index(url) as index:
        postgres.run("DROP SCHEMA prassi CASCADE", database_of(url))
        with pytest.raises(BrokenIndexError, match="prassi rebuild"):
            index.versions()
    with open_index(url) as index:
        assert index.versions() == {}
