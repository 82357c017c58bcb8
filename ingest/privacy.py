"""What the graph must not keep of people: themselves as actors, and what identifies or reaches one.

Natural persons are no actors, whoever found them: a name with a title or an office, a given name
beside a surname, a name in a list of such names. A body named after a person is none: it has a word
that says so, here or where the text first names it.

Details are tax codes, IBANs, telephone numbers and e-mail addresses. A span that holds one is left
out; words that are stored as labels or as evidence show `MASK` in its place, while offsets still
count the characters of the source. Addresses of offices and numbers that everybody may call stay.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from ingest.model import Label, Span

MASK = "«…»"
_AROUND = 80  # characters beside a quote in which a detail that it cuts is looked for
#: What a person's name may be taken for; in the title of a practice it may also be a dedication.
_PERSONAL = frozenset({Label.ACTOR, Label.BENEFICIARY, Label.PRACTICE})
_EDGES = " \t\r-–—*•·_.)(|0123456789"
_MOSTLY = (
    0.8  # the share of a list's items that are persons' names, from which it is one of persons
)
_MOST_ITEMS = 200  # of a long list; more change no verdict
_MOST_NAMES = 5  # words of a person's name
_WORD = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*+[.'’]?")
_ARTICLE = re.compile(r"^\W{0,9}(?:(?:il|lo|la|i|gli|le)\s|l['’])", re.IGNORECASE)
_QUOTES = '«"“‘'
_LISTED = re.compile(r"[^,;\n]+")

_DIGIT = "[0-9LMNPQRSTUV]"
_TAX_CODE = re.compile(
    r"(?<![^\W_])[A-Z]{3} ?[A-Z]{3} ?\d{2} ?[ABCDEHLMPRST] ?\d{2} ?[A-Z] ?\d{3} ?[A-Z](?![^\W_])",
    re.IGNORECASE,
)
#: Where two people would have the same code, digits become letters; only the check sign tells such
#: a code from a word.
_LETTERED_CODE = re.compile(
    rf"(?<![^\W_])[A-Z]{{6}}{_DIGIT}{{2}}[ABCDEHLMPRST]{_DIGIT}{{2}}[A-Z]{_DIGIT}{{3}}[A-Z]"
    r"(?![^\W_])"
)
_ITALIAN_IBAN = re.compile(
    r"(?<![^\W_])IT ?\d{2} ?[A-Z](?: ?\d){10}(?: ?[0-9A-Z]){12}(?![^\W_])", re.IGNORECASE
)
_FOREIGN_IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?: ?[0-9A-Z]){12,27}")
_ADDRESS = re.compile(
    r"(?<![\w.+-])(?P<local>[\w.+-]{1,64}+) ?(?:@|[(\[](?:at|chiocciola)[)\]]) ?"
    r"(?P<domain>[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,5}+)"
)
_MOBILE = re.compile(
    r"(?<![\w.,/€-])(?:(?:\+|00)39[ ./-]?)?3\d\d(?:[ ./-]?\d){7}(?!\d|[.,]\d| ?(?:€|euro))"
)
_ABROAD = re.compile(r"(?<![\w.,])(?:\+|00)\d{2}(?:[ ./-]{0,2}\d){6,12}(?!\d)")
_LANDLINE = re.compile(
    r"(?<![\w.,/€-])0(?:\d{1,3}(?:(?: ?[/-] ?| |\.)\d{5,8}|(?: \d{2,4}){2,3})|\d{8,9})"
    r"(?!\d|[.,/]\d| ?(?:€|euro))"
)
_ODD = "BAKPLCQDREVOSFTGUHMINJWZYX"  # what a sign in an odd place counts, in order of its letters


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail of a person in ``text[start:end]``; `kind`: tax-code, iban, email or phone."""

    kind: str
    start: int
    end: int


def without_people(spans: Sequence[Span], text: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the spans that may be kept, and those that name a person or hold a detail of one."""
    details = private_details(text)
    bodies = _named_bodies(spans)
    kept: list[Span] = []
    left_out: list[Span] = []
    at = 0
    for span in sorted(spans, key=lambda span: span.start):
        while at < len(details) and details[at].end <= span.start:
            at += 1
        private = at < len(details) and details[at].start < span.end
        private = private or (span.label in _PERSONAL and _is_person(span, text, bodies))
        (left_out if private else kept).append(span)
    return tuple(kept), tuple(left_out)


def masked(text: str, start: int = 0, end: int | None = None) -> str:
    """Return ``text[start:end]`` with `MASK` in place of each detail, cut ones too."""
    end = len(text) if end is None else end
    first = max(0, start - _AROUND)
    words, position = "", start
    for detail in private_details(text[first : end + _AROUND]):
        here, there = detail.start + first, detail.end + first
        if there <= start or here >= end:
            continue
        words += text[position:here] + MASK
        position = min(there, end)
    return words + text[position:end]


def private_details(text: str) -> tuple[Detail, ...]:
    """Return the details of persons in a text, in order of position and apart from each other."""
    found = sorted(
        (*_tax_codes(text), *_ibans(text), *_addresses(text), *_phones(text)),
        key=lambda detail: (detail.start, -detail.end),
    )
    apart: list[Detail] = []
    for detail in found:
        if not apart or detail.start >= apart[-1].end:
            apart.append(detail)
    return tuple(apart)


def names_a_person(words: str) -> bool:
    """Tell whether some words, taken alone, are the name of a natural person."""
    names = _WORD.findall(_ARTICLE.sub("", words))
    if not names or any(map(str.isdigit, words)):
        return False
    folded = [_fold(name) for name in names]
    known = _known()
    titled = said = 0
    while titled < len(names) and folded[titled] in known.titles | known.offices:
        said += folded[titled] in known.titles
        titled += 1
    names, folded = names[titled:], folded[titled:]
    if not names or len(names) > _MOST_NAMES or not _all_capitals(names, folded):
        return False
    if any(_says_body(word) or word in known.spared for word in folded):
        return False
    if said or (titled and (len(names) > 1 or folded[0] in known.surnames)):
        return True
    return _has_given_name(folded, 1 if titled else 2)


def mostly_people(text: str) -> bool:
    """Tell whether a text is a list of natural persons and hardly anything else."""
    items = (item.strip(_EDGES) for item in _LISTED.findall(text))
    named = [names_a_person(item) for item in islice(filter(None, items), _MOST_ITEMS)]
    return bool(named) and sum(named) >= _MOSTLY * len(named)


def tax_code_sign(first: str) -> str:
    """Return the check sign of an Italian tax code from its first fifteen signs (capitals)."""
    total = 0
    for place, sign in enumerate(first):
        number = int(sign) if sign.isdigit() else ord(sign) - ord("A")
        total += number if place % 2 else _ODD.index(chr(ord("A") + number))
    return chr(ord("A") + total % 26)


def is_iban(code: str) -> bool:
    """Tell whether a code without blanks has the check digits of an IBAN (ISO 13616)."""
    turned = (code[4:] + code[:4]).upper()
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def is_public_address(local: str, domain: str) -> bool:
    """Tell whether an e-mail address is that of an office and not of a person."""
    known = _known()
    words = [_fold(word) for word in re.split(r"[\d._+-]+", local) if word]
    if any(word in known.given for word in words):
        return False
    if any(word.startswith(known.office_mail) for word in words):
        return True
    joined = "".join(words)
    own = "".join(_fold(part) for part in re.split(r"[._-]+", domain)[:-1])
    return len(joined) > 3 and joined in own


def _is_person(span: Span, text: str, bodies: frozenset[tuple[str, ...]]) -> bool:
    if not (names_a_person(span.text) or _among_people(span, text)):
        return False
    if span.label is Label.PRACTICE and not _is_bare_name(span.text):
        return False  # "Il filo di Arianna"
    if tuple(map(_fold, _WORD.findall(span.text))) in bodies:
        return False
    before = text[max(0, span.start - 40) : span.start]
    if before[-1:] and before[-1] in _QUOTES:
        return False
    lead = before.rstrip()
    words = _WORD.findall(lead) if lead[-1:].isalpha() else []
    if any(_says_body(_fold(word)) for word in words[-2:]):
        return False  # "la cooperativa Carlo Poma"
    after = _WORD.match(text, span.end + 1)
    return after is None or _fold(after.group()) not in _known().legal_forms


def _is_bare_name(words: str) -> bool:
    """Whether there is nothing beside the names: no article, no preposition."""
    folded = [_fold(name) for name in _WORD.findall(words)]
    return not _ARTICLE.match(words) and _known().particles.isdisjoint(folded)


def _among_people(span: Span, text: str) -> bool:
    """Whether two or three names in capitals stand alone in a list beside names of persons."""
    names = _WORD.findall(span.text)
    folded = [_fold(name) for name in names]
    if span.concept or not 2 <= len(names) <= 3 or not _all_capitals(names, folded):
        return False
    if any(name.isupper() and len(name) < 5 for name in names):
        return False  # an acronym
    if any(_says_body(word) or word in _known().spared for word in folded):
        return False
    around = text[max(0, span.start - 120) : span.end + 120]
    items = [item.strip(_EDGES) for item in _LISTED.findall(around)]
    items = [item for item in items if item]
    own = next((n for n, item in enumerate(items) if item == span.text.strip()), None)
    if own is None:
        return False
    beside = items[max(0, own - 1) : own] + items[own + 1 : own + 2]
    return any(map(names_a_person, beside))


def _named_bodies(spans: Sequence[Span]) -> frozenset[tuple[str, ...]]:
    """Every run of words inside a longer name that is a body's: "Carlo Poma" of an ASST."""
    runs: set[tuple[str, ...]] = set()
    for span in spans:
        if span.label is not Label.ACTOR:
            continue
        names = _WORD.findall(span.text)[:20]
        words = [_fold(name) for name in names]
        acronym = names[:1] and names[0].isupper() and not span.text.isupper()
        if not acronym and not any(map(_says_body, words)):
            continue
        runs.update(
            tuple(words[first : first + length])
            for length in range(2, _MOST_NAMES + 1)
            for first in range(len(words) - length + 1)
            if length < len(words)
        )
    return frozenset(runs)


def _all_capitals(names: Sequence[str], folded: Sequence[str]) -> bool:
    particles = _known().particles
    return all(
        name[0].isupper() or (place and word in particles)
        for place, (name, word) in enumerate(zip(names, folded, strict=True))
    )


def _has_given_name(folded: Sequence[str], least: int) -> bool:
    """Whether the first or the last of the names is a given name, beside another one."""
    if len(folded) < least:
        return False
    known = _known()
    for own, others in ((folded[0], folded[1:]), (folded[-1], folded[:-1])):
        if own in known.given:
            return True
        initial = len(own) == 1
        if (initial or own in known.unsure) and any(one in known.surnames for one in others):
            return True
    return False


def _says_body(word: str) -> bool:
    known = _known()
    return word in known.bodies or (len(word) > 3 and word.startswith(known.body_beginnings))


def _tax_codes(text: str) -> Iterator[Detail]:
    for match in _TAX_CODE.finditer(text):
        yield Detail("tax-code", *match.span())
    for match in _LETTERED_CODE.finditer(text):
        code = match.group()
        if tax_code_sign(code[:15]) == code[15]:
            yield Detail("tax-code", *match.span())


def _ibans(text: str) -> Iterator[Detail]:
    for match in _ITALIAN_IBAN.finditer(text):
        yield Detail("iban", *match.span())
    lengths = _known().iban_lengths
    for match in _FOREIGN_IBAN.finditer(text):
        length = lengths.get(match.group()[:2], 0)
        places = [n for n, sign in enumerate(match.group()) if sign != " "][:length]
        code = "".join(match.group()[n] for n in places)
        if length and len(code) == length and is_iban(code):
            yield Detail("iban", match.start(), match.start() + places[-1] + 1)


def _addresses(text: str) -> Iterator[Detail]:
    for match in _ADDRESS.finditer(text):
        if not is_public_address(match["local"], match["domain"]):
            yield Detail("email", *match.span())


def _phones(text: str) -> Iterator[Detail]:
    for match in _led_phone().finditer(text):
        if not re.sub(r"\D", "", match["number"]).startswith(_known().public_phones):
            yield Detail("phone", *match.span("number"))
    for pattern in (_MOBILE, _ABROAD, _LANDLINE):
        for match in pattern.finditer(text):
            yield Detail("phone", *match.span())


@cache
def _led_phone() -> re.Pattern[str]:
    leads = "|".join(_table()["phones"]["leads"])
    return re.compile(
        rf"(?<![^\W_])(?:{leads})\b[.:°/ ]{{0,4}}+(?:n[.°]{{1,2}} ?|\+39 ?)?"
        r"(?P<number>\d(?:[ ./-]{0,2}\d){5,12})(?!\d|[.,]\d)",
        re.IGNORECASE,
    )


def _fold(word: str) -> str:
    """Return a word in small letters, without accents, points and apostrophes."""
    plain = unicodedata.normalize("NFD", word.lower())
    return "".join(sign for sign in plain if sign.isalpha())


@dataclass(frozen=True, slots=True)
class _Known:
    titles: frozenset[str]
    offices: frozenset[str]
    particles: frozenset[str]
    bodies: frozenset[str]
    body_beginnings: tuple[str, ...]
    legal_forms: frozenset[str]
    spared: frozenset[str]
    given: frozenset[str]
    unsure: frozenset[str]
    surnames: frozenset[str]
    office_mail: tuple[str, ...]
    public_phones: tuple[str, ...]
    iban_lengths: Mapping[str, int]


@cache
def _known() -> _Known:
    table = _table()
    unsure = frozenset(table["unsure_given"])
    return _Known(
        frozenset(table["titles"]),
        frozenset(table["offices"]),
        frozenset(table["particles"]),
        frozenset(table["bodies"]),
        tuple(word for word in table["bodies"] if len(word) > 3),
        frozenset(word for word in table["bodies"] if len(word) < 6),
        frozenset(table["spared"]),
        frozenset(table["given"]) - unsure,
        unsure,
        frozenset(table["surnames"]),
        tuple(table["addresses"]["offices"]),
        tuple(table["phones"]["public"]),
        table["iban"]["lengths"],
    )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("ingest").joinpath("privacy.toml").read_text(encoding="utf-8"))
