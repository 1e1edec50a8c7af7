"""Keep a trained scikit-learn model in Rasa's own model archive."""

from typing import Any

import joblib
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

_FILE = "model.joblib"


def save(model: Any, storage: ModelStorage, resource: Resource) -> None:
    """Write the model into the archive that is being trained."""
    with storage.write_to(resource) as folder:
        joblib.dump(model, folder / _FILE)


def load(storage: ModelStorage, resource: Resource) -> Any:
    """Read the model from the archive that is being loaded (one that this machine trained)."""
    with storage.read_from(resource) as folder:
        return joblib.load(folder / _FILE)
