"""What a process needs to know to build the tools that read documents.

The one place where extractor and encoder are made: the command line, the service, worker processes
and the workers of a cluster all follow the same recipe, which travels as plain values.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.reference import ReferenceWorks
from ingest.tagging.card import tagger_version
from search.encoder import Encoder, HashingEncoder, SentenceTransformerEncoder
from search.onnx_encoder import OnnxEncoder

if TYPE_CHECKING:
    from ingest.extraction import Extractor

NO_MODEL = "hashing"


@dataclass(frozen=True, slots=True)
class Recipe:
    """The base of our IRIs, the folder of the gazetteer, and which models to load.

    `encoder` is a folder (Path), the name of a model in a hub, or NO_MODEL. `pieces` is the folder
    of the encoder whose pieces the tagger reads; None for the quick reading, without a tagger.
    `eight_bits` is where models in 8 bits are kept, if `encoder` is to be run as one of them.
    Folders are absolute: who follows the recipe may stand elsewhere.
    """

    base: str
    places: Path
    encoder: Path | str
    encoder_threads: int = 1
    language_model: str | None = None
    pieces: Path | None = None
    eight_bits: Path | None = None

    def reference(self) -> ReferenceWorks:
        """Load the reference works; raises MissingPlaces when set-up has not been run."""
        return ReferenceWorks.load(self.base, self.places)

    @property
    def way(self) -> str:
        """What sets statements read this way apart from those read otherwise."""
        model = f"-{self.language_model}" if self.language_model else ""
        return model + (f"-t{tagger_version()}" if self.pieces else "")

    def extractor(self, reference: ReferenceWorks) -> Extractor:
        """Build the extraction pipeline; seconds of work.

        Raises TaggerUnavailable where the tagger or its encoder is missing.
        """
        from ingest.extraction import Extractor  # spaCy: only who extracts pays for it
        from ingest.tagging import Tagger

        tagger = None
        if self.pieces:
            phrases = _sentence_encoder(self.pieces, self.encoder_threads, download=False)
            tagger = Tagger(reference.schemes, self.pieces, phrases.encode_queries)
        return Extractor(reference.schemes, reference.gazetteer, self.language_model, tagger=tagger)

    def make_encoder(self) -> Encoder:
        """Return the encoder; its model is loaded when first used."""
        if self.encoder == NO_MODEL:
            return HashingEncoder()
        if self.eight_bits:
            return OnnxEncoder(Path(self.encoder), self.eight_bits, threads=self.encoder_threads)
        # A name that is no folder is a model of a hub, which its owner chose to fetch.
        hub = isinstance(self.encoder, str)
        return _sentence_encoder(self.encoder, self.encoder_threads, download=hub)


@cache
def _sentence_encoder(
    model: Path | str, threads: int, *, download: bool
) -> SentenceTransformerEncoder:
    """One a process: passages and the tagger's phrases share the weights, hundreds of megabytes."""
    return SentenceTransformerEncoder(model, threads=threads, download=download)
