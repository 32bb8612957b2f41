"""The bank as a QTI package: one file an item and a manifest, in version 3.0 or 2.1.

Source: 1EdTech, Question and Test Interoperability 3.0 (2022) and 2.1 (2012), assessment items.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from whichcert.bank.item import Item, Kind
from whichcert.bank.key_review import letters
from whichcert.interop.item_record import head_json
from whichcert.interop.rich_text import paragraphs
from whichcert.interop.safe_xml import element, text_xml
from whichcert.interop.safe_zip import write_zip

HEAD_NAMESPACE = "urn:whichcert:item:1"
"""Of the one element in a manifest that holds what QTI has no place for."""

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one version of QTI spells things."""

    spelled: Callable[[str], str]
    """From a name in kebab case to an element's name."""
    attribute: Callable[[str], str]
    namespace: str
    package_namespace: str
    schema: tuple[str, str]
    resource_type: str
    has_content_body: bool


def _camel(name: str) -> str:
    return re.sub(r"-(.)", lambda match: match[1].upper(), name)


QTI_3 = Dialect(
    spelled=lambda name: f"qti-{name}",
    attribute=lambda name: name,
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    package_namespace="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    schema=("QTI Package", "3.0.0"),
    resource_type="imsqti_item_xmlv3p0",
    has_content_body=True,
)
QTI_21 = Dialect(
    spelled=_camel,
    attribute=_camel,
    namespace="http://www.imsglobal.org/xsd/imsqti_v2p1",
    package_namespace="http://www.imsglobal.org/xsd/imscp_v1p1",
    schema=("QTIv2.1 Package", "1.0.0"),
    resource_type="imsqti_item_xmlv2p1",
    has_content_body=False,
)


def qti_3(items: Sequence[Item]) -> bytes:
    """Return the items as a QTI 3.0 package."""
    return _package(items, QTI_3)


def qti_21(items: Sequence[Item]) -> bytes:
    """Return the items as a QTI 2.1 package."""
    return _package(items, QTI_21)


def _package(items: Sequence[Item], dialect: Dialect) -> bytes:
    members = {"imsmanifest.xml": _manifest(items, dialect).encode()}
    members |= {_href(item): f"{_XML}{_item_xml(item, dialect)}\n".encode() for item in items}
    return write_zip(members)


def _href(item: Item) -> str:
    return f"items/{item.id}.xml"


def _manifest(items: Sequence[Item], dialect: Dialect) -> str:
    name, version = dialect.schema
    metadata = element(
        "metadata", None, element("schema", None, name), element("schemaversion", None, version)
    )
    resources = [_resource(item, dialect) for item in items]
    attributes = {"xmlns": dialect.package_namespace, "identifier": "whichcert"}
    parts = (metadata, element("organizations"), element("resources", None, *resources))
    return f"{_XML}{element('manifest', attributes, *parts)}\n"


def _resource(item: Item, dialect: Dialect) -> str:
    head = element("head", {"xmlns": HEAD_NAMESPACE}, text_xml(head_json(item)))
    attributes = {"identifier": f"res-{item.id}", "type": dialect.resource_type, "href": _href(item)}
    file = element("file", {"href": _href(item)})
    return element("resource", attributes, element("metadata", None, head), file)


def _item_xml(item: Item, dialect: Dialect) -> str:
    def made(name: str, attributes: Mapping[str, str] | None = None, *children: str) -> str:
        given = {dialect.attribute(key): value for key, value in (attributes or {}).items()}
        return element(dialect.spelled(name), given, *children)

    attributes = {
        "xmlns": dialect.namespace,
        "identifier": f"item-{item.id}",
        "title": item.id,
        "adaptive": "false",
        "time-dependent": "false",
        "xml:lang": "en",
    }
    return made(
        "assessment-item",
        attributes,
        *_declarations(item, made),
        made("item-body", None, element("div", None, paragraphs(item.stem)), _interaction(item, made)),
        _processing(made),
        _rationale(item, dialect, made),
    )


Made = Callable[..., str]


def _declarations(item: Item, made: Made) -> list[str]:
    cardinality = "multiple" if item.kind is Kind.MULTIPLE else "single"
    values = [made("value", None, letters([place])) for place in item.keys]
    response = {"identifier": "RESPONSE", "cardinality": cardinality, "base-type": "identifier"}
    score = {"identifier": "SCORE", "cardinality": "single", "base-type": "float"}
    zero = made("default-value", None, made("value", None, "0"))
    feedback = {"identifier": "FEEDBACK", "cardinality": cardinality, "base-type": "identifier"}
    shown = {"identifier": "SHOWN", "cardinality": "single", "base-type": "identifier"}
    return [
        made("response-declaration", response, made("correct-response", None, *values)),
        made("outcome-declaration", score, zero),
        made("outcome-declaration", feedback),
        made("outcome-declaration", shown),
    ]


def _interaction(item: Item, made: Made) -> str:
    is_shuffled = "false" if item.kind is Kind.TRUE_FALSE else "true"
    attributes = {"response-identifier": "RESPONSE", "shuffle": is_shuffled, "max-choices": str(item.choose)}
    choices = []
    for place, option in enumerate(item.options):
        letter = letters([place])
        given = {"outcome-identifier": "FEEDBACK", "identifier": letter, "show-hide": "show"}
        note = made("feedback-inline", given, text_xml(option.note)) if option.note else ""
        choices.append(made("simple-choice", {"identifier": letter}, text_xml(option.text), note))
    return made("choice-interaction", attributes, *choices)


def _processing(made: Made) -> str:
    """Return the rules: full score for the key and nothing else; then show notes and rationale."""
    response = made("variable", {"identifier": "RESPONSE"})
    is_key = made("match", None, response, made("correct", {"identifier": "RESPONSE"}))
    one = made("base-value", {"base-type": "float"}, "1")
    scored = made("set-outcome-value", {"identifier": "SCORE"}, one)
    rationale = made("base-value", {"base-type": "identifier"}, "RATIONALE")
    return made(
        "response-processing",
        None,
        made("response-condition", None, made("response-if", None, is_key, scored)),
        made("set-outcome-value", {"identifier": "FEEDBACK"}, response),
        made("set-outcome-value", {"identifier": "SHOWN"}, rationale),
    )


def _rationale(item: Item, dialect: Dialect, made: Made) -> str:
    if not item.rationale:
        return ""
    given = {"outcome-identifier": "SHOWN", "identifier": "RATIONALE", "show-hide": "show"}
    body = paragraphs(item.rationale)
    return made(
        "modal-feedback", given, made("content-body", None, body) if dialect.has_content_body else body
    )
