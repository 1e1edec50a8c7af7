"""``assistant evaluate``."""


def evaluate() -> None:
    """x"""
