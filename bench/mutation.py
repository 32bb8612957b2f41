"""Small changes to the bytes of a file, as bad copies, old programs and attackers make them."""

from collections.abc import Callable, Sequence

import numpy as np

Change = Callable[[bytes, int, np.random.Generator], bytes]
"""Takes the bytes, a place drawn in them and the dice."""


def changed(
    data: bytes,
    rng: np.random.Generator,
    *,
    signs: Sequence[bytes],
    reach: int,
    others: Sequence[Change] = (),
) -> bytes:
    """Return the bytes cut, repeated, overwritten, flipped, with a sign put in, or changed in another way.

    reach: how many bytes one change goes over at most. others: more changes, each as likely as any.
    """
    place = int(rng.integers(len(data) + 1))
    end = min(len(data), place + int(rng.integers(1, reach)))
    kind = int(rng.integers(6 + len(others)))
    if kind == 0:
        return data[:place]
    if kind == 1:
        return data[:place] + data[end:]
    if kind == 2:
        return data[:place] + signs[int(rng.integers(len(signs)))] + data[place:]
    if kind == 3:
        return data[:end] + data[place:end] * int(rng.integers(1, 20)) + data[end:]
    if kind == 4:
        return data[:place] + rng.bytes(min(8, end - place)) + data[min(end, place + 8) :]
    if kind < 5 + len(others):
        return others[kind - 5](data, place, rng)
    flipped = bytearray(data)
    for at in rng.integers(len(data), size=8) if data else ():
        flipped[at] ^= 1 << int(rng.integers(8))
    return bytes(flipped)
