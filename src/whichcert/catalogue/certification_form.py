"""The form of ``content/certifications/<id>.toml``."""

from whichcert.catalogue import shape
from whichcert.catalogue.certification import Certification, Detail, Family, Role
from whichcert.catalogue.document import Document
from whichcert.catalogue.fact_form import facts_of
from whichcert.catalogue.shape import Entry
from whichcert.errors import Problem

_TEXT, _LIST = Entry(shape.is_text), Entry(shape.is_list)

ENTRIES: dict[str, Entry] = {
    "id": _TEXT,
    "name": _TEXT,
    "short_name": _TEXT,
    "issuer": _TEXT,
    "family": Entry(shape.is_one_of(tuple(Family))),
    "role": Entry(shape.is_one_of(tuple(Role))),
    "level": Entry(shape.is_level, is_required=False),
    "detail": Entry(shape.is_one_of(tuple(Detail))),
    "summary": _TEXT,
    "recommended_before": _LIST,
    "requires": _LIST,
    "next": _LIST,
    "facts": Entry(lambda value: None),  # fact_form reads them
}


def certification_of(document: Document) -> tuple[Certification | None, list[Problem]]:
    """Return the certification that a document describes, without its broken facts, and all findings."""
    problems = list(shape.table_problems(document, (), ENTRIES))
    facts, fact_problems = facts_of(document)
    if problems:
        return None, problems + fact_problems
    data = document.data
    level = data.get("level")
    certification = Certification(
        id=str(data["id"]),
        name=str(data["name"]),
        short_name=str(data["short_name"]),
        issuer=str(data["issuer"]),
        family=Family(str(data["family"])),
        role=Role(str(data["role"])),
        level=level if isinstance(level, int) else None,
        detail=Detail(str(data["detail"])),
        summary=str(data["summary"]),
        recommended_before=shape.texts(data["recommended_before"]),
        requires=shape.texts(data["requires"]),
        next=shape.texts(data["next"]),
        facts=facts,
        where=document.where,
    )
    return certification, fact_problems
