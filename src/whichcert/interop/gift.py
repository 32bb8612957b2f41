"""The bank in Moodle's GIFT format.

Source: docs.moodle.org, GIFT format.
"""

import re
from collections.abc import Sequence

from whichcert.bank.item import Item, Kind, Option
from whichcert.interop.item_record import head_json
from whichcert.interop.safe_xml import legal

HEAD = "// whichcert "
"""Starts the comment that holds what GIFT has no place for."""

_SPECIAL = re.compile(r"([~=#{}:\\])")


def gift(items: Sequence[Item]) -> bytes:
    """Return the items as GIFT; focus area and id stand in a comment, which Moodle reads as tags."""
    return "\n\n".join(["$CATEGORY: $course$/whichcert", *map(_question, items), ""]).encode()


def escaped(text: str) -> str:
    r"""Return a text in which nothing is a sign of GIFT.

    >>> escaped("1 = 1: {yes}")
    '1 \\= 1\\: \\{yes\\}'
    """
    return _SPECIAL.sub(r"\\\1", legal(text)).replace("\r", "").replace("\n", "\\n")


def _question(item: Item) -> str:
    tags = [f"[id:{item.id}]", *([f"[tag:{item.focus_area.value}]"] if item.focus_area else [])]
    answers = _statement(item) if item.kind is Kind.TRUE_FALSE else "".join(_choices(item))
    rationale = f"\n  ####{escaped(item.rationale)}" if item.rationale else ""
    head = f"{HEAD}{head_json(item)}\n// {' '.join(tags)}"
    return f"{head}\n::{escaped(item.id)}::[plain]{escaped(item.stem)}{{{answers}{rationale}\n}}"


def _choices(item: Item) -> list[str]:
    share = f"{100 / max(1, len(item.keys)):.5f}".rstrip("0").rstrip(".")
    rows = []
    for option in item.options:
        if item.kind is Kind.MULTIPLE:
            mark = f"~%{share}%" if option.is_correct else f"~%-{share}%"
        else:
            mark = "=" if option.is_correct else "~"
        rows.append(f"\n  {mark}{escaped(option.text)}{_note(option)}")
    return rows


def _statement(item: Item) -> str:
    """Return TRUE or FALSE with the feedback for a wrong answer and then that for a right one."""
    key = item.options[item.keys[0]]
    wrong = next(option for option in item.options if not option.is_correct)
    return f"{key.text.upper()}#{escaped(wrong.note)}#{escaped(key.note)}"


def _note(option: Option) -> str:
    return f"#{escaped(option.note)}" if option.note else ""
