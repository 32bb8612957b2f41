"""Show one certification: every fact with its source, the day it was checked, and how sure it is."""

from collections.abc import Mapping

from whichcert.catalogue import FIELD_OF, Catalogue, Fact, FactValue, Source

Record = dict[str, object]
"""A value that ``json.dumps`` writes."""


def show(certification_id: str, catalogue: Catalogue) -> Record:
    """Return the full record of a certification, ready for JSON; UnknownName when there is none."""
    certification = catalogue.get(certification_id)
    page = catalogue.issuer_page(certification)
    return {
        "id": certification.id,
        "name": certification.name,
        "short_name": certification.short_name,
        "issuer": certification.issuer,
        "page": page.url if page else None,
        "family": certification.family.value,
        "role": certification.role.value,
        "level": certification.level,
        "detail": certification.detail.value,
        "summary": certification.summary,
        "recommended_before": list(certification.recommended_before),
        "requires": list(certification.requires),
        "next": list(certification.next),
        "facts": {
            key: fact_record(key, fact, catalogue.sources) for key, fact in certification.facts.items()
        },
    }


def fact_record(key: str, fact: Fact, sources: Mapping[str, Source]) -> Record:
    """Return a fact ready for JSON, with its source's title and address in place of the key alone."""
    return {
        "label": FIELD_OF[key].label,
        "group": FIELD_OF[key].group.value,
        "value": plain(fact.value),
        "unit": fact.unit,
        "unknown": fact.unknown,
        "source": source_record(fact.source, sources),
        "checked": fact.checked.isoformat(),
        "confidence": fact.confidence.value if fact.confidence else None,
        "note": fact.note,
        "others": [
            {"value": plain(other.value), "source": source_record(other.source, sources), "note": other.note}
            for other in fact.others
        ],
    }


def source_record(key: str | None, sources: Mapping[str, Source]) -> Record | None:
    """Return a source ready for JSON; a key that the sources lack comes back alone."""
    if key is None:
        return None
    source = sources.get(key)
    if source is None:
        return {"key": key}
    return {
        "key": key,
        "title": source.title,
        "url": source.url,
        "kind": source.kind.value,
        "published": source.published,
        "seen": source.seen.isoformat(),
    }


def plain(value: FactValue | None) -> object:
    """Return a fact's value as JSON has it: a tuple becomes a list."""
    return list(value) if isinstance(value, tuple) else value
