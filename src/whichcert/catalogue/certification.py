"""One certification, as the catalogue knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from whichcert.catalogue.fact import Fact


class Family(StrEnum):
    PSM = "psm"
    PSPO = "pspo"
    OTHER = "other"


class Role(StrEnum):
    SCRUM_MASTER = "scrum-master"
    PRODUCT_OWNER = "product-owner"
    DEVELOPER = "developer"
    LEADER = "leader"
    PRACTITIONER = "practitioner"


class Detail(StrEnum):
    FULL = "full"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Certification:
    """A certification; ``requires``, ``recommended_before`` and ``next`` hold catalogue ids."""

    id: str
    name: str
    short_name: str
    issuer: str
    family: Family
    role: Role
    level: int | None
    detail: Detail
    summary: str
    recommended_before: tuple[str, ...]
    requires: tuple[str, ...]
    next: tuple[str, ...]
    facts: Mapping[str, Fact]
    where: str
    """The file, relative to the folder that holds ``content``."""

    def value(self, key: str) -> object:
        """Return what the fact holds; None when it is absent or unknown."""
        fact = self.facts.get(key)
        return None if fact is None else fact.value

    def number(self, key: str) -> float | None:
        """Return a numeric fact, in the unit its key names; None when it is absent or unknown."""
        fact = self.facts.get(key)
        return None if fact is None else fact.number

    def text(self, key: str) -> str | None:
        value = self.value(key)
        return value if isinstance(value, str) else None

    def entries(self, key: str) -> tuple[str, ...]:
        """Return a list fact; empty when it is absent or unknown."""
        value = self.value(key)
        return value if isinstance(value, tuple) else ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The source keys that its facts cite, each once, in the order of the facts."""
        cited: dict[str, None] = {}
        for fact in self.facts.values():
            cited.update(dict.fromkeys([fact.source] if fact.source else []))
            cited.update(dict.fromkeys(other.source for other in fact.others))
        return tuple(cited)
