"""An item as plain values for JSON, and the part of it that no exchange format has a place for."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from whichcert.bank.fingerprint import fingerprint
from whichcert.bank.head import EASIEST, HARDEST
from whichcert.bank.item import CognitiveLevel, Item, Kind, Option, Status
from whichcert.scrum import FocusArea

Word = TypeVar("Word", FocusArea, CognitiveLevel, Status)

VERSION_LETTERS = 12
"""Of the fingerprint: enough to tell wordings apart."""

LONGEST_HEAD = 16_384
LONGEST_ID = 80


def item_record(item: Item) -> dict[str, object]:
    """Return all of an item, ready for JSON; ``version`` names this wording."""
    return {
        "id": item.id,
        "version": fingerprint(item)[:VERSION_LETTERS],
        "assessments": list(item.assessments),
        "statements": list(item.statements),
        "focus_area": item.focus_area.value if item.focus_area else None,
        "kind": item.kind.value,
        "choose": item.choose,
        "stem": item.stem,
        "options": [
            {"text": one.text, "correct": one.is_correct, "rationale": one.note} for one in item.options
        ],
        "rationale": item.rationale,
        "intended_difficulty": item.intended_difficulty,
        "difficulty_reason": item.difficulty_reason,
        "cognitive_level": item.cognitive_level.value if item.cognitive_level else None,
        "situation": item.is_situation,
        "near_right": item.has_near_right,
        "about_change": item.is_about_change,
        "author": item.author,
        "written_on": item.written_on.isoformat() if item.written_on else None,
        "status": item.status.value,
        "supersedes": item.supersedes,
        "enemies": list(item.enemies),
    }


_BODY = ("version", "kind", "choose", "stem", "options", "rationale")


def head_json(item: Item) -> str:
    """Return what a format has no place for, as JSON in one line."""
    head = {name: value for name, value in item_record(item).items() if name not in _BODY}
    return json.dumps(head, ensure_ascii=False)


def head_from_json(text: str) -> Mapping[str, Any]:
    """Return the fields of ``head_json``, nothing where ``text`` is something else."""
    if len(text) > LONGEST_HEAD:
        return {}
    try:
        head = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return head if isinstance(head, dict) else {}


def made_item(
    head: Mapping[str, Any], *, item_id: str, stem: str, options: Sequence[Option], rationale: str
) -> Item:
    """Return an item of a body and of those fields of ``head`` that are sound; the others stay empty.

    The kind follows from the key: two options True and False make a true-false item, more than one key a
    multiple one. item_id: used where ``head`` has none.
    """
    keyed = sum(option.is_correct for option in options)
    texts = {option.text for option in options}
    kind = Kind.MULTIPLE if keyed > 1 else Kind.TRUE_FALSE if texts == {"True", "False"} else Kind.SINGLE
    return Item(
        id=item_name(_text(head, "id") or item_id),
        kind=kind,
        choose=max(1, keyed),
        stem=stem,
        options=tuple(options),
        rationale=rationale,
        statements=_texts(head, "statements"),
        focus_area=_among(FocusArea, head.get("focus_area")),
        assessments=_texts(head, "assessments"),
        intended_difficulty=_number(head, "intended_difficulty"),
        difficulty_reason=_text(head, "difficulty_reason"),
        cognitive_level=_among(CognitiveLevel, head.get("cognitive_level")),
        is_situation=head.get("situation") is True,
        has_near_right=head.get("near_right") is True,
        is_about_change=head.get("about_change") is True,
        author=_text(head, "author"),
        written_on=_day(head),
        status=_among(Status, head.get("status")) or Status.DRAFT,
        supersedes=_text(head, "supersedes") or None,
        enemies=_texts(head, "enemies"),
    )


def item_name(text: str) -> str:
    """Return a text as an id, which is a file's name, too: lower-case letters, digits and single hyphens.

    >>> item_name("../Q 1: Who?"), item_name("?")
    ('q-1-who', 'item')
    """
    return "-".join(re.findall("[a-z0-9]+", text.lower()))[:LONGEST_ID].rstrip("-") or "item"


def _text(head: Mapping[str, Any], name: str) -> str:
    value = head.get(name)
    return value if isinstance(value, str) else ""


def _texts(head: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = head.get(name)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _number(head: Mapping[str, Any], name: str) -> float:
    value = head.get(name)
    return float(value) if isinstance(value, int | float) and EASIEST <= value <= HARDEST else 0.0


def _day(head: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(_text(head, "written_on"))
    except ValueError:
        return None


def _among(words: type[Word], value: Any) -> Word | None:
    return words(value) if isinstance(value, str) and value in tuple(map(str, words)) else None
