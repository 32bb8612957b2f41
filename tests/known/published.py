"""Published response counts: facts, typed in with their source, and the data sets that stay outside."""

from pathlib import Path

import numpy as np
import pytest

from whichcert.measure.reading import read_responses
from whichcert.measure.response_tables import responses_from_matrix
from whichcert.measure.responses import Labels, Responses

LSAT6 = (
    3,
    6,
    2,
    11,
    1,
    1,
    3,
    4,
    1,
    8,
    0,
    16,
    0,
    3,
    2,
    15,
    10,
    29,
    14,
    81,
    3,
    28,
    15,
    80,
    16,
    56,
    21,
    173,
    11,
    61,
    28,
    298,
)
"""Bock & Lieberman (1970), Psychometrika 35. Counts of 00000, 00001, … 11111."""
LSAT7 = (
    12,
    19,
    1,
    7,
    3,
    19,
    3,
    17,
    10,
    5,
    3,
    7,
    7,
    23,
    8,
    28,
    7,
    39,
    11,
    34,
    14,
    51,
    15,
    90,
    6,
    25,
    7,
    35,
    18,
    136,
    32,
    308,
)
"""Bock & Lieberman (1970), Psychometrika 35. Counts of 00000, 00001, … 11111."""
DE_AYALA = (
    691,
    184,
    158,
    41,
    235,
    87,
    65,
    15,
    242,
    79,
    92,
    28,
    134,
    52,
    63,
    40,
    2280,
    571,
    462,
    166,
    1053,
    412,
    370,
    187,
    1685,
    626,
    702,
    500,
    1682,
    1219,
    2095,
    3385,
)
"""de Ayala (2009), The Theory and Practice of Item Response Theory, p. 14. Counts of 00000 to 11111."""
SOCIAL_LIFE = (
    156,
    26,
    14,
    9,
    127,
    26,
    66,
    16,
    174,
    35,
    36,
    13,
    208,
    65,
    195,
    129,
    8,
    2,
    1,
    3,
    4,
    4,
    18,
    9,
    8,
    2,
    5,
    3,
    19,
    10,
    31,
    68,
)
"""Bartholomew (1998), J. R. Stat. Soc. A 161. Counts of 00000, 00001, … 11111."""

PATTERNS = np.array([[pattern >> (4 - item) & 1 for item in range(5)] for pattern in range(32)])
_FOLDER = Path(__file__).parents[3] / "shared" / "data" / "responses"


def from_counts(counts: tuple[int, ...]) -> Responses:
    """Return the 32 patterns of five items with their counts."""
    items = [f"item-{place}" for place in range(1, 6)]
    return responses_from_matrix(PATTERNS, Labels(items=items, weights=np.array(counts, dtype=float)))


def from_file(name: str) -> Responses:
    """Return a data set that is kept outside the repository; skip the test where it is not."""
    path = _FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    return read_responses(path).responses
