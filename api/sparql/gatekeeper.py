"""Deciding whether a stranger's query may run: parse it, walk its algebra, and know why not.

rdflib parses and translates; oxigraph runs. The walk visits everything the parser produced, so a
subselect in an EXISTS in a FILTER is no hiding place. Parsing a hostile 16 KiB text can take ten
seconds, so the service examines queries in the same killable worker that runs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyparsing import ParseBaseException, ParseResults
from rdflib import XSD, Literal
from rdflib.paths import Path
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import SPARQLError

from api.settings import Settings
from api.sparql.complaints import meaningless
from api.sparql.grammar import parse
from api.sparql.lexical import federation_refused, inspect, unescape
from api.sparql.refusal import Refusal
from api.sparql.regexes import repeats_a_repetition
from ontology.terms import PREFIXES, Terms

_WHOLE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")  # an IRI that is not relative to another

_FORMS = {
    "SelectQuery": "select",
    "AskQuery": "ask",
    "ConstructQuery": "construct",
    "DescribeQuery": "describe",
}


@dataclass(frozen=True, slots=True)
class Examined:
    """A query that may run: its text as the engine must read it, and what it will answer with.

    `form` is ``select``, ``ask``, ``construct`` or ``describe``; `prefixes`, ours and its own, are
    for writing the answer.
    """

    text: str
    form: str
    prefixes: Mapping[str, str]

    @property
    def gives_rows(self) -> bool:
        """True for SELECT and ASK, whose answers are tables; the others answer with triples."""
        return self.form in ("select", "ask")


@lru_cache(maxsize=4)
def known_prefixes(base: str) -> Mapping[str, str]:
    """Return the prefixes that queries may use without declaring them."""
    terms = Terms(base)
    return {prefix: terms.namespace(prefix) for prefix in PREFIXES}


def examine(query: str, settings: Settings) -> Examined:
    """Return the query ready to run, within the `sparql_*` limits of the settings.

    Raises Refusal: too large, too deep, malformed (with line and column), an update, SERVICE, a
    graph that is not ours, a function we do not have, too many patterns or path operators, a
    regular expression that is too long, not constant or explosive.
    """
    size = len(query.encode("utf-8", "surrogatepass"))
    if size > settings.sparql_max_query:
        raise Refusal(
            "too-large",
            f"La domanda è di {size} byte: al massimo {settings.sparql_max_query}.",
            settings.sparql_max_query,
        )
    if not query.isascii() and not _is_text(query):
        raise Refusal("malformed", "La domanda contiene caratteri che non esistono in Unicode.")
    text = unescape(query)
    inspect(text, settings.sparql_max_depth)
    prefixes = known_prefixes(settings.base)
    try:
        parsed = parse(text)
        # Listed before the translation, which resolves names in place but loses what an EXISTS
        # inside && holds in its filters: the translated algebra alone would be a hiding place.
        nodes = list(_nodes(parsed))
        counts = sum(map(_patterns, nodes)), sum(map(_path_operators, nodes))
        translated = translateQuery(parsed, base=settings.base, initNs=prefixes)
        nodes += _nodes(translated.algebra)
    except RecursionError:
        raise Refusal("too-complex", "La domanda è troppo intricata: dividetela.") from None
    except ParseBaseException as error:
        raise _malformed(error.lineno, error.column) from None
    except (SPARQLError, ValueError, SyntaxError, NotImplementedError) as error:
        raise meaningless(error) from None
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever rdflib trips over was not examined
        # It signals undeclared prefixes, misplaced variables and the like with bare Exception.
        raise (meaningless(error) if type(error) is Exception else _unexamined()) from None
    _judge(nodes, settings)
    _at_most(counts[0], settings.sparql_max_patterns, "patterns", "triple")
    _at_most(counts[1], settings.sparql_max_path_operators, "path-operators", "operatori nei path")
    return Examined(text, _FORMS[translated.algebra.name], {**prefixes, **_declared(nodes)})


def graph_refusal(iri: str, base: str) -> Refusal | None:
    """Return why a graph may not be read, or None: only the graphs of this library may."""
    if iri.startswith(f"{base}graph/"):
        return None
    return Refusal(
        "graph",
        f"Il grafo <{iri}> non è di questa libreria: i nostri cominciano con <{base}graph/>. "
        "Senza FROM si interroga il grafo curato.",
    )


def _unexamined() -> Refusal:
    return Refusal(
        "unsupported", "Non riusciamo a esaminare questa domanda: scrivetela in un altro modo."
    )


def _judge(nodes: Iterable[Any], settings: Settings) -> None:
    for node in nodes:
        match node.name if isinstance(node, CompValue) else None:
            case "ServiceGraphPattern":
                raise federation_refused()
            case "DatasetClause":
                if refusal := graph_refusal(str(node.default or node.named), settings.base):
                    raise refusal
            case "Function" if not str(node.iri).startswith(str(XSD)):
                raise Refusal("function", f"La funzione <{node.iri}> non esiste qui.")
            case "Builtin_REGEX" | "Builtin_REPLACE":
                _judge_regex(_constant(node.pattern), settings.sparql_max_regex)


def _judge_regex(pattern: str | None, longest: int) -> None:
    if pattern is None:
        raise Refusal("regex", "L'espressione di REGEX e REPLACE deve essere una costante.")
    if len(pattern) > longest:
        raise Refusal("regex", f"Un'espressione regolare supera {longest} caratteri.", longest)
    if repeats_a_repetition(pattern):
        raise Refusal(
            "regex",
            f"L'espressione «{pattern}» ripete una ripetizione, come in (a+)+: semplificatela.",
        )


def _constant(expression: Any) -> str | None:
    """Return the literal that an expression is, through the grammar's empty wrappers."""
    while isinstance(expression, CompValue) and set(expression) - {"_vars"} == {"expr"}:
        expression = expression.expr
    return str(expression) if isinstance(expression, Literal) else None


def _at_most(count: int, limit: int, slug: str, what: str) -> None:
    if count > limit:
        detail = f"La domanda ha {count} {what}: al massimo {limit}."
        raise Refusal(f"too-many-{slug}", detail, limit)


def _nodes(tree: Any) -> Iterator[Any]:
    """Yield every node below `tree`, itself included, whatever container holds it."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, dict):
            pending += [value for key, value in node.items() if key != "_vars"]
        elif isinstance(node, Path):
            pending += vars(node).values()
        elif isinstance(node, list | tuple | set | ParseResults):
            pending += list(node)


def _patterns(node: Any) -> int:
    """Count the triple patterns of a block or of a template: flat lists, three terms each."""
    if not isinstance(node, CompValue):
        return 0
    blocks = {"TriplesBlock": node.triples, "ConstructQuery": node.template}.get(node.name)
    return sum(len(block) // 3 for block in blocks or ())


def _path_operators(node: Any) -> int:
    match node.name if isinstance(node, CompValue) else None:
        case "PathAlternative" | "PathSequence":
            return len(node.part) - 1
        case "PathNegatedPropertySet":
            return max(1, len(node.part or ()))
        case "PathEltOrInverse":
            return 1
        case "PathElt":
            return 1 if node.mod else 0
    return 0


def _declared(nodes: Iterable[Any]) -> dict[str, str]:
    """Return the prefixes that the query itself gives a whole IRI; the empty one is "" there."""
    return {
        str(node.prefix or ""): str(node.iri)
        for node in nodes
        if isinstance(node, CompValue) and node.name == "PrefixDecl" and _WHOLE.match(str(node.iri))
    }


def _is_text(query: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in query)


def _malformed(line: int, column: int) -> Refusal:
    # The parser knows where the part that it could not read begins, not the very sign.
    where = f"dalla riga {line}, colonna {column}, non si capisce"
    return Refusal(
        "malformed", f"La domanda non è SPARQL 1.1 valido: {where}.", line=line, column=column
    )
