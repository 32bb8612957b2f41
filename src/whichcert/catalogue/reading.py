"""Read the catalogue's files into values; every mistake becomes a Problem with its file and line."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from whichcert.catalogue.catalogue import Catalogue
from whichcert.catalogue.certification import Certification, Detail, Family
from whichcert.catalogue.certification_form import certification_of
from whichcert.catalogue.checks import Draft, draft_problems
from whichcert.catalogue.document import Document, read_document
from whichcert.catalogue.source import Source
from whichcert.catalogue.source_form import sources_of
from whichcert.errors import Problem

SOURCES = "content/sources.toml"
CERTIFICATIONS = "content/certifications"


def read_catalogue(
    content: Path, *, today: date, cited_elsewhere: Collection[str] = ()
) -> tuple[Catalogue, tuple[Problem, ...]]:
    """Return what can be used of ``certifications/`` and ``sources.toml``, and all Problems by file and line.

    A broken certification or source is left out; a broken fact is left out of its certification.
    What is merely stale, or cites an unknown source, stays in and has its Problem.

    content: the folder that holds both. today: staleness is counted from it. cited_elsewhere: the
    source keys that other rooms cite, so that these are not reported as unused.
    """
    documents, problems = _documents(content)
    read = [(*certification_of(document), document) for document in documents]
    sources, source_keys, source_problems = _sources(content)
    certifications = [(certification, document) for certification, _, document in read if certification]
    draft = Draft(
        certifications=tuple(certifications),
        known_ids=frozenset(_file_ids(content)) | {certification.id for certification, _ in certifications},
        sources=sources,
        known_sources=source_keys,
        cited_elsewhere=frozenset(cited_elsewhere),
    )
    problems += [problem for _, found, _ in read for problem in found]
    problems += source_problems
    problems += draft_problems(draft, today)
    catalogue = Catalogue(_by_id([certification for certification, _ in certifications]), sources)
    return catalogue, tuple(sorted(problems, key=lambda one: (one.where, one.line or 0, one.message)))


def _documents(content: Path) -> tuple[list[Document], list[Problem]]:
    """Return the readable files of the certifications folder; any other file there is a mistake."""
    folder = content / "certifications"
    if not folder.is_dir():
        return [], [Problem(CERTIFICATIONS, "is missing; it holds one .toml file for each certification")]
    documents, problems = list[Document](), list[Problem]()
    for file in sorted(file for file in folder.iterdir() if not file.name.startswith(".")):
        where = f"{CERTIFICATIONS}/{file.name}"
        read = (
            read_document(file, where)
            if file.suffix == ".toml"
            else Problem(where, "is not a .toml file; move it away, or name it <id>.toml")
        )
        if isinstance(read, Document):
            documents.append(read)
        else:
            problems.append(read)
    return documents, problems


def _file_ids(content: Path) -> list[str]:
    """The ids that file names promise: a reference to a broken file is not a broken reference."""
    return [file.stem for file in (content / "certifications").glob("*.toml")]


def _sources(content: Path) -> tuple[dict[str, Source], frozenset[str] | None, list[Problem]]:
    """Return the sound sources, the keys of all, None when the file can't be read, and the findings."""
    read = read_document(content / "sources.toml", SOURCES)
    if isinstance(read, Problem):
        return {}, None, [read]
    sources, problems = sources_of(read)
    return sources, frozenset(read.data), problems


def _by_id(certifications: list[Certification]) -> dict[str, Certification]:
    """Full detail first, then by family, level and id; of two with one id the first file's stays."""
    ordered: dict[str, Certification] = {}
    for certification in sorted(certifications, key=_place_in_lists):
        ordered.setdefault(certification.id, certification)
    return ordered


def _place_in_lists(certification: Certification) -> tuple[bool, int, int, str, str]:
    family = list(Family).index(certification.family)
    level = certification.level or 9
    is_short = certification.detail is Detail.SHORT
    return is_short, family, level, certification.id, certification.where
