"""Where the trained models are: named by what they were trained on, so that new data means a new model."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from assistant.settings import PROJECT, Settings

POSTS_DATA = PROJECT / "data" / "posts"

_DIALOGUE_SOURCES = (
    "data/nlu/*.yml",
    "data/stories/*.yml",
    "domain.yml",
    "config.yml",
    "assistant/nlu/*.py",
    "assistant/adapters/understanding/*.py",
    "assistant/adapters/encoder/*.py",
    "requirements.lock",
)
_POSTS_SOURCES = (
    "data/posts/*.jsonl",
    "assistant/adapters/post_checker/*",
    "assistant/adapters/encoder/*.py",
    "requirements.lock",
)


def dialogue_model(settings: Settings) -> Path:
    """Return the path of the Rasa model: the named one, or that of the present data, trained or not."""
    return settings.dialogue_model or settings.models_dir / f"dialogue-{_fingerprint(_DIALOGUE_SOURCES)}.tar.gz"


def posts_model(settings: Settings) -> Path:
    """Return the path of the post checker's model: the named one, or that of the present data, trained or not."""
    return settings.posts_model or settings.models_dir / f"posts-{_fingerprint(_POSTS_SOURCES)}.joblib"


def _fingerprint(patterns: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(path for path in PROJECT.glob(pattern) if path.is_file()):
            digest.update(path.relative_to(PROJECT).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
