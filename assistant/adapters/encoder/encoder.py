"""The encoder itself: texts in, vectors out."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.adapters.encoder.convert import LAYERS, MOST_WORD_PIECES, prepare_encoder, tokenizer_file

DIMENSIONS = LAYERS * 384
"""Length of one vector: the means over a text's words of the encoder's last layers, side by side."""

_BATCH = 8
_LONGER = 1.1
"""Texts of one batch are padded to the longest, which costs as if all were as long: no more than this many times."""


class SentenceEncoder:
    """Encode texts as vectors for linear classifiers (``LayerScale`` brings them to one spread).

    The last layer is made for telling subjects apart; the ones below still hold tone, insult, and who does what to
    whom. A text beyond 256 word pieces is cut; callers read long texts in windows (``core.text.windows``).
    """

    def __init__(self, cache_dir: Path, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            str(prepare_encoder(cache_dir)), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file()))
        self._tokenizer.enable_truncation(MOST_WORD_PIECES)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector a text, in order: shape ``(len(texts), DIMENSIONS)``."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for chosen in _batches([len(text) for text in texts]):
            vectors[chosen] = self._encode_batch([texts[index] for index in chosen])
        return vectors

    def _encode_batch(self, texts: list[str]) -> NDArray[np.float32]:
        encoded = self._tokenizer.encode_batch(texts)
        (vectors,) = self._session.run(
            None,
            {
                "input_ids": np.array([item.ids for item in encoded], dtype=np.int32),
                "attention_mask": np.array([item.attention_mask for item in encoded], dtype=np.int32),
            },
        )
        return np.asarray(vectors, dtype=np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of texts that are encoded together: of like length, shortest first."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) == _BATCH or lengths[index] > _LONGER * lengths[batch[0]]):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
