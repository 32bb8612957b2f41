"""Items from QTI 2.1, 2.2 and 3.0: a package or a single item file."""

from collections.abc import Iterator, Mapping
from typing import Any

from whichcert.bank.item import Item, Option
from whichcert.errors import Problem, shortened
from whichcert.interop.imported import Imported
from whichcert.interop.item_record import head_from_json, made_item
from whichcert.interop.rich_text import Lines, node_lines
from whichcert.interop.safe_xml import Node, parse_xml
from whichcert.interop.safe_zip import is_zip, read_zip

_ITEM = "assessmentitem"
_OLD = "questestinterop"
_HIDDEN = frozenset({"rubricblock", "feedbackblock", "templateblock", "templateinline", "modalfeedback"})
_RANDOM = frozenset({"templatedeclaration", "templateprocessing", "printedvariable"})


def read_qti(data: bytes) -> Imported:
    """Return the choice items of a package or of one file; every other item is a Problem with its name."""
    if not is_zip(data):
        found = list(_file(data, "qti", {}))
    else:
        members, refused = read_zip(data, "qti", (".xml", ".qti"))
        heads = _heads(members)
        found = [*refused, *(one for name, one in _members(members, heads))]
        if not members and not refused:
            found.append(Problem("qti", "the package holds no .xml file"))
    items = tuple(one for one in found if isinstance(one, Item))
    return Imported(items, tuple(one for one in found if isinstance(one, Problem)))


def _members(
    members: Mapping[str, bytes], heads: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Item | Problem]]:
    for name, data in members.items():
        if not name.endswith("imsmanifest.xml"):
            yield from ((name, one) for one in _file(data, name, heads.get(name, {})))


def _heads(members: Mapping[str, bytes]) -> Mapping[str, Mapping[str, Any]]:
    """Return what our own manifests keep of each item, by the name of its file."""
    heads = dict[str, Mapping[str, Any]]()
    for name, data in members.items():
        if not name.endswith("imsmanifest.xml"):
            continue
        root = parse_xml(data, name)
        folder = name.removesuffix("imsmanifest.xml")
        for node in root.descendants() if isinstance(root, Node) else ():
            head = node.first("metadata", "head") if node.name == "resource" else None
            if head is not None:
                heads[folder + node.attributes.get("href", "")] = head_from_json(head.text)
    return heads


def _file(data: bytes, where: str, head: Mapping[str, Any]) -> Iterator[Item | Problem]:
    root = parse_xml(data, where)
    if isinstance(root, Problem):
        yield root
    elif _plain(root.name) == _ITEM:
        yield from _item(root, where, head)
    elif _plain(root.name) == _OLD:
        for node in root.descendants():
            if node.name == "item":
                name = shortened(
                    node.attributes.get("title") or node.attributes.get("ident", "without a name")
                )
                yield Problem(
                    where, f"item {name!r} is QTI 1.2, which is not read; export it as 2.1 or 3.0", node.line
                )


def _item(root: Node, where: str, head: Mapping[str, Any]) -> Iterator[Item | Problem]:
    name = root.attributes.get("title") or root.attributes.get("identifier") or "without a name"
    reason = _unsupported(root)
    interactions = [node for node in root.descendants() if _plain(node.name).endswith("interaction")]
    if reason is None and len(interactions) == 1 and _plain(interactions[0].name) == "choiceinteraction":
        lost = set[str]()
        item = _choice_item(root, interactions[0], head, lost)
        if item is not None:
            yield item
            if lost:
                kinds = ", ".join(sorted(lost))
                yield Problem(
                    where, f"item {shortened(name)!r} holds {kinds}, which an item can't; left out", root.line
                )
            return
        reason = "no stem or fewer than two choices"
    if reason is None:
        kinds = ", ".join(sorted({node.name for node in interactions})) or "no interaction"
        reason = f"{kinds}; only items with one choice interaction are read"
    yield Problem(where, f"item {shortened(name)!r} is left out: it has {reason}", root.line)


def _unsupported(root: Node) -> str | None:
    if root.attributes.get("adaptive") == "true":
        return "several rounds (adaptive)"
    if any(_plain(node.name) in _RANDOM for node in root.descendants()):
        return "numbers drawn at random (a template)"
    return None


def _choice_item(root: Node, interaction: Node, head: Mapping[str, Any], lost: set[str]) -> Item | None:
    keys = _keys(root, _attribute(interaction, "responseidentifier"))
    choices = (node for node in interaction.elements() if _plain(node.name) == "simplechoice")
    options = [_option(choice, keys, lost) for choice in choices]
    stem = Lines()
    for body in root.elements():
        if _plain(body.name) == "itembody":
            _collect(body, stem)
    lost |= stem.lost
    options = [option for option in options if option.text]
    if not stem.text or len(options) < 2:
        return None
    rationale = "\n".join(
        node_lines(node).text for node in root.elements() if _plain(node.name) == "modalfeedback"
    )
    name = root.attributes.get("identifier", "item")
    return made_item(head, item_id=name, stem=stem.text, options=options, rationale=rationale.strip("\n"))


def _collect(node: Node, lines: Lines) -> None:
    """Collect the text that a reader sees before the choices and after them."""
    for child in node.children:
        if isinstance(child, str):
            lines.data(child)
        elif _plain(child.name) not in _HIDDEN and _plain(child.name) not in (
            "simplechoice",
            "feedbackinline",
        ):
            # An interaction stands apart from the text around it, as a paragraph does.
            name = "div" if _plain(child.name) == "choiceinteraction" else child.name
            lines.start(name)
            _collect(child, lines)
            lines.end(name)


def _option(choice: Node, keys: frozenset[str], lost: set[str]) -> Option:
    feedback = [node for node in choice.descendants() if _plain(node.name) == "feedbackinline"]
    text = node_lines(choice, skipped=frozenset(node.name for node in feedback))
    lost |= text.lost
    note = " ".join(node_lines(node).text for node in feedback)
    is_key = choice.attributes.get("identifier", "").strip() in keys
    return Option(" ".join(text.text.split()), is_key, " ".join(note.split()))


def _keys(root: Node, response: str) -> frozenset[str]:
    """Return the identifiers of the right choices: the correct response, or what the mapping pays for."""
    for declaration in root.elements():
        is_declaration = _plain(declaration.name) == "responsedeclaration"
        if not is_declaration or declaration.attributes.get("identifier", "") != response:
            continue
        inner = list(declaration.descendants())
        correct = [node for node in inner if _plain(node.name) == "correctresponse"]
        if correct:
            return frozenset(value.text.strip() for value in correct[0].elements())
        entries = [node for node in inner if _plain(node.name) == "mapentry"]
        return frozenset(_attribute(node, "mapkey") for node in entries if _points(node) > 0)
    return frozenset()


def _points(node: Node) -> float:
    try:
        return float(_attribute(node, "mappedvalue"))
    except ValueError:
        return 0.0


def _plain(name: str) -> str:
    """Return a name as both versions share it.

    >>> _plain("qti-choice-interaction"), _plain("choiceInteraction")
    ('choiceinteraction', 'choiceinteraction')
    """
    return name.lower().removeprefix("qti-").replace("-", "")


def _attribute(node: Node, name: str) -> str:
    return next((value for key, value in node.attributes.items() if _plain(key) == name), "")
