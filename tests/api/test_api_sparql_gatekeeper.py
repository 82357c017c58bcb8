import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.settings import Settings
from api.sparql.gatekeeper import examine
from api.sparql.lexical import unescape
from api.sparql.refusal import Refusal
from api.sparql.regexes import repeats_a_repetition

SETTINGS = Settings()
OURS = f"{SETTINGS.base}graph/documento-1"


def refused(query: str, settings: Settings = SETTINGS) -> Refusal:
    with pytest.raises(Refusal) as caught:
        examine(query, settings)
    assert caught.value.detail
    return caught.value


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * { ?s ?p ?o }", "select"),
        ("select ?s where { ?s a wp:Practice ; dct:title ?t } order by ?t limit 3", "select"),
        ("PREFIX e: <http://e/> ASK { ?s e:p/e:q* ?o }", "ask"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "construct"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "construct"),
        ("DESCRIBE <http://e/1>", "describe"),
        ("DESCRIBE * { ?s ?p ?o } LIMIT 3", "describe"),
        ("CONSTRUCT WHERE {}", "construct"),
        ("SELECT * { ?s ?p -1.5 . VALUES ?x { -0.5 -2 -1e3 +1.5 } }", "select"),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 2)", "select"),
        ("SELECT ?s { ?s ?p ?o FILTER(?s < ?o && ?o > 3) }", "select"),
        ("SELECT ?s { ?s ?p ?o FILTER(xsd:integer(?o) > 3) }", "select"),
        (f"SELECT * FROM <{OURS}> {{ ?s ?p ?o }}", "select"),
        (f"SELECT * FROM NAMED <{OURS}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", "select"),
        ('SELECT * { ?s ?p "INSERT DATA { SERVICE }" } # DELETE', "select"),
        ("SELECT ?service { ?s schema:service ?service }", "select"),
        ("SELECT * { ?s schema:serviceType ?insert . { ?s ?p ?o } }", "select"),
        ('SELECT * { ?s ?p ?o FILTER REGEX(?o, "^(anziani|soli)+ [a-z]{2,3}$", "i") }', "select"),
        ("PREFIX insert: <http://e/> SELECT * { ?s insert:p ?o }", "select"),
    ],
)
def test_a_reading_query_is_let_through_with_its_form(query, form):
    assert examine(query, SETTINGS).form == form


def test_our_prefixes_need_no_declaration_and_those_of_the_query_win():
    examined = examine("PREFIX wp: <http://altro/> SELECT * { ?s wp:p ?o }", SETTINGS)
    assert examined.prefixes["wp"] == "http://altro/"
    assert examined.prefixes["dct"] == "http://purl.org/dc/terms/"


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <u:a> <u:b> <u:c> }",
        "delete where { ?s ?p ?o }",
        "LOAD <file:///etc/passwd>",
        "CLEAR ALL",
        "DROP GRAPH <u:g>",
        "PREFIX e: <u:e> INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "WITH <u:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "# SELECT\nCREATE GRAPH <u:g>",
        "\\u0049NSERT DATA { <u:a> <u:b> <u:c> }",
    ],
)
def test_an_update_is_told_that_we_only_read(update):
    assert refused(update).slug == "read-only"


def test_an_update_after_a_query_is_refused():
    assert refused("SELECT * { ?s ?p ?o } ; DROP ALL").slug == "malformed"


def test_what_the_parser_trips_over_is_refused_and_no_failure(monkeypatch):
    def trips(*_: object, **__: object) -> None:
        raise AttributeError("'NoneType' object has no attribute 'translated'")

    monkeypatch.setattr("api.sparql.gatekeeper.translateQuery", trips)
    assert refused("ASK {}").slug == "unsupported"


INNER = "SERVICE <http://127.0.0.1:9/> { ?x ?y ?z }"
HIDING_PLACES = [
    "SELECT * {{ {} }}",
    "SELECT * {{ ?s ?p ?o . {} }}",
    "SELECT * {{ ?s ?p ?o OPTIONAL {{ {} }} }}",
    "SELECT * {{ ?s ?p ?o MINUS {{ {} }} }}",
    "SELECT * {{ {{ ?s ?p ?o }} UNION {{ {} }} }}",
    "SELECT * {{ GRAPH ?g {{ {} }} }}",
    "SELECT * {{ {{ SELECT * {{ {{ SELECT * {{ {} }} }} }} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ {} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER(1 = 1 && NOT EXISTS {{ {} }}) }}",
    "SELECT * {{ FILTER(1 && EXISTS {{ ?s ?p ?o FILTER(2 || NOT EXISTS {{ {} }}) }}) }}",
    "SELECT * {{ ?s ?p ?o FILTER(?o IN (1, EXISTS {{ {} }})) }}",
    "SELECT * {{ ?s ?p ?o BIND(IF(EXISTS {{ {} }}, 1, 2) AS ?w) }}",
    "SELECT (EXISTS {{ {} }} AS ?w) {{ ?s ?p ?o }}",
    "SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} GROUP BY ?s HAVING (EXISTS {{ {} }})",
    "SELECT * {{ ?s ?p ?o }} ORDER BY (EXISTS {{ {} }})",
    "ASK {{ {} }}",
    "CONSTRUCT {{ ?x ?y ?z }} WHERE {{ {} }}",
    "DESCRIBE ?x {{ {} }}",
    "DESCRIBE * {{ {} }}",
]


@pytest.mark.parametrize("place", HIDING_PLACES)
@pytest.mark.parametrize(
    "spelling",
    [
        INNER,
        "service silent <http://127.0.0.1:9/> {?x ?y ?z}",
        "SERVICE ?endpoint { ?x ?y ?z }",
        "SERVICE # a comment\n foaf:e {?x ?y ?z}",
        "\\u0053ERVICE <http://127.0.0.1:9/> { ?x ?y ?z }",
        "\\U00000053erv\\u0069ce <http://127.0.0.1:9/> { ?x ?y ?z }",
    ],
)
def test_service_is_refused_wherever_it_hides(place, spelling):
    assert refused(place.format(spelling)).slug == "service"


@pytest.mark.parametrize("place", HIDING_PLACES)
def test_the_walk_alone_finds_service_where_the_text_does_not_show_it(place, monkeypatch):
    monkeypatch.setattr("api.sparql.gatekeeper.inspect", lambda query, depth: None)
    assert refused(place.format(INNER)).slug == "service"


def test_service_is_refused_even_where_one_parser_might_see_a_string():
    query = f'SELECT * {{ ?s ?p ?o FILTER(?a <?b#>"""\n) {INNER} #"""\n) }}'
    assert refused(query).slug == "service"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1/> { GRAPH ?g { ?s ?p ?o } }",
        "ASK FROM <file:///etc/passwd> { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } FROM <http://esempio.it/> WHERE { ?s ?p ?o }",
        "DESCRIBE ?s FROM <http://esempio.it/> { ?s ?p ?o }",
        f"SELECT * FROM <{OURS}> FROM <file:///etc/passwd> {{ ?s ?p ?o }}",
    ],
)
def test_only_the_graphs_of_the_library_may_be_named(query):
    assert refused(query).slug == "graph"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (<http://e/f>(1) AS ?x) {}",
        "SELECT * { ?s ?p ?o FILTER(1 = 1 && NOT EXISTS { ?a ?b ?c FILTER(<http://e/f>(?c)) }) }",
        "SELECT * { FILTER(1 = 1 && EXISTS { FILTER(1 = 1 && EXISTS { FILTER(foaf:f(1)) }) }) }",
        "SELECT * { ?s ?p ?o FILTER(foaf:f(?o)) }",
    ],
)
def test_functions_that_are_not_of_the_language_are_refused(query):
    assert refused(query).slug == "function"


def test_a_malformed_query_is_told_where_it_goes_wrong():
    refusal = refused("SELECT ?x {\n  ?s ?p ?o .\n  FILTER(?x >)\n}")
    assert (refusal.slug, refusal.line, refusal.column) == ("malformed", 3, 3)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "SELECT",
        "SELECT * { ?s ?p",
        "select from table",
        "SELECT * { << ?s ?p ?o >> ?q ?r }",
        "SELECT * { ?s sconosciuto:p ?o }",
        "' OR 1=1 --",
        "\x00",
        "SELECT * { ?s ?p '\ud800' }",
        "SELECT * { ?s ?p '\\uD800' }",
        "SELECT * { ?s ?p '\\u005Cu0053' }",
    ],
)
def test_what_is_not_sparql_is_malformed_and_nothing_worse(query):
    assert refused(query).slug == "malformed"


def test_a_query_over_the_size_is_refused_before_it_is_parsed():
    assert refused("SELECT * {} #" + "à" * 9000).slug == "too-large"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 400 + "}" * 400,
        "SELECT * {" * 400 + "}" * 400,
        "SELECT * { ?s ?p " + "(" * 400 + ")" * 400 + "}",
        "SELECT * { ?s ?p " + "[ ?p " * 400 + "]" * 400 + "}",
    ],
)
def test_deep_nesting_is_refused_without_a_recursion_error(query):
    assert refused(query).slug == "too-deep"


def test_brackets_in_strings_iris_and_comments_are_not_nesting():
    braces = "{" * 100
    query = f"SELECT * {{ ?s ?p '{braces}', '''{braces}''', \"{braces}\" }} # {braces}"
    assert examine(query, SETTINGS).form == "select"


def test_recursion_that_no_bracket_shows_is_refused_too():
    unions = "SELECT * { {}" + " UNION {}" * 1500 + "}"
    assert refused(unions).slug == "too-complex"


@pytest.mark.parametrize("count", [60, 61])
@pytest.mark.parametrize(
    "shape",
    [
        "SELECT * {{ {} }}",
        "SELECT * {{ ?s ?p ?o FILTER(1 = 1 && NOT EXISTS {{ {} }}) }}",
        "SELECT * {{ ?s ?p ?o {{ SELECT * {{ {} }} }} }}",
    ],
)
def test_triple_patterns_are_counted_wherever_they_are(shape, count):
    outside = shape.count("?o")
    query = shape.format(" . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(count - outside)))
    if count > 60:
        assert refused(query).slug == "too-many-patterns"
    else:
        assert examine(query, SETTINGS).form == "select"


@pytest.mark.parametrize(
    "path",
    [
        "a" + "/a" * 11,
        "a" + "|^a" * 6,
        "((((((((((((a*)*)*)*)*)*)*)*)*)*)*)*)",
        "!(a|^a)/" * 6 + "a",
    ],
)
@pytest.mark.parametrize(
    "shape", ["SELECT * {{ ?s {} ?o }}", "ASK {{ FILTER(1=1 && EXISTS {{ ?s {} ?o }}) }}"]
)
def test_long_property_paths_are_refused(shape, path):
    assert refused(shape.format(path)).slug == "too-many-path-operators"


def test_a_short_property_path_is_fine():
    assert examine("SELECT * { ?s skos:broader*/^wp:hasMeasure ?o }", SETTINGS).form == "select"


@pytest.mark.parametrize(
    "call",
    [
        'REGEX(?o, "^(a+)+$")',
        'REGEX(?o, "' + "a" * 201 + '")',
        "REGEX(?o, ?s)",
        'REGEX(?o, CONCAT("(a+", ")+"))',
        'REGEX(REPLACE(?o, "(x*)*", ""), "a")',
        'REGEX(?o, "(\\u0061+)+")',
    ],
)
def test_dangerous_regular_expressions_are_refused(call):
    assert refused(f"SELECT * {{ ?s ?p ?o FILTER({call}) }}").slug == "regex"


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "(a*)*b", "((ab)+c)*", "(?:x+y?){2,}", "(a|b+)+", "([a-z]+)*", "(a{2,}){3}"],
)
def test_a_repeated_repetition_is_recognised(pattern):
    assert repeats_a_repetition(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "a+b+",
        "(ab)+",
        "(a+)b",
        "[(a+)]+",
        r"\(a+\)+",
        "(a+)?",
        "a{2,5}",
        "(a{2}){3}",
        "",
        "((((",
        "]+)+",
    ],
)
def test_an_ordinary_pattern_is_not_mistaken_for_one(pattern):
    assert not repeats_a_repetition(pattern)


def verdict(query: str) -> str:
    try:
        return examine(query, SETTINGS).form
    except Refusal as refusal:
        return refusal.slug


@settings(deadline=None)  # the first example pays for imports
@given(st.text(max_size=200))
def test_any_text_is_examined_or_refused(text):
    assert verdict(text) in {"malformed", "too-deep", "read-only"}


TOKENS = """SELECT ASK * { } ( ) ?s ?p . ; , a 'x' FILTER EXISTS REGEX UNION OPTIONAL <u:x> + / ^
    # SERVICE INSERT """
TOKENS = [*TOKENS.split(), "\\u0053", "\n"]


@settings(deadline=None)  # the first example pays for imports
@given(st.lists(st.sampled_from(TOKENS), max_size=40).map(" ".join))
def test_any_heap_of_tokens_is_examined_or_refused(text):
    expected = {"select", "ask", "malformed", "read-only", "service", "too-many-patterns"}
    assert verdict(text) in expected


@settings(deadline=None)  # the first example pays for imports
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\\")))
def test_unescaping_undoes_escaping(text):
    assert unescape("".join(f"\\U{ord(sign):08X}" for sign in text)) == text
