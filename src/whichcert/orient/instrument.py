"""What the orientation asks: facets of two poles, pairs of statements, absolute items."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Pole(StrEnum):
    """The two kinds of work that the orientation tells apart."""

    SCRUM_MASTER = "scrum-master"
    PRODUCT_OWNER = "product-owner"


@dataclass(frozen=True, slots=True)
class Facet:
    """One kind of work inside a pole."""

    id: str
    pole: Pole
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A first-person sentence about work."""

    id: str
    facet: str
    text: str
    keyed: int
    """1 when people high on the facet agree, −1 when people low on it do."""
    desirability: float
    """How good it looks to say so, 1 to 9; a prior set by raters, see statements.toml."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements, one of each pole, answered −2 (much more left) to 2 (much more right)."""

    id: str
    left: Statement
    right: Statement

    @property
    def is_opposite(self) -> bool:
        """One of the two statements is keyed against its facet."""
        return self.left.keyed != self.right.keyed


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence answered alone, −2 (not like me at all) to 2 (very much like me)."""

    id: str
    facet: str
    text: str
    keyed: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """All that the orientation can ask, in a fixed order."""

    facets: Mapping[str, Facet]
    pairs: Mapping[str, Pair]
    items: Mapping[str, Item]

    def facet_index(self) -> dict[str, int]:
        return {facet: index for index, facet in enumerate(self.facets)}
