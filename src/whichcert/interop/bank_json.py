"""The bank as a JSON list, one object an item."""

import json
from collections.abc import Sequence

from whichcert.bank.item import Item
from whichcert.interop.item_record import item_record


def bank_json(items: Sequence[Item]) -> bytes:
    """Return all items with all their fields."""
    return (json.dumps([item_record(item) for item in items], ensure_ascii=False, indent=1) + "\n").encode()
