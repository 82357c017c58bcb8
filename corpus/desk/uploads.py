"""The bytes that people brought, kept by content until the library has them.

The name that a file came with is shown to people and never names anything on the disk.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path, PurePath

from corpus.originals import write_whole
from ingest.readers import document_id
from ingest.readers.limits import limits

_EXTENSION = re.compile(r"\.[a-z0-9]{1,5}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_NAME = 120
#: What the readers know; which one it is, they tell by the bytes.
KINDS = (*(".pdf", ".docx", ".odt", ".pptx", ".html", ".htm", ".txt", ".md", ".csv", ".xlsx"),)


class BadUpload(ValueError):
    """A file that cannot be taken; the message is in Italian."""


@dataclass(frozen=True, slots=True)
class Uploads:
    """Keeps files under a folder."""

    folder: Path

    def keep(self, name: str, data: bytes) -> tuple[str, str]:
        """Keep a file; return the name to show and the hash; raises BadUpload."""
        shown = shown_name(name)
        if not data:
            raise BadUpload(f"«{shown}» è vuoto: scegliete un altro file.")
        if len(data) > limits().document.bytes:
            most = limits().document.bytes // 2**20
            raise BadUpload(f"«{shown}» supera {most} MB: toglietene le immagini o dividetelo.")
        if PurePath(shown).suffix.lower() not in KINDS:
            raise BadUpload(
                f"«{shown}» non è di un tipo che sappiamo leggere. Vanno bene: "
                f"{', '.join(kind.lstrip('.').upper() for kind in KINDS)}."
            )
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if not path.is_file():
            write_whole(path, data)
            path.chmod(0o600)
        return shown, sha256

    def read(self, sha256: str) -> bytes | None:
        """Return the bytes with a hash, or None."""
        path = self._path(sha256)
        return path.read_bytes() if _SHA256.fullmatch(sha256) and path.is_file() else None

    def _path(self, sha256: str) -> Path:
        return self.folder / "files" / sha256


def uploads_in(data: Path) -> Uploads:
    """Return where the library in a folder keeps what people bring."""
    return Uploads(data / "desk")


def shown_name(name: str) -> str:
    """Return a file's name as it may be shown: no folder, no sign that moves the others."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if sign.isprintable()).strip() or "documento"
    stem, suffix = PurePath(kept).stem, PurePath(kept).suffix
    return kept if len(kept) <= _LONGEST_NAME else stem[: _LONGEST_NAME - len(suffix)] + suffix


def safe_name(shown: str) -> str:
    """Return a name of plain letters for the readers, with the extension they look at."""
    suffix = PurePath(shown).suffix.lower()
    return document_id(shown) + (suffix if _EXTENSION.fullmatch(suffix) else "")


def written(title: str, text: str, source: str = "", licence: str = "") -> tuple[str, bytes]:
    """Return as a document, with its name, what somebody wrote in a form."""
    title = " ".join(title.split())
    about = {"title": title, "source_url": source, "licence": licence}
    lines = [
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in about.items() if value
    ]
    body = "\n".join(["---", *lines, "---", "", f"# {title}", "", text.strip(), ""])
    return f"{document_id(title)}.md", body.encode()
