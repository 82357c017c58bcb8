"""The things of one generation of a library, ready to be looked up by name, code or property.

Made once a generation, when first asked for: territories and concepts are the same whatever the
library holds, so their names are indexed once a process.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from corpus.reconciling.names import Mask, NameIndex
from corpus.reconciling.things import Thing
from ingest.linking.body_names import BodyName, in_brackets, other_name, read_name
from ingest.linking.initials import initials_of
from ontology.places import Gazetteer


class Shelf:
    """The things of one family. Thread-safe once made."""

    def __init__(self, things: Sequence[Thing]) -> None:
        self.things = tuple(things)
        self.index = NameIndex([one.names for one in self.things])
        self.place_of = {one.id: at for at, one in enumerate(self.things)}

    def of_types(self, types: Sequence[str], *, every: bool) -> Mask:
        """Return which things are of one of some types, or of every one of them."""
        masks = [self._of_type.get(one, self._none) for one in types]
        joined = np.logical_and if every else np.logical_or
        found: Mask = joined.reduce(masks)
        return found

    def having(self, name: str, keys: frozenset[str]) -> frozenset[int]:
        """Return the things that have one of some keys among the traits of a name."""
        found = (self._holders.get((name, key), ()) for key in keys)
        return frozenset(at for places in found for at in places)

    @cached_property
    def _none(self) -> Mask:
        return np.zeros(len(self.things), bool)

    @cached_property
    def _of_type(self) -> Mapping[str, Mask]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(self.things):
            for name in one.types:
                found[name].append(at)
        masks = {}
        for name, places in found.items():
            masks[name] = self._none.copy()
            masks[name][places] = True
        return masks

    @cached_property
    def _holders(self) -> Mapping[tuple[str, str], Sequence[int]]:
        found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for at, one in enumerate(self.things):
            for name, keys in one.traits.items():
                for key in keys:
                    found[name, key].append(at)
        return found


class Bodies(Shelf):
    """The organisations: their names also taken apart, and found by initials and by nicknames."""

    def __init__(self, things: Sequence[Thing], gazetteer: Gazetteer) -> None:
        super().__init__(things)
        self._gazetteer = gazetteer
        self.read = tuple(
            tuple(dict.fromkeys(read for name in one.names for read in self.names_of(name)))
            for one in self.things
        )
        self._nicknames = defaultdict[str, list[int]](list)
        self._bodies = defaultdict[tuple[str, str], list[int]](list)
        for at, names in enumerate(self.read):
            for name in names:
                self._bodies[name.kind, name.same].append(at)
                for short in (*initials_of(name.text), _squeezed(name.text)):
                    self._nicknames[short].append(at)

    def names_of(self, text: str) -> tuple[BodyName, ...]:
        """Return what a name may say of a body: itself, its brackets, what its acronym means."""
        read = [read_name(part, self._gazetteer) for part in _parts(text)]
        full = (other_name(one) for one in read)
        return (*read, *(read_name(one, self._gazetteer) for one in full if one))

    def alike(self, names: Sequence[BodyName]) -> Iterator[int]:
        """Yield the bodies of the same kind and words, or whose initials these are, or have."""
        for name in names:
            yield from self._bodies.get((name.kind, name.same), ())
            for short in (_squeezed(name.text), *initials_of(name.text)):
                yield from self._nicknames.get(short, ())


def _parts(name: str) -> tuple[str, ...]:
    """Return a name, and apart what is in its brackets: "Ente di Sviluppo Agricolo (ESA)"."""
    both = in_brackets(name)
    return (name,) if both is None or not all(both) else (name, *both)


def _squeezed(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
