"""Linear models (scikit-learn) over a message's vector and its characters and words."""

from assistant.adapters.understanding.danger import DangerModel
from assistant.adapters.understanding.goals import GoalModel

__all__ = ["DangerModel", "GoalModel"]
