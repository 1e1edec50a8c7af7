"""Bring vectors of several layers to one spread."""

import numpy as np
from numpy.typing import NDArray

_LEAST_SPREAD = 1e-6


class LayerScale:
    """Gives each dimension the same spread, and each row a length of about 1."""

    def fit(self, vectors: NDArray[np.float32]) -> "LayerScale":
        """Learn the mean and the spread of each dimension."""
        spread = vectors.std(axis=0)
        self._mean = vectors.mean(axis=0)
        self._divisor = np.where(spread < _LEAST_SPREAD, 1.0, spread) * np.sqrt(vectors.shape[1])
        return self

    def rows(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the scaled rows."""
        return np.asarray((vectors - self._mean) / self._divisor, dtype=np.float32)
