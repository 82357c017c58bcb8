"""Opening the library as the settings say: the one place where the doors find their tools.

spaCy (and torch behind it) takes seconds to import: only what extracts or encodes pays for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from api.settings import Settings
from corpus.layout import Layout
from corpus.library import Library, newest_snapshot
from corpus.reference import ReferenceWorks
from corpus.store import OxigraphStore
from search.encoder import Encoder, HashingEncoder, SentenceTransformerEncoder
from search.engine import SearchEngine
from search.index import SearchIndex

if TYPE_CHECKING:
    from corpus.accession import Accessions
    from ingest.extraction import Extractor
    from ingest.jail import ReadingRoom

BUILT_ENCODER = Path("models") / "multilingual-e5-small"
NO_MODEL = "hashing"


class Workplace:
    """Makes readers and writers of one library, sharing reference works and encoder."""

    def __init__(self, settings: Settings, encoder: Encoder | None = None) -> None:
        self.settings = settings
        self.layout = Layout(settings.data)
        self.reference = ReferenceWorks.load(settings.base, settings.resources / "places")
        self._encoder = encoder

    @property
    def encoder(self) -> Encoder:
        """The encoder the settings name; by default the one built at set-up."""
        if self._encoder is None and self.settings.encoder == NO_MODEL:
            self._encoder = HashingEncoder()
        if self._encoder is None:
            chosen = self.settings.encoder or self.settings.resources / BUILT_ENCODER
            # A name that is no folder is a model of a hub, which its owner chose to fetch.
            hub = bool(self.settings.encoder) and not Path(chosen).is_dir()
            self._encoder = SentenceTransformerEncoder(
                chosen, threads=self.settings.encoder_threads, download=hub
            )
        return self._encoder

    def engine(self) -> SearchEngine:
        """Return a search engine over the library's index."""
        index = SearchIndex(self.layout.index)
        return SearchEngine(index, self.encoder, self.reference.schemes, self.layout.vectors)

    def extractor(self) -> Extractor:
        """Return the extraction pipeline."""
        from ingest.extraction import Extractor

        return Extractor(
            self.reference.schemes,
            self.reference.gazetteer,
            language_model=self.settings.language_model or None,
        )

    def library(self) -> Library:
        """Open the library for reading; raises LibraryMissing before the first ingest."""
        newest_snapshot(self.layout)  # before the engine makes an index for nobody
        return Library(self.layout, self.reference, self.engine())

    def accessions(self, room: ReadingRoom) -> Accessions:
        """Open the library for writing.

        Raises StoreInUse while another process writes, LibraryUnwritable when the disk refuses.
        """
        from corpus.accession import Accessions

        extractor = self.extractor()
        with self.layout.writing():
            store = OxigraphStore(self.layout.graph)  # who holds the graph may touch the rest
        return Accessions(self.layout, self.reference, extractor, self.engine(), room, store)
