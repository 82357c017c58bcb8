"""The real encoder finds what is meant, not what is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from ontology.schemes import load_schemes
from search.encoder import SentenceTransformerEncoder
from search.engine import SearchEngine
from search.index import SearchIndex
from search.model import PracticeCard
from search.passages import Stretch, split

pytestmark = pytest.mark.slow

MODEL = Path(__file__).parents[2] / ".build" / "models" / "prassi-e5-small"
TEXTS = {
    "alpi": "Nelle frazioni alte della valle alpina molti pensionati restano isolati per mesi. "
    "I volontari del borgo portano la spesa e fanno compagnia a chi vive per conto proprio.",
    "nidi": "Il Comune apre nuovi posti di asilo nido con orari lunghi, pensati per mamme e papà "
    "che lavorano a turni nelle fabbriche della città.",
    "casa": "Quattro giovani con sindrome di Down imparano a cucinare e a gestire i soldi in un "
    "appartamento, per prepararsi a quando i genitori non ci saranno più.",
    "orti": "Un parco abbandonato diventa un insieme di lotti dove i vicini coltivano pomodori.",
    "sfratti": "Un fondo di garanzia copre gli affitti arretrati di chi ha perso l'impiego, così "
    "che il proprietario non chieda di liberare l'alloggio.",
    "carcere": "Detenuti in permesso puliscono le rive del fiume accanto agli scout.",
    "dote": "Voucher per pagare babysitter e centri estivi quando le scuole sono chiuse.",
    "porto": "Corsi di lingua e tirocini in cantiere navale per chi è sbarcato da poco.",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    folder = tmp_path_factory.mktemp("meaning")
    engine = SearchEngine(
        SearchIndex(folder / "i.sqlite"), SentenceTransformerEncoder(MODEL), load_schemes()
    )
    for name, text in TEXTS.items():
        card = PracticeCard(name, f"https://x/{name}", "Iniziativa locale", name, "s:x", "")
        stretch = Stretch(name, 0, len(text))
        engine.add(name, "1", [card], split(name, text, [(0, len(text))], [stretch]))
    return engine


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("anziani soli in un paese di montagna", "alpi"),
        ("lonely old people in a mountain village", "alpi"),
        ("conciliare lavoro e bambini piccoli", "nidi"),
        ("dopo di noi per disabili", "casa"),
        ("housing for young adults with disabilities", "casa"),
        ("rischio di perdere la casa per morosità", "sfratti"),
        ("formazione professionale per profughi", "porto"),
    ],
)
def test_a_paraphrase_finds_its_practice(engine: SearchEngine, question: str, expected: str):
    first = engine.search(question).hits[0]
    assert first.id == expected
    assert any(reason.kind == "significato" for reason in first.reasons)
    assert first.passage is not None
    assert first.passage.text in TEXTS[expected]
