"""Opening the library as the settings say: the one place where the doors find their tools.

spaCy (and torch behind it) takes seconds to import: only what extracts or encodes pays for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from api.settings import EncoderBackend, Reading, Settings
from corpus.editions import Editions, RemoteEditions, SnapshotEditions
from corpus.intake.recipe import Recipe
from corpus.layout import Layout
from corpus.library import Library
from corpus.remote.reading import RemoteGraph
from corpus.remote.server import Server
from corpus.remote.store import RemoteStore
from corpus.store import GraphStore, OxigraphStore
from search.build_encoder import ADAPTED
from search.contract import Index, UnreachableIndexError
from search.encoder import Encoder, Progress
from search.engine import SearchEngine
from search.index import SearchIndex
from search.remembered import RememberedQuestions

if TYPE_CHECKING:
    from corpus.accession import Accessions
    from corpus.intake.cataloguing import Cataloguer
    from ingest.extraction import Extractor
    from ingest.jail import ReadingRoom

NO_PSYCOPG = (
    "per tenere l'indice su PostgreSQL serve il pacchetto psycopg: eseguite "
    "«pip install 'prassi[postgres]'», oppure togliete PRASSI_INDEX_URL"
)
EIGHT_BITS = Path("models") / "onnx"


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

    def index(self, *, refillable: bool = True) -> Index:
        """Open the search index where the settings say; raises BrokenIndexError."""
        if not self.settings.index_url:
            return SearchIndex(self.layout.index, refillable=refillable)
        try:
            from search.postgres.index import PostgresIndex
        except ModuleNotFoundError as error:
            raise UnreachableIndexError(NO_PSYCOPG) from error
        return PostgresIndex(self.settings.index_url, refillable=refillable)

    def engine(self, encoder: Encoder | None = None) -> SearchEngine:
        """Return a search engine over the library's index."""
        index = self.index()
        chosen = encoder or self.encoder
        works = self.reference
        return SearchEngine(
            index, chosen, works.schemes, self.layout.vectors, gazetteer=works.gazetteer
        )

    def extractor(self) -> Extractor:
        """Return the extraction pipeline."""
        return self.recipe.extractor(self.reference)

    def editions(self) -> Editions:
        """Return where readers open the graph; raises LibraryMissing before the first ingest."""
        if self.settings.sparql_query_url:
            editions: Editions = RemoteEditions(RemoteGraph(self._server(), self.settings.base))
        else:
            editions = SnapshotEditions(self.layout)
        editions.check()
        return editions

    def library(self) -> Library:
        """Open the library for reading; raises LibraryMissing before the first ingest.

        GraphUnreachable where the graph is on a server that does not answer.
        """
        editions = self.editions()  # before the engine makes an index for nobody
        engine = self.engine(RememberedQuestions(self.encoder))
        return Library(self.layout, self.reference, engine, editions)

    def accessions(
        self,
        room: ReadingRoom,
        progress: Progress | None = None,
        cataloguer: Cataloguer | None = None,
    ) -> Accessions:
        """Open the library for writing; `progress` follows what opening has to mend.

        Whoever opens it again and again gives the `cataloguer`, whose tools take long to make.

        Raises StoreInUse while another process writes, LibraryUnwritable when the disk refuses.
        """
        from corpus.accession import Accessions
        from corpus.intake.cataloguing import Cataloguer
        from corpus.intake.vectors import EncodedAhead

        cataloguer = cataloguer or Cataloguer(self.recipe, self.reference, room, encoder=None)
        ahead = EncodedAhead(self.encoder)
        with self.layout.writing():
            store = self._store()  # who holds the graph may touch the rest
            try:
                engine = self.engine(ahead)
            except BaseException:
                store.close()
                raise
        return Accessions(self.layout, self.reference, cataloguer, engine, ahead, store, progress)

    def _store(self) -> GraphStore:
        if self.settings.sparql_query_url:
            return RemoteStore(self._server(), self.settings.base, self.layout.root)
        return OxigraphStore(self.layout.graph)

    def _server(self) -> Server:
        one = self.settings
        return Server(
            one.sparql_query_url,
            one.sparql_update_url,
            one.graph_store_url,
            timeout=one.sparql_server_timeout,
        )


def _recipe(settings: Settings) -> Recipe:
    built = settings.resources / ADAPTED
    chosen = Path(settings.encoder) if settings.encoder else built
    named = settings.encoder and not chosen.is_dir()  # a model of a hub, or none at all
    onnx = settings.encoder_backend is EncoderBackend.ONNX
    return Recipe(
        base=settings.base,
        places=(settings.resources / "places").absolute(),
        encoder=settings.encoder if named else chosen.absolute(),
        encoder_threads=settings.encoder_threads,
        language_model=settings.language_model or None,
        eight_bits=(settings.resources / EIGHT_BITS).absolute() if onnx else None,
        pieces=built.absolute() if settings.reading is Reading.ACCURATE else None,
    )
