"""Queries written to hurt: they multiply, never end, fill memory, or hide what is not allowed.

Ours, collected by what they go for. A query that names `u:next` meets it in the ring of
`tests/abuse`; on any other graph it is one more property that nobody has.
"""

from __future__ import annotations

from collections.abc import Mapping

_ALL = "?s{0} ?p{0} ?o{0} ."


def _times(count: int, template: str, joint: str = " ") -> str:
    return joint.join(template.format(number, number + 1) for number in range(count))


def _grown(call: str, steps: int, seed: str = "'" + "a" * 1000 + "'") -> str:
    """Return binds in a chain, each made of the one before; `{0}` stands for that one."""
    binds = _times(steps, f"BIND({call} AS ?a{{1}})").replace("?x", "?a")
    return f"BIND({seed} AS ?a0) {binds}"


MULTIPLY: Mapping[str, str] = {
    "cross join of four": (
        "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h "
        "FILTER(STRLEN(STR(?b)) > STRLEN(STR(?d))) }"
    ),
    "cross join of sixty": f"SELECT (COUNT(*) AS ?n) {{ {_times(60, _ALL)} }}",
    "cross join that never matches": (
        "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(CONCAT(STR(?b), STR(?d)) = STR(?f)) }"
    ),
    "cross join in a subselect": (
        "SELECT * { { SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } } }"
    ),
    "cross join of unions": (
        "SELECT (COUNT(*) AS ?n) { "
        + _times(8, "{{ ?a{0} ?b{0} ?c{0} }} UNION {{ ?c{0} ?b{0} ?a{0} }}")
        + " }"
    ),
    "values bomb": (
        "SELECT (COUNT(*) AS ?n) {" + _times(8, " VALUES ?v{0} {{ " + "1 " * 200 + "}}") + " }"
    ),
    "values bomb, distinct": (
        "SELECT DISTINCT * {"
        + _times(8, " VALUES ?v{0} {{ " + " ".join(map(str, range(100))) + " }}")
        + " }"
    ),
    "optional tower": (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o "
        + _times(25, "OPTIONAL {{ ?a{0} ?b{0} ?c{0} ")
        + "}" * 25
        + " }"
    ),
    "optional in a row": (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o "
        + _times(20, "OPTIONAL {{ ?a{0} ?b{0} ?c{0} }}")
        + " }"
    ),
    "minus of cross joins": (
        "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d MINUS { ?a ?r ?b . ?c ?t ?e . ?f ?g ?h } }"
    ),
    "not exists of cross joins": (
        "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d "
        "FILTER NOT EXISTS { ?a ?x ?y . ?z ?w ?v FILTER(?y = ?v && ?y != ?y) } }"
    ),
    "exists in exists": (
        "SELECT * { ?a ?p ?b "
        + _times(10, "FILTER EXISTS {{ ?s{0} ?p{0} ?o{0} . ?t{0} ?q{0} ?u{0} ")
        + "FILTER(1 = 2)"
        + "}" * 10
        + " }"
    ),
    "subselect tower": (
        "SELECT (COUNT(*) AS ?n) { "
        + _times(14, "{{ SELECT * {{ ?a{0} ?b{0} ?c{0} . ?d{0} ?e{0} ?f{0} ")
        + "}" * 28
        + " }"
    ),
    "graph cross join": (
        "SELECT (COUNT(*) AS ?n) "
        "{ GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } ?i ?j ?k . ?l ?m ?o }"
    ),
}
WALK: Mapping[str, str] = {
    "endless path, both ends open": (
        "SELECT (COUNT(*) AS ?n) { ?a (<u:next>|!<u:no>)* ?b . ?c (<u:next>|!<u:no>)* ?d }"
    ),
    "negated path, starred": "SELECT (COUNT(*) AS ?n) { ?a (!<u:a>|<u:a>)* ?b }",
    "path starred twice": "SELECT (COUNT(*) AS ?n) { ?a ((<u:next>*)*)* ?b }",
    "path there and back": "SELECT (COUNT(*) AS ?n) { ?a (<u:next>/^<u:next>)+ ?b }",
    "paths in a row": (
        "SELECT (COUNT(*) AS ?n) { ?a <u:next>+ ?b . ?b <u:next>+ ?c . ?c <u:next>+ ?d }"
    ),
    "path of everything": "SELECT (COUNT(*) AS ?n) { ?a (!<u:x>)+ ?b . ?b (^!<u:x>)+ ?c }",
    "path from every literal": "SELECT * { ?x <u:next>* ?y . ?y <u:next>* ?z } ORDER BY ?z",
    "long sequence of paths": "SELECT * { ?a " + "/".join(["<u:next>*"] * 40) + " ?b }",
}
GROW: Mapping[str, str] = {
    "8 concats of ten": "SELECT (STRLEN(?a8) AS ?n) {{ {} }}".format(
        _grown("CONCAT(" + ", ".join(["?x{0}"] * 10) + ")", 8)
    ),
    "concats of two, forty times": "SELECT (STRLEN(?a40) AS ?n) {{ {} }}".format(
        _grown("CONCAT(?x{0}, ?x{0})", 40)
    ),
    "replace that doubles": "SELECT (STRLEN(?a30) AS ?n) {{ {} }}".format(
        _grown("REPLACE(?x{0}, '.', '$0$0')", 30)
    ),
    "encode that triples": "SELECT (STRLEN(?a30) AS ?n) {{ {} }}".format(
        _grown("ENCODE_FOR_URI(?x{0})", 30, "'" + "%" * 1000 + "'")
    ),
    "group_concat of a cross join": (
        "SELECT (STRLEN(GROUP_CONCAT(?b)) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
    ),
    "group_concat of long literals": (
        "SELECT (GROUP_CONCAT(CONCAT(?o, ?o, ?o, ?o); separator='" + "-" * 5000 + "') AS ?n) "
        "{ ?s <u:name> ?o . ?t <u:name> ?v }"
    ),
    "long literal in every row": (
        "SELECT ?big { ?s ?p ?o . ?t ?q ?v "
        + _grown("CONCAT(?x{0}, ?x{0})", 12)
        + " BIND(CONCAT(?a12, STR(?o)) AS ?big) }"
    ),
    "sort of a cross join": "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } ORDER BY ?f ?d ?b",
    "sort by a made-up key": (
        "SELECT ?a { ?a ?p ?b . ?c ?q ?d } ORDER BY SHA512(CONCAT(STR(?b), STR(?d)))"
    ),
    "count distinct of a cross join": (
        "SELECT (COUNT(DISTINCT CONCAT(STR(?b), STR(?d))) AS ?n) { ?a ?p ?b . ?c ?q ?d }"
    ),
    "distinct of a cross join": "SELECT DISTINCT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }",
    "group by everything": (
        "SELECT ?a ?c (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d } GROUP BY ?a ?b ?c ?d ?p ?q"
    ),
    "construct explosion": (
        "CONSTRUCT { ?a ?p ?d . ?c ?q ?b . _:x ?p _:y } { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
    ),
    "construct of one triple for ever": (
        "CONSTRUCT { <u:a> <u:b> <u:c> } { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
    ),
    "describe of all": "DESCRIBE * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }",
    "ask that is never true": "ASK { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(?b = 1 && ?b = 2) }",
    "offset into nowhere": "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } OFFSET 9999999999 LIMIT 1",
    "a limit no clock reaches": "SELECT * { ?a ?p ?b . ?c ?q ?d } LIMIT 999999999999",
}
READ: Mapping[str, str] = {
    "regex bomb": 'SELECT * { ?s ?p ?o FILTER REGEX(?o, "^(a+)+$") }',
    "regex bomb by alternatives": 'SELECT * { ?s ?p ?o FILTER REGEX(?o, "(a|a)*(a|b+)+c") }',
    "regex of many counts": (
        'SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), "((((.{100}){100}){100}){100}){100}") }'
    ),
    "regex made on the way": 'SELECT * { ?s ?p ?o FILTER REGEX(?o, CONCAT("(a", "+)+")) }',
    "regex from the data": "SELECT * { ?s ?p ?o . ?t ?q ?v FILTER REGEX(?o, ?v) }",
    "replace by a bomb": 'SELECT (REPLACE(?o, "(x*)*y", "") AS ?n) { ?s ?p ?o }',
    "wide classes, cross joined": (
        'SELECT * { ?s ?p ?o . ?t ?q ?v FILTER REGEX(CONCAT(?o, ?v), "\\\\w{150}\\\\W{150}", "i") }'
    ),
    "parser bomb, commas": "SELECT * { ?s ?p 1" + ",1" * 8000 + " }",
    "parser bomb, semicolons": "SELECT * { ?s ?p ?o" + ";" * 15000 + " }",
    "parser bomb, brackets": "SELECT * { ?s ?p ?o FILTER(" + "(" * 49 + "1" + ")" * 49 + ") }",
    "parser bomb, additions": "SELECT * { FILTER(1" + "+1" * 7000 + ") }",
    "parser bomb, ors": "SELECT * { FILTER(?a" + "||?a" * 3000 + ") }",
    "parser bomb, comments": "SELECT * { " + "#\n" * 8000 + " ?s ?p ?o }",
    "parser bomb, an unclosed string": "SELECT * { ?s ?p '" + "\\'" * 8000,
    "parser bomb, prefixes": _times(300, "PREFIX p{0}: <http://e/{0}#>") + " ASK {}",
    "in a list of thousands, squared": (
        "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d FILTER(?b NOT IN ("
        + ", ".join(map(str, range(3000)))
        + ") && ?d NOT IN (1, 2)) }"
    ),
    "400 braces": "SELECT * " + "{" * 400 + "}" * 400,
    "1500 unions": "SELECT * { {}" + " UNION {}" * 1500 + "}",
    "unions of unions": "SELECT * " + "{{} UNION " * 40 + "{}" + "}" * 40,
    "negations": "SELECT * { FILTER(" + "!" * 15000 + "true) }",
    "if in if": "SELECT (" + "IF(true, " * 45 + "1" + ", 2)" * 45 + " AS ?x) {}",
    "bind chain": (
        "SELECT * { ?s ?p ?o BIND(1 AS ?a0) " + _times(400, "BIND(?a{0} + 1 AS ?a{1})") + " }"
    ),
    "over the size": "SELECT * {} #" + "à" * 9000,
}
HIDE: Mapping[str, str] = {
    "service": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "service, escaped": "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "service, silent and variable": "SELECT * { ?s ?p ?e SERVICE SILENT ?e { ?a ?b ?c } }",
    "service in exists in a filter": (
        "SELECT * { ?s ?p ?o FILTER(1 = 1 && NOT EXISTS { SERVICE <http://127.0.0.1:9/> {} }) }"
    ),
    "service between comments": "SELECT * { SERVICE#\n<http://127.0.0.1:9/>#{\n{ ?s ?p ?o } }",
    "service where one parser sees a string": (
        'SELECT * { ?s ?p ?o FILTER(?a <?b#>"""\n) SERVICE <http://127.0.0.1:9/> {} #"""\n) }'
    ),
    "from a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "from a neighbour": "SELECT * FROM NAMED <http://169.254.169.254/> { GRAPH ?g { ?s ?p ?o } }",
    "load": "LOAD <file:///etc/passwd>",
    "load after a query": "ASK {} ; LOAD <http://127.0.0.1:9/>",
    "load after a comment": "# SELECT * { ?s ?p ?o }\nLOAD <http://127.0.0.1:9/> INTO GRAPH <u:g>",
    "insert, escaped": "\\u0049NSERT DATA { <u:a> <u:b> <u:c> }",
    "drop": "DROP SILENT ALL",
    "a function of others": "SELECT (<http://jena.apache.org/ARQ/function#sha1sum>(1) AS ?x) {}",
    "a function that runs java": "SELECT (<java:java.lang.Runtime>(1) AS ?x) {}",
    "a nul in the middle": "SELECT * { ?s ?p ?o }\x00 ; DROP ALL",
    "letters that look alike": "SELECТ * { ?s ?p ?o }",
    "right to left": "SELECT * { ?s ?p '\u202e' } #\u202e} ECIVRES {",
    "half a character": "SELECT * { ?s ?p '\\uD800' }",
    "nothing": "",
}

HOSTILE: Mapping[str, str] = {**MULTIPLY, **WALK, **GROW, **READ, **HIDE}
