"""What a file of another program gave: items, and what it holds that an item can't."""

from dataclasses import dataclass

from whichcert.bank.item import Item
from whichcert.errors import Problem


@dataclass(frozen=True, slots=True)
class Imported:
    """The items that could be read, and a Problem for everything that couldn't."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
