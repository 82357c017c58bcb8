"""How people write a territory: "Comune di Livo (CO)", "provincia di Asti". Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ontology.places import Gazetteer, Level, Place, normal_name

#: Before a name, which level it is of; the longest first.
_LEVELS: Mapping[str, Level] = {
    "citta metropolitana di ": "provincia",
    "provincia autonoma di ": "provincia",
    "regione autonoma ": "regione",
    "amministrazione comunale di ": "comune",
    "provincia di ": "provincia",
    "municipio di ": "comune",
    "comune di ": "comune",
    "comune ": "comune",
    "citta di ": "comune",
    "provincia ": "provincia",
    "regione ": "regione",
}
_BRACKETS = re.compile(r"\s*[(,\[]\s*([^()\[\],]{2,60})\s*[)\]]?\s*$")
_CODE = re.compile(r"[0-9]{2,3}|[0-9]{6}")


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name with what stood around it: the level it says, the codes of what it is said to be in.

    `within` is None where nothing was said, empty where what was said is no territory.
    """

    name: str
    level: Level | None = None
    within: frozenset[str] | None = None


@dataclass(frozen=True)
class PlaceReader:
    """Reads names and codes of territories. Thread-safe."""

    gazetteer: Gazetteer

    def read(self, text: str) -> PlaceName:
        """Return a name apart from its level and its province: "Livo (CO)", "comune di Livo"."""
        within = None
        if found := _BRACKETS.search(text):
            bare = text[: found.start()].strip()
            # "Reggio nell'Emilia, RE" has a province; "Roma, 12 maggio" has nothing of ours.
            if bare and not self.gazetteer.named(text):
                text, within = bare, frozenset(self._around(found[1]))
        name = normal_name(text)
        if any(normal_name(place.name) == name for place in self.gazetteer.named(name)):
            return PlaceName(name, None, within)  # "Città di Castello" is a name
        for words, level in _LEVELS.items():
            if name.startswith(words) and len(name) > len(words):
                return PlaceName(name.removeprefix(words), level, within)
        return PlaceName(name, None, within)

    def codes(self, text: str, level: Level | None = None) -> frozenset[str]:
        """Return the codes that a code, an abbreviation or a name means, namesakes included.

        Of one level, where it is given or said. Empty for what is no territory.
        """
        text = text.strip()
        if _CODE.fullmatch(text.removeprefix("place:")):
            known = self.gazetteer.get(text.removeprefix("place:"))
            return (
                frozenset({known.code}) if known and level in (None, known.level) else frozenset()
            )
        if level in (None, "provincia") and (province := self._siglas.get(text.upper())):
            return frozenset({province})
        said = self.read(text)
        wanted = level or said.level
        found = self.gazetteer.named(said.name) or self.gazetteer.named(text)
        return frozenset(
            place.code
            for place in found
            if wanted in (None, place.level) and self.is_within(place, said)
        )

    def is_within(self, place: Place, said: PlaceName) -> bool:
        """Tell whether a territory is in one of those that were said around its name."""
        if said.within is None:
            return True
        return not said.within.isdisjoint(self.around(place.code))

    def around(self, code: str) -> frozenset[str]:
        """Return a territory with what contains it; empty for no code of the gazetteer."""
        place = self.gazetteer.get(code)
        if place is None:
            return frozenset()
        return frozenset({code, *(above.code for above in self.gazetteer.containing(code))})

    def _around(self, text: str) -> set[str]:
        province = self._siglas.get(text.strip().upper())
        if province:
            return {province}
        above = ("provincia", "regione")
        return {p.code for p in self.gazetteer.named(text) if p.level in above}

    @cached_property
    def _siglas(self) -> Mapping[str, str]:
        return {p.sigla: p.code for p in self.gazetteer if p.sigla and p.level == "provincia"}
