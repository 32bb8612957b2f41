"""What the whole site rests on, in numbers counted from the content."""

from dataclasses import dataclass

from whichcert.errors import WhichcertError
from whichcert.library import Library
from whichcert.market.demand import DemandTable, is_country


@dataclass(frozen=True, slots=True)
class Basis:
    """Counts for the start page; a part that isn't there, or can't be read, counts zero."""

    facts: int
    certifications: int
    sources: int
    postings: int
    posting_sources: int
    countries: int
    questions: int
    """Items that may be asked, of all assessments."""
    pairs: int


def basis_of(library: Library) -> Basis:
    catalogue, demand = library.catalogue, _demand(library)
    # A collection that is part of another one must not count twice.
    whole = [note for note in demand.sources.values() if note.part_of not in demand.sources]
    return Basis(
        facts=sum(fact.is_known for one in catalogue.certifications.values() for fact in one.facts.values()),
        certifications=len(catalogue.certifications),
        sources=len(catalogue.sources),
        postings=sum(note.kept for note in whole),
        posting_sources=len(whole),
        countries=len({row.country for row in demand.rows if is_country(row.country)}),
        questions=_questions(library),
        pairs=_pairs(library),
    )


def _demand(library: Library) -> DemandTable:
    try:
        return library.demand
    except WhichcertError:
        return DemandTable((), {})


def _questions(library: Library) -> int:
    try:
        return len(library.bank.live())
    except WhichcertError:
        return 0


def _pairs(library: Library) -> int:
    try:
        return len(library.instrument.pairs)
    except WhichcertError:
        return 0
