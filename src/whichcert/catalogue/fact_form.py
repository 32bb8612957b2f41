"""The form of ``[facts.key]`` in a certification's file."""

from collections.abc import Iterator, Mapping

from whichcert.catalogue import shape
from whichcert.catalogue.document import Document
from whichcert.catalogue.fact import Confidence, Fact, FactValue, OtherValue
from whichcert.catalogue.fields import FIELD_OF, FIELDS, Field
from whichcert.catalogue.shape import Entry
from whichcert.errors import Problem


def facts_of(document: Document) -> tuple[dict[str, Fact], list[Problem]]:
    """Return the sound facts in the order of FIELDS, and what is wrong with the others."""
    raw = document.data.get("facts", {})
    if not isinstance(raw, Mapping):
        return {}, [document.problem("`facts` must be tables, each written [facts.key]", "facts")]
    unknown = [key for key in raw if key not in FIELD_OF]
    problems = [document.problem(shape.unknown_key(key, FIELD_OF), "facts", key) for key in unknown]
    facts: dict[str, Fact] = {}
    for field in FIELDS:
        if field.key in raw:
            found = list(_fact_problems(document, field))
            problems += found
            if not found:
                facts[field.key] = _fact(document, field)
    return facts, problems


def _fact_problems(document: Document, field: Field) -> Iterator[Problem]:
    path = ("facts", field.key)
    table = shape.table_at(document, path) or {}
    is_hole = "unknown" in table
    entries = {
        "value": Entry(shape.holds(field), is_required=not is_hole),
        "unit": Entry(_is_unit(field), is_required=False),
        "source": Entry(shape.is_text, is_required=not is_hole),
        "checked": Entry(shape.is_day),
        "confidence": Entry(shape.is_one_of(tuple(Confidence)), is_required=not is_hole),
        "note": Entry(shape.is_text, is_required=False),
        "unknown": Entry(shape.is_text, is_required=False),
        "other": Entry(_is_table_list, is_required=False),
    }
    yield from shape.table_problems(document, path, entries)
    if is_hole and "value" in table:
        yield document.problem(f"`{shape.dotted(path)}` has `value` and `unknown`; keep one of them", *path)
    other = table.get("other")
    for place in range(len(other) if isinstance(other, list) else 0):
        yield from _other_problems(document, field, place)


def _other_problems(document: Document, field: Field, place: int) -> Iterator[Problem]:
    path = ("facts", field.key, "other", place)
    entries = {
        "value": Entry(shape.holds(field)),
        "source": Entry(shape.is_text),
        "note": Entry(shape.is_text, is_required=False),
    }
    table = shape.table_at(document, path)
    if table is None:  # the list itself has its finding
        return
    found = list(shape.table_problems(document, path, entries))
    yield from found
    fact = shape.table_at(document, path[:2]) or {}
    if not found and table["value"] == fact.get("value"):
        yield document.problem(f"`{shape.dotted(path)}` repeats the fact's own value; take it out", *path)


def _is_unit(field: Field) -> shape.Rule:
    if field.unit is None:
        return lambda value: "must be left out: this fact has no unit"
    return shape.is_one_of((field.unit,))


def _is_table_list(value: object) -> str | None:
    if isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value):
        return None
    return f"must be tables, each written [[facts.key.other]]; found {shape.described(value)}"


def _fact(document: Document, field: Field) -> Fact:
    """Build a fact whose shape was checked."""
    table = shape.table_at(document, ("facts", field.key)) or {}
    other = table.get("other")
    others = other if isinstance(other, list) else []
    return Fact(
        value=fact_value(table["value"]) if "value" in table else None,
        unit=field.unit,
        source=shape.optional_text(table.get("source")),
        checked=shape.day(table["checked"]),
        confidence=Confidence(str(table["confidence"])) if "confidence" in table else None,
        note=shape.optional_text(table.get("note")),
        others=tuple(_other(document, field.key, at) for at in range(len(others))),
        unknown=shape.optional_text(table.get("unknown")),
        line=document.line("facts", field.key),
    )


def _other(document: Document, key: str, place: int) -> OtherValue:
    path = ("facts", key, "other", place)
    table = shape.table_at(document, path) or {}
    return OtherValue(
        value=fact_value(table["value"]),
        source=str(table["source"]),
        note=shape.optional_text(table.get("note")),
        line=document.line(*path),
    )


def fact_value(raw: object) -> FactValue:
    """Return a checked raw value as a fact holds it: a list becomes a tuple."""
    return raw if isinstance(raw, str | bool | int | float) else shape.texts(raw)
