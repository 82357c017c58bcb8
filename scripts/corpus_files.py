"""Make the documents of `corpus/files` again: practices as the files that offices send.

    python scripts/corpus_files.py --out corpus/files

What each file is made of and how it is laid out stands in `corpus/files/layouts.toml`. PDF files,
and DOCX files with footnotes, are converted by LibreOffice, whose `soffice` must be on PATH. The
committed files are the test input; another version of LibreOffice makes other bytes.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from corpus_files_layout import Layout, layouts
from corpus_files_odt import write_odt
from corpus_files_screen import write_html, write_pptx, write_xlsx
from corpus_files_text import Piece, as_form, expected, load, titled
from corpus_files_word import write_docx

_MOST_BYTES = 60 * 1024
_WRITERS = {"docx": write_docx, "odt": write_odt, "pptx": write_pptx, "html": write_html}
_SECONDS = 180


def main() -> int:
    """Make the files named on the command line, or all of them."""
    parser = argparse.ArgumentParser(description="Rifà i documenti di corpus/files.")
    parser.add_argument("--out", type=Path, required=True, help="la cartella in cui scriverli")
    parser.add_argument("ids", nargs="*", help="solo questi documenti")
    asked = parser.parse_args()
    if shutil.which("soffice") is None:
        sys.stderr.write(
            "Manca LibreOffice: il comando «soffice» non si trova. Installalo (in Debian e Ubuntu:"
            " apt install libreoffice-writer hyphen-it) e ripeti il comando.\n"
        )
        return 1
    asked.out.mkdir(parents=True, exist_ok=True)
    for layout in layouts():
        if not asked.ids or layout.id in asked.ids:
            data, words = make(layout)
            if len(data) > _MOST_BYTES:
                sys.stderr.write(f"{layout.id}: {len(data)} byte, più di {_MOST_BYTES}\n")
                return 1
            (asked.out / f"{layout.id}.{layout.format}").write_bytes(data)
            (asked.out / f"{layout.id}.txt").write_text(words, "utf-8")
    return 0


def make(layout: Layout) -> tuple[bytes, str]:
    """Return the bytes of a file and the words a person reads in it."""
    if layout.format == "xlsx":
        return write_xlsx(layout, tuple(map(load, layout.members or (layout.id,))))
    pieces = titled(load(layout.id).pieces, layout.title)
    if layout.form:
        pieces = as_form(pieces)
    first = layout.through if layout.through in _WRITERS else layout.format
    data = _WRITERS[first](layout, pieces)
    if first != layout.format:
        data = convert(data, first, layout.format)
    return data, expected(_as_read(layout, pieces))


def _as_read(layout: Layout, pieces: tuple[Piece, ...]) -> list[Piece]:
    """Return the pieces in the order of the page: of a PDF, footnotes come last."""
    kept = [
        (number, piece)
        for number, piece in enumerate(pieces)
        if not (layout.title_in_header and piece.level == 1 and piece.kind == "heading")
    ]
    if layout.format == "pdf":
        kept.sort(key=lambda pair: pair[0] in layout.notes)
    return [piece for _, piece in kept]


def convert(data: bytes, source: str, target: str) -> bytes:
    """Return a file converted by LibreOffice. Raises CalledProcessError where it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"foglio.{source}"
        path.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profilo"
        command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", folder]
        subprocess.run(  # noqa: S603 (our own arguments)
            [*command, str(path)], check=True, capture_output=True, timeout=_SECONDS
        )
        return path.with_suffix(f".{target}").read_bytes()


if __name__ == "__main__":
    sys.exit(main())
