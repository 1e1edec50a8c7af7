"""``assistant train``: train what the present data needs, with a progress display."""

import os
import subprocess
import sys
from collections.abc import Callable

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from assistant.adapters.encoder import SentenceEncoder, prepare_encoder
from assistant.adapters.post_checker import train_post_checker
from assistant.core.errors import AssistantError
from assistant.models import POSTS_DATA, dialogue_model, posts_model
from assistant.settings import PROJECT, Settings, read_settings

_LAST_LINES = 15
_THREADS = min(os.cpu_count() or 1, 8)


class TrainingError(AssistantError):
    """Training did not end well."""


def train() -> None:
    """Prepare the sentence encoder and train the models for the present data, where they are missing."""
    settings = read_settings()
    steps: list[tuple[str, Callable[[], object]]] = [
        ("Preparing the sentence encoder", lambda: prepare_encoder(settings.cache_dir / "encoder")),
        ("Training the post checker", lambda: _train_posts(settings)),
        ("Training the understanding and the dialogue", lambda: _train_dialogue(settings)),
    ]
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        for title, step in steps:
            task = progress.add_task(title, total=1)
            step()
            progress.update(task, completed=1)


def _train_posts(settings: Settings) -> None:
    target = posts_model(settings)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        train_post_checker(POSTS_DATA, SentenceEncoder(settings.cache_dir / "encoder", threads=_THREADS), target)


def _train_dialogue(settings: Settings) -> None:
    target = dialogue_model(settings)
    if target.exists():
        return
    name = target.name.removesuffix(".tar.gz")
    _run([sys.executable, "-m", "rasa", "train", "--out", str(target.parent), "--fixed-model-name", name])
    if not target.exists():
        raise TrainingError("Rasa trained no model")


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env=os.environ | {"RASA_TELEMETRY_ENABLED": "false", "ASSISTANT_ENCODER_THREADS": str(_THREADS)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last = "\n".join((done.stdout + done.stderr).splitlines()[-_LAST_LINES:])
        raise TrainingError(f"training failed:\n{last}")
