"""A content folder on disk, with certifications that are sound until a test breaks them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from whichcert.catalogue import FIELDS, Catalogue, Detail, read_catalogue
from whichcert.errors import Problem

TODAY = date(2026, 11, 24)

VALUES = {"text": '"Some words."', "number": "30", "list": '["one", "two"]', "boolean": "false"}


def fact_text(key: str, kind: str, value: str | None = None) -> str:
    value = value or ('["events", "scrum-team"]' if key == "focus_areas" else VALUES[kind])
    return f'[facts.{key}]\nvalue = {value}\nsource = "page"\nchecked = 2026-11-23\nconfidence = "A"\n'


def certification_text(certification_id: str, detail: str = "short", **changes: str) -> str:
    """Return a sound file: a head of 12 lines and the required facts of 5 lines each."""
    head = {
        "id": f'"{certification_id}"',
        "name": f'"Name of {certification_id}"',
        "short_name": f'"{certification_id.upper()}"',
        "issuer": '"Issuer"',
        "family": '"psm"',
        "role": '"scrum-master"',
        "level": "1",
        "detail": f'"{detail}"',
        "summary": '"A summary."',
        "recommended_before": "[]",
        "requires": "[]",
        "next": "[]",
    } | changes
    rows = "".join(f"{key} = {value}\n" for key, value in head.items())
    facts = [fact_text(field.key, field.kind) for field in FIELDS if field.is_required(Detail(detail))]
    return rows + "".join(facts)


SOURCES = """[page]
title = "A page"
url = "https://example.org/page"
kind = "issuer"
seen = 2026-11-23
"""


@dataclass(frozen=True)
class Folder:
    """A content folder on disk."""

    path: Path

    def write(self, name: str, text: str | bytes) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def certification(self, certification_id: str, detail: str = "short", **changes: str) -> None:
        self.write(
            f"certifications/{certification_id}.toml", certification_text(certification_id, detail, **changes)
        )

    def replace(self, name: str, old: str, new: str) -> None:
        text = (self.path / name).read_text()
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def read(self) -> tuple[Catalogue, tuple[Problem, ...]]:
        return read_catalogue(self.path, today=TODAY)

    def found(self) -> list[str]:
        return [str(problem) for problem in self.read()[1]]


def sound_folder(path: Path) -> Folder:
    """Write two sound certifications, "one" in full detail and "two" in short, and their source."""
    made = Folder(path)
    made.write("sources.toml", SOURCES)
    made.certification("one", "full")
    made.certification("two", recommended_before='["one"]')
    return made
