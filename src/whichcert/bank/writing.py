"""From an item to the text of its file."""

import json
import re

from whichcert.bank.item import Item


def item_text(item: Item) -> str:
    """Return the file that ``read_item`` reads as this item; what a draft lacks is left out of its head."""
    head = "".join(f"{name} = {value}\n" for name, value in _fields(item) if value)
    options = "\n".join(_option(option.text, option.is_correct, option.note) for option in item.options)
    rationale = f"\nRationale: {_prose(item.rationale)}\n" if item.rationale else ""
    return f"+++\n{head}+++\n{_prose(item.stem)}\n\n{options}\n{rationale}"


def _fields(item: Item) -> list[tuple[str, str]]:
    return [
        ("id", _text(item.id)),
        ("statements", _texts(item.statements)),
        ("focus_area", _text(item.focus_area or "")),
        ("assessments", _texts(item.assessments)),
        ("kind", _text(item.kind)),
        ("choose", str(item.choose)),
        ("intended_difficulty", repr(item.intended_difficulty)),
        ("difficulty_reason", _text(item.difficulty_reason)),
        ("cognitive_level", _text(item.cognitive_level or "")),
        ("situation", _boolean(item.is_situation)),
        ("near_right", _boolean(item.has_near_right)),
        ("about_change", "true" if item.is_about_change else ""),
        ("author", _text(item.author)),
        ("written_on", item.written_on.isoformat() if item.written_on else ""),
        ("status", _text(item.status)),
        ("supersedes", _text(item.supersedes or "")),
        ("enemies", _texts(item.enemies)),
    ]


def _option(text: str, is_correct: bool, note: str) -> str:
    row = f"- [{'x' if is_correct else ' '}] {' '.join(text.split())}"
    return f"{row}\n  > {' '.join(note.split())}" if note else row


def _prose(text: str) -> str:
    """Return ``text`` with no line that the body's grammar would take for an option or the rationale."""
    return re.sub(r"^(?=- \[|Rationale:|\+\+\+)", " ", text, flags=re.MULTILINE)


def _text(value: str) -> str:
    # A JSON string is a TOML string, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") if value else ""


def _texts(values: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, values))}]" if values else ""


def _boolean(value: bool) -> str:
    return "true" if value else "false"
