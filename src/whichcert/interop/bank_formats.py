"""Every format in which the bank goes out and in."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from whichcert.bank.bank import Bank
from whichcert.bank.checks import item_problems
from whichcert.bank.fingerprint import fingerprint
from whichcert.bank.item import Item, Status
from whichcert.errors import UnknownName
from whichcert.interop.bank_csv import bank_csv, read_bank_csv
from whichcert.interop.bank_json import bank_json
from whichcert.interop.imported import Imported

EXPORTS: Mapping[str, Callable[[Sequence[Item]], bytes]] = {"csv": bank_csv, "json": bank_json}
"""What ``export_bank`` writes."""

IMPORTS: Mapping[str, Callable[[bytes], Imported]] = {"csv": read_bank_csv}
"""What ``import_bank`` reads."""


def export_bank(items: Iterable[Item], file_format: str) -> bytes:
    """Return the items as one file of a format in ``EXPORTS``; raises UnknownName for any other."""
    if file_format not in EXPORTS:
        raise UnknownName("export format", file_format, EXPORTS)
    return EXPORTS[file_format](list(items))


def import_bank(data: bytes, file_format: str, bank: Bank, statements: Collection[str]) -> Imported:
    """Return the items of a file as drafts, and what is wrong with the file and with each of them.

    An item that was published by this bank, word for word, keeps its status. Raises UnknownName for a format
    that is not in ``IMPORTS``.
    """
    if file_format not in IMPORTS:
        raise UnknownName("import format", file_format, IMPORTS)
    read = IMPORTS[file_format](data)
    items = tuple(_as_draft(item, bank) for item in read.items)
    of_items = [
        replace(problem, where=item.id, line=None)
        for item in items
        for problem in item_problems(item, statements)
    ]
    return Imported(items, (*read.problems, *of_items))


def _as_draft(item: Item, bank: Bank) -> Item:
    is_ours = bank.frozen.get(item.id) == fingerprint(item)
    return item if is_ours else replace(item, status=Status.DRAFT)
