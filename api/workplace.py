"""Opening the library as the settings say: the one place where the doors find their tools.

spaCy (and torch behind it) takes seconds to import: only what extracts or encodes pays for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from api.settings import Reading, Settings
from corpus.intake.recipe import Recipe
from corpus.layout import Layout
from corpus.library import Library, newest_snapshot
from corpus.store import OxigraphStore
from search.encoder import Encoder
from search.engine import SearchEngine
from search.index import SearchIndex

if TYPE_CHECKING:
    from corpus.accession import Accessions
    from ingest.extraction import Extractor
    from ingest.jail import ReadingRoom

BUILT_ENCODER = Path("models") / "multilingual-e5-small"


class Workplace:
    """Makes readers and writers of one library, sharing reference works and encoder."""

    def __init__(self, settings: Settings, encoder: Encoder | None = None) -> None:
        self.settings = settings
        self.layout = Layout(settings.data)
        self.recipe = _recipe(settings)
        self.reference = self.recipe.reference()
        self._encoder = encoder

    @property
    def encoder(self) -> Encoder:
        """The encoder the settings name; by default the one built at set-up."""
        if self._encoder is None:
            self._encoder = self.recipe.make_encoder()
        return self._encoder

    def engine(self, encoder: Encoder | None = None) -> SearchEngine:
        """Return a search engine over the library's index."""
        index = SearchIndex(self.layout.index)
        chosen = encoder or self.encoder
        return SearchEngine(index, chosen, self.reference.schemes, self.layout.vectors)

    def extractor(self) -> Extractor:
        """Return the extraction pipeline."""
        return self.recipe.extractor(self.reference)

    def library(self) -> Library:
        """Open the library for reading; raises LibraryMissing before the first ingest."""
        newest_snapshot(self.layout)  # before the engine makes an index for nobody
        return Library(self.layout, self.reference, self.engine())

    def accessions(self, room: ReadingRoom) -> Accessions:
        """Open the library for writing.

        Raises StoreInUse while another process writes, LibraryUnwritable when the disk refuses.
        """
        from corpus.accession import Accessions
        from corpus.intake.cataloguing import Cataloguer
        from corpus.intake.vectors import EncodedAhead

        cataloguer = Cataloguer(self.recipe, self.reference, room, encoder=None)
        ahead = EncodedAhead(self.encoder)
        with self.layout.writing():
            store = OxigraphStore(self.layout.graph)  # who holds the graph may touch the rest
        engine = self.engine(ahead)
        return Accessions(self.layout, self.reference, cataloguer, engine, ahead, store)


def _recipe(settings: Settings) -> Recipe:
    built = settings.resources / BUILT_ENCODER
    chosen = Path(settings.encoder) if settings.encoder else built
    named = settings.encoder and not chosen.is_dir()  # a model of a hub, or none at all
    return Recipe(
        base=settings.base,
        places=(settings.resources / "places").absolute(),
        encoder=settings.encoder if named else chosen.absolute(),
        encoder_threads=settings.encoder_threads,
        language_model=settings.language_model or None,
        pieces=built.absolute() if settings.reading is Reading.ACCURATE else None,
    )
