"""What identifies or reaches a person: tax codes, IBANs, telephone numbers, e-mail addresses.

Addresses of offices and numbers that everybody may call stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.privacy.words import fold, known

MASK = "«…»"
_AROUND = 80  # characters beside a quote in which a detail that it cuts is looked for
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
    table = known()
    words = [fold(word) for word in re.split(r"[\d._+-]+", local) if word]
    if any(word in table.given for word in words):
        return False
    if any(word.startswith(table.office_mail) for word in words):
        return True
    joined = "".join(words)
    own = "".join(fold(part) for part in re.split(r"[._-]+", domain)[:-1])
    return len(joined) > 3 and joined in own


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
    lengths = known().iban_lengths
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
        if not re.sub(r"\D", "", match["number"]).startswith(known().public_phones):
            yield Detail("phone", *match.span("number"))
    for pattern in (_MOBILE, _ABROAD, _LANDLINE):
        for match in pattern.finditer(text):
            yield Detail("phone", *match.span())


@cache
def _led_phone() -> re.Pattern[str]:
    leads = "|".join(known().phone_leads)
    return re.compile(
        rf"(?<![^\W_])(?:{leads})\b[.:°/ ]{{0,4}}+(?:n[.°]{{1,2}} ?|\+39 ?)?"
        r"(?P<number>\d(?:[ ./-]{0,2}\d){5,12})(?!\d|[.,]\d)",
        re.IGNORECASE,
    )
