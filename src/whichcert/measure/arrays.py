"""The array types that this room speaks of."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.intp]
Bytes = NDArray[np.int8]
Booleans = NDArray[np.bool_]
