"""Anderson acceleration of a fixed-point iteration."""

from collections import deque

import numpy as np

from whichcert.measure.arrays import Floats


class Anderson:
    """Combines the last steps so that their residuals cancel.

    x_(k+1) = x_k + f_k - (ΔX + ΔF) γ, γ = argmin ‖f_k - ΔF γ‖, f = F(x) - x.
    Source: Anderson (1965), JACM 12; Walker & Ni (2011), SIAM J. Numer. Anal. 49, eq. 2.4.
    """

    def __init__(self, depth: int = 5) -> None:
        self._points: deque[Floats] = deque(maxlen=depth + 1)
        self._residuals: deque[Floats] = deque(maxlen=depth + 1)

    def forget(self) -> None:
        """Start over, as after a step that was refused."""
        self._points.clear()
        self._residuals.clear()

    def next(self, point: Floats, image: Floats) -> Floats:
        """Return the next point, given F(point) = image; both one-dimensional."""
        residual = image - point
        self._points.append(point)
        self._residuals.append(residual)
        if len(self._points) < 2:
            return image
        by_point = np.diff(np.stack(self._points), axis=0).T
        by_residual = np.diff(np.stack(self._residuals), axis=0).T
        weights, *_ = np.linalg.lstsq(by_residual, residual, rcond=1e-8)
        return np.asarray(image - (by_point + by_residual) @ weights)
