"""Make the fast tokenizer of XLM-R (the one e5 was trained with) from a vocabulary."""

from __future__ import annotations

import io
from collections.abc import Iterator

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from search.e5.q4 import Vocabulary

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
MASK = "<mask>"
MAX_TOKENS = 512


def make_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Return a tokenizer that turns a text into ``<s> pieces </s>``."""
    tokenizer = Tokenizer(
        models.Unigram(
            list(zip(vocabulary.pieces, vocabulary.scores, strict=True)),
            unk_id=vocabulary.unknown,
            byte_fallback=False,
        )
    )
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(nmt_nfkc_charsmap()),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(
        replacement="\u2581", prepend_scheme="always"
    )
    tokenizer.decoder = decoders.Metaspace(replacement="\u2581", prepend_scheme="always")
    plain = [AddedToken(token, normalized=False, special=True) for token in SPECIAL]
    tokenizer.add_special_tokens(
        [*plain, AddedToken(MASK, lstrip=True, normalized=False, special=True)]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", vocabulary.bos), ("</s>", vocabulary.eos)],
    )
    return tokenizer


def nmt_nfkc_charsmap() -> bytes:
    """Return the normalisation map of XLM-R, which is SentencePiece's built-in rule ``nmt_nfkc``.

    The package hands it out only inside a trained model, so a model of one sentence is trained.
    """
    import sentencepiece

    model = io.BytesIO()
    sentence = "il gatto nero dorme sul tetto rosso della casa vecchia di mio nonno"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([sentence] * 5),
        model_writer=model,
        vocab_size=40,
        model_type="unigram",
        normalization_rule_name="nmt_nfkc",
        hard_vocab_limit=False,
        minloglevel=2,
    )
    normalizer_spec = _field(model.getvalue(), 3)
    return _field(normalizer_spec, 2)


def _field(message: bytes, number: int) -> bytes:
    """Return the first length-delimited field with this number of a Protocol Buffers message."""
    for found, value in protobuf_fields(message):
        if found == number and isinstance(value, bytes):
            return value
    raise ValueError(f"no field {number} in the message")


def protobuf_fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield (number, value) of each field at the top level of a Protocol Buffers message."""
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        number, wire_type = key >> 3, key & 7
        value: int | bytes
        if wire_type == 0:
            value, position = _varint(message, position)
        elif wire_type in (1, 2, 5):
            length = {1: 8, 5: 4}.get(wire_type)
            if length is None:
                length, position = _varint(message, position)
            value = message[position : position + length]
            position += length
        else:
            raise ValueError(f"wire type {wire_type} is not part of Protocol Buffers 3")
        yield number, value


def _varint(message: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[position]
        position += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, position
