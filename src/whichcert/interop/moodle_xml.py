"""The bank as Moodle XML, and items from Moodle XML.

Source: docs.moodle.org, Moodle XML format.
"""

from collections.abc import Iterator, Mapping, Sequence

from whichcert.bank.item import Item, Kind, Option
from whichcert.errors import Problem, shortened
from whichcert.interop.imported import Imported
from whichcert.interop.item_record import head_from_json, head_json, made_item
from whichcert.interop.rich_text import Lines, html_lines, paragraphs
from whichcert.interop.safe_xml import Node, element, parse_xml, text_xml

_CHOICE = ("multichoice", "multichoiceset", "truefalse")
_HEAD = "whichcert"
"""Our element in a question; Moodle passes over elements that it doesn't know."""

_WHOLE = 100.0
_ROUNDING = 0.01


def moodle_xml(items: Sequence[Item]) -> bytes:
    """Return the items as a Moodle quiz file in one category."""
    category = element("category", None, _text("$course$/whichcert"))
    questions = [element("question", {"type": "category"}, category), *map(_question, items)]
    rows = "\n".join(questions)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{rows}\n</quiz>\n'.encode()


def read_moodle_xml(data: bytes) -> Imported:
    """Return the choice and true-false questions; every other question is a Problem with its name."""
    root = parse_xml(data, "moodle-xml")
    if isinstance(root, Problem):
        return Imported((), (root,))
    if root.name != "quiz":
        message = f"starts with <{shortened(root.name)}>; Moodle XML starts with <quiz>"
        return Imported((), (Problem("moodle-xml", message, root.line),))
    found = [one for node in root.elements("question") for one in _read_question(node)]
    items = tuple(one for one in found if isinstance(one, Item))
    return Imported(items, tuple(one for one in found if isinstance(one, Problem)))


def _question(item: Item) -> str:
    is_statement = item.kind is Kind.TRUE_FALSE
    parts = [
        element("name", None, _text(item.id)),
        _html("questiontext", item.stem),
        _html("generalfeedback", item.rationale),
        element("defaultgrade", None, "1"),
        element("penalty", None, "0"),
        element("hidden", None, "0"),
        element("idnumber", None, text_xml(item.id)),
    ]
    if not is_statement:
        parts += [
            element("single", None, "false" if item.kind is Kind.MULTIPLE else "true"),
            element("shuffleanswers", None, "true"),
            element("answernumbering", None, "abc"),
        ]
    parts += [_answer(item, option) for option in item.options]
    tags = [item.focus_area.value if item.focus_area else "", *item.assessments]
    parts.append(element("tags", None, *(element("tag", None, _text(tag)) for tag in tags if tag)))
    parts.append(element(_HEAD, None, text_xml(head_json(item))))
    return element("question", {"type": "truefalse" if is_statement else "multichoice"}, *parts)


def _answer(item: Item, option: Option) -> str:
    """Return an option; among several keys a wrong one costs as much, so that ticking all gives nothing."""
    share = _WHOLE / max(1, len(item.keys))
    fraction = share if option.is_correct else -share if item.kind is Kind.MULTIPLE else 0
    if item.kind is Kind.TRUE_FALSE:
        attributes = {"fraction": _number(fraction), "format": "moodle_auto_format"}
        text = _text(option.text.lower())
    else:
        attributes, text = {"fraction": _number(fraction), "format": "html"}, _text(paragraphs(option.text))
    return element("answer", attributes, text, _html("feedback", option.note))


def _number(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".")


def _html(name: str, text: str) -> str:
    return element(name, {"format": "html"}, _text(paragraphs(text) if text else ""))


def _text(text: str) -> str:
    return element("text", None, text_xml(text))


def _read_question(node: Node) -> Iterator[Item | Problem]:
    kind = node.attributes.get("type", "")
    if kind == "category":
        return
    name = shortened(_inner(node.first("name")) or "without a name")
    if kind not in _CHOICE:
        expected = "only multichoice and truefalse are read"
        yield Problem(
            "moodle-xml", f"question {name!r} is of type {shortened(kind)!r}; {expected}", node.line
        )
        return
    lost = set[str]()
    stem = _lines(node.first("questiontext"), lost)
    partial = list[str]()
    options = list(_options(node, kind, lost, partial))
    if not stem or len(options) < 2:
        yield Problem("moodle-xml", f"question {name!r} has no text or fewer than two answers", node.line)
        return
    head = node.first(_HEAD)
    yield made_item(
        head_from_json(head.text) if head else {},
        item_id=_plain(node.first("idnumber")) or name,
        stem=stem,
        options=options,
        rationale=_lines(node.first("generalfeedback"), lost),
    )
    if partial:
        message = f"question {name!r} gives part of the points for {', '.join(partial)}; an item can't"
        yield Problem("moodle-xml", message, node.line)
    if lost:
        kinds = ", ".join(sorted(lost))
        yield Problem(
            "moodle-xml", f"question {name!r} holds {kinds}, which an item can't; left out", node.line
        )


def _options(node: Node, kind: str, lost: set[str], partial: list[str]) -> Iterator[Option]:
    """Yield the answers; with one right answer it is worth the whole, with several a part each."""
    is_single = kind == "truefalse" or (kind == "multichoice" and _plain(node.first("single")) != "false")
    for answer in node.elements("answer"):
        text = " ".join(_lines(answer, lost).split())
        if kind == "truefalse":
            text = text.capitalize()
        fraction = _fraction(answer.attributes)
        is_key = fraction >= _WHOLE - _ROUNDING if is_single else fraction > _ROUNDING
        if is_single and not is_key and fraction > _ROUNDING:
            partial.append(repr(shortened(text, 30)))
        note = " ".join(_lines(answer.first("feedback"), lost).split())
        if text:
            yield Option(text, is_key, note)


def _fraction(attributes: Mapping[str, str]) -> float:
    try:
        return float(attributes.get("fraction", "0"))
    except ValueError:
        return 0.0


def _lines(node: Node | None, lost: set[str]) -> str:
    """Return the text of an element that holds HTML, or text, in its child <text>."""
    if node is None:
        return ""
    text = _inner(node)
    if node.attributes.get("format") == "plain_text":
        lines = Lines()
        for row in text.split("\n"):
            lines.start("p")
            lines.data(row)
            lines.end("p")
    else:
        lines = html_lines(text)
    lost |= lines.lost
    if next(node.elements("file"), None):
        lost.add("file")
    return lines.text


def _inner(node: Node | None) -> str:
    text = node.first("text") if node else None
    return text.text if text else ""


def _plain(node: Node | None) -> str:
    return node.text.strip() if node else ""
