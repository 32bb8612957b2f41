"""All items, with what was published of them and who answered them blind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from whichcert.bank.fingerprint import fingerprint, read_fingerprints
from whichcert.bank.item import Item, Status
from whichcert.bank.key_review import Review
from whichcert.bank.reading import read_items
from whichcert.bank.review_file import read_reviews
from whichcert.errors import Problem, UnknownName


@dataclass(frozen=True)
class Bank:
    """The items by id; ``frozen`` holds the fingerprints of the published ones."""

    items: Mapping[str, Item]
    frozen: Mapping[str, str] = field(default_factory=dict)
    reviews: tuple[Review, ...] = ()

    @cached_property
    def prints(self) -> Mapping[str, str]:
        """The fingerprint of each item as it stands."""
        return {item.id: fingerprint(item) for item in self.items.values()}

    def get(self, item_id: str) -> Item:
        """Return an item; raises UnknownName when there is none."""
        if item_id not in self.items:
            raise UnknownName("item", item_id, self.items)
        return self.items[item_id]

    def live(self, assessment: str | None = None) -> tuple[Item, ...]:
        """Return the items that may be asked, of one assessment or of all."""
        return tuple(
            item
            for item in self.items.values()
            if item.status is Status.LIVE and (assessment is None or assessment in item.assessments)
        )


def read_bank(content: Path) -> tuple[Bank, tuple[Problem, ...]]:
    """Return the bank of a content folder and everything in its files that can't be read."""
    items, item_problems = read_items(content / "items")
    frozen, frozen_problems = read_fingerprints(content / "items" / "fingerprints.toml")
    reviews, review_problems = read_reviews(content / "reviews")
    return Bank(items, frozen, reviews), (*item_problems, *frozen_problems, *review_problems)
