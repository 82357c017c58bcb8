"""Who publishes the data, under which licence and where: what every copy of it must say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

TITLE = "Buone pratiche di welfare"
ABOUT = (
    "Pratiche di welfare realizzate in Italia, lette da documenti: chi ha fatto che cosa, per chi, "
    "dove, con chi e con quali soldi, e per ogni affermazione la frase del documento che la prova."
)
TITLE_EN = "Welfare good practices"
ABOUT_EN = (
    "Welfare practices carried out in Italy, read from documents: who did what, for whom, where, "
    "with whom and with what money, and for each statement the sentence that proves it."
)
KEYWORDS = ("welfare", "buone pratiche", "servizi sociali", "terzo settore", "volontariato")


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: its SPDX identifier, name, address; `type` and `authority` as DCAT wants them."""

    spdx: str
    name: str
    url: str
    version: str
    type: str
    authority: str


@cache
def licences() -> Mapping[str, Licence]:
    """Return the licences of `licences.toml` by SPDX identifier."""
    text = resources.files(__package__).joinpath("licences.toml").read_text(encoding="utf-8")
    return {spdx: Licence(spdx, **row) for spdx, row in tomllib.loads(text).items()}


@dataclass(frozen=True, slots=True)
class Colophon:
    """`publisher` is the name of an organisation, `licence` the SPDX identifier of one we know."""

    publisher: str
    licence: str

    @property
    def terms(self) -> Licence:
        """The licence; raises KeyError for one we do not know."""
        return licences()[self.licence]
