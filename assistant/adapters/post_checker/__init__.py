"""Find what a post holds: spaCy patterns, character and word n-grams and sentence vectors under one linear model."""

from assistant.adapters.post_checker.checker import PostChecker, PostModelError
from assistant.adapters.post_checker.training import train_post_checker

__all__ = ["PostChecker", "PostModelError", "train_post_checker"]
