"""Compiled sums of table rows, where Numba is installed; the NumPy form gives the same bits."""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from whichcert.measure.arrays import Ints

SumRows = Callable[[NDArray[np.floating], Ints, Ints, NDArray[np.floating]], None]


@lru_cache(maxsize=1)
def compiled_sum_rows() -> SumRows | None:
    """Return the compiled kernel, or None without Numba."""
    if find_spec("numba") is None:
        return None
    kernel: SumRows = import_module("numba").njit(cache=True, nogil=True)(sum_rows_in_loops)
    return kernel


def sum_rows_in_loops(
    table: NDArray[np.floating], starts: Ints, index: Ints, total: NDArray[np.floating]
) -> None:
    """Add to each row of ``total`` the table's rows that its list names, in the order of the list."""
    columns = table.shape[1]
    for row in range(len(starts) - 1):
        for at in range(starts[row], starts[row + 1]):
            named = index[at]
            for column in range(columns):
                total[row, column] += table[named, column]
