"""Change the master key: a new one seals, everything is sealed anew, and the old one can go."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.services.ports import MasterKeys, SealedValues


@dataclass(frozen=True, slots=True)
class Rotation:
    """What came of a change of keys. ``retirable`` are the keys that no value needs any more."""

    current: str
    resumed: bool
    resealed: int
    unopened: int
    retirable: tuple[str, ...]


def rotate_keys(keys: MasterKeys, values: SealedValues, *, tell: Callable[[int], None]) -> Rotation:
    """Let a new key seal, and seal anew all that another has sealed; ``tell`` hears how many are done.

    Where an earlier change was not finished, that one is finished and no other key is made. A key that was added
    beforehand is taken before a new one.
    """
    current = keys.current()
    if values.count_others(current):
        done = values.reseal(current, tell)
        if done.resealed:
            return Rotation(current, True, done.resealed, done.unopened, _retirable(keys, values))
    current = prepare_key(keys)
    keys.use(current)
    done = values.reseal(current, tell)
    return Rotation(current, False, done.resealed, done.unopened, _retirable(keys, values))


def prepare_key(keys: MasterKeys) -> str:
    """Add the key that the next change takes, without taking it yet, and return its id."""
    return keys.prepared() or keys.add()


def retire_key(keys: MasterKeys, values: SealedValues, name: str) -> None:
    """Take a key out of the key file; raise ``KeysError`` while it seals or any value needs it."""
    keys.remove(name, needed=lambda: values.count(name))


def values_by_key(keys: MasterKeys, values: SealedValues) -> dict[str, int]:
    """Return how many values each key has sealed."""
    return {name: values.count(name) for name in keys.names()}


def _retirable(keys: MasterKeys, values: SealedValues) -> tuple[str, ...]:
    current = keys.current()
    return tuple(name for name, count in values_by_key(keys, values).items() if name != current and count == 0)
