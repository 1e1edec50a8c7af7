"""The encoder's graph beside the same network written down once more, in numpy alone."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file
from scipy.special import erf, softmax
from tokenizers import Tokenizer

from assistant.adapters.encoder import DIMENSIONS, EncoderFilesError, SentenceEncoder, convert, prepare_encoder
from assistant.settings import Settings

TEXTS = [
    "My son was called names in the class chat and nobody at school has rung me back.",
    "ok",
    "Ł’école ?! £5 🙂 @mrs.patel",
    "the cake stall was a disgrace " * 60,
    "",
]
HEADS = 12


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(Settings().cache_dir / "encoder")


def _written_out(text: str) -> NDArray[np.float64]:
    """Return the vector of a text by the equations of BERT, one text at a time and in double precision."""
    file = convert.tokenizer_file()
    weights = {name: value.astype(np.float64) for name, value in load_file(file.parent / "model.safetensors").items()}
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    ids = tokenizer.encode(text).ids

    def norm(state: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        centred = state - state.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return centred / spread * weights[f"{name}.LayerNorm.weight"] + weights[f"{name}.LayerNorm.bias"]

    def dense(state: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        return state @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def heads(state: NDArray[np.float64]) -> NDArray[np.float64]:
        return state.reshape(len(ids), HEADS, -1).swapaxes(0, 1)

    table = {name: weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")}
    state = norm(table["word"][ids] + table["position"][: len(ids)] + table["token_type"][0], "embeddings")
    states = [state]
    for layer in range(6):
        here = f"encoder.layer.{layer}"
        query, key, value = (heads(dense(state, f"{here}.attention.self.{part}")) for part in ("query", "key", "value"))
        looks = softmax(query @ key.swapaxes(1, 2) / np.sqrt(query.shape[-1]), axis=-1)
        seen = (looks @ value).swapaxes(0, 1).reshape(len(ids), -1)
        state = norm(state + dense(seen, f"{here}.attention.output.dense"), f"{here}.attention.output")
        wide = dense(state, f"{here}.intermediate.dense")
        wide = wide * (1 + erf(wide / np.sqrt(2))) / 2
        state = norm(state + dense(wide, f"{here}.output.dense"), f"{here}.output")
        states.append(state)
    return np.hstack([state.mean(axis=0) for state in states[-4:]])


def test_vectors_are_those_of_the_published_network(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), DIMENSIONS)
    for vector, text in zip(vectors, TEXTS, strict=True):
        np.testing.assert_allclose(vector, _written_out(text), atol=1e-4)


def test_a_text_has_the_same_vector_whatever_stands_beside_it(encoder: SentenceEncoder) -> None:
    together = encoder.encode([f"{text} and so on" for text in TEXTS[:2]] + TEXTS)
    for vector, text in zip(together[2:], TEXTS, strict=True):
        np.testing.assert_allclose(vector, encoder.encode([text])[0], atol=1e-5)


def test_the_model_is_written_once_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def prepared_by_another(_: Path, folder: Path) -> None:
        (folder / "encoder.onnx").write_bytes(b"ours")
        (tmp_path / convert._FOLDER_NAME).mkdir()
        (tmp_path / convert._FOLDER_NAME / "encoder.onnx").write_bytes(b"theirs")

    monkeypatch.setattr(convert, "_write", prepared_by_another)
    assert prepare_encoder(tmp_path).read_bytes() == b"theirs"
    monkeypatch.delattr(convert, "_write")
    assert prepare_encoder(tmp_path).read_bytes() == b"theirs"
    assert [path.name for path in tmp_path.iterdir()] == [convert._FOLDER_NAME]


def test_files_that_are_not_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(convert._PUBLISHED_SHA256, "model.safetensors", "0" * 64)
    with pytest.raises(EncoderFilesError, match=r"model\.safetensors"):
        prepare_encoder(tmp_path)
    assert list(tmp_path.iterdir()) == []
