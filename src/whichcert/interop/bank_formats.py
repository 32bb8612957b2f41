"""Every format in which the bank goes out and in."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from whichcert.bank.bank import Bank
from whichcert.bank.checks import item_problems
from whichcert.bank.fingerprint import fingerprint
from whichcert.bank.item import Item, Status
from whichcert.errors import Problem, UnknownName
from whichcert.interop.anki import anki
from whichcert.interop.anki_reading import read_anki
from whichcert.interop.bank_csv import bank_csv, read_bank_csv
from whichcert.interop.bank_json import bank_json
from whichcert.interop.gift import gift
from whichcert.interop.gift_reading import read_gift
from whichcert.interop.imported import Imported
from whichcert.interop.moodle_xml import moodle_xml, read_moodle_xml
from whichcert.interop.qti_reading import read_qti
from whichcert.interop.qti_writing import qti_3, qti_21

EXPORTS: Mapping[str, Callable[[Sequence[Item]], bytes]] = {
    "json": bank_json,
    "csv": bank_csv,
    "qti3": qti_3,
    "qti21": qti_21,
    "moodle-xml": moodle_xml,
    "gift": gift,
    "anki": anki,
}
"""What ``export_bank`` writes."""

IMPORTS: Mapping[str, Callable[[bytes], Imported]] = {
    "csv": read_bank_csv,
    "qti3": read_qti,
    "qti21": read_qti,
    "moodle-xml": read_moodle_xml,
    "gift": read_gift,
    "anki": read_anki,
}
"""What ``import_bank`` reads."""


def export_bank(items: Iterable[Item], file_format: str) -> bytes:
    """Return the items as one file of a format in ``EXPORTS``; raises UnknownName for any other."""
    if file_format not in EXPORTS:
        raise UnknownName("export format", file_format, EXPORTS)
    return EXPORTS[file_format](list(items))


def import_bank(data: bytes, file_format: str, bank: Bank, statements: Collection[str]) -> Imported:
    """Return the items of a file as drafts, and what is wrong with the file and with each of them.

    An item that was published by this bank, word for word, keeps its status; another one that has the id of
    a published item gets an id of its own. Raises UnknownName for a format that is not in ``IMPORTS``.
    """
    if file_format not in IMPORTS:
        raise UnknownName("import format", file_format, IMPORTS)
    read = IMPORTS[file_format](data)
    if not read.items and not read.problems:
        message = f"no question of the format {file_format} was found; is it a file of that format?"
        return Imported((), (Problem(file_format, message),))
    items = tuple(_with_own_ids((_as_draft(item, bank) for item in read.items), bank))
    of_items = [
        replace(problem, where=item.id, line=None)
        for item in items
        for problem in item_problems(item, statements)
    ]
    return Imported(items, (*read.problems, *of_items))


def _with_own_ids(items: Iterable[Item], bank: Bank) -> Iterator[Item]:
    """Yield the items; an id that is taken by another one of the file or by a published item is numbered."""
    taken = set[str]()
    for item in items:
        item_id, number = item.id, 2
        while item_id in taken or (item_id in bank.frozen and bank.frozen[item_id] != fingerprint(item)):
            item_id, number = f"{item.id}-{number}", number + 1
        taken.add(item_id)
        yield replace(item, id=item_id)


def _as_draft(item: Item, bank: Bank) -> Item:
    is_ours = bank.frozen.get(item.id) == fingerprint(item)
    return item if is_ours else replace(item, status=Status.DRAFT)
