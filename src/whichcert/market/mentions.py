"""Which certifications a posting names, at what level, and in what sense.

Candidates are found once with one alternation; each is then judged by the
words around it. The senses:

    required      asked for
    nice-to-have  asked for, but one may do without
    offered       what the reader of the posting can earn
    other         another meaning of the letters, or nobody is asked for it
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from whichcert.market.clean import clean
from whichcert.market.context import SHORT, Place, is_listed_certificate, sense_of
from whichcert.market.regions import Regions, everywhere
from whichcert.market.terms import CertificationTerm, Terms

ASKED = frozenset({"required", "nice-to-have"})
SENSES = ("required", "nice-to-have", "offered", "other")

REPEAT = 60
"""Characters within which a name and an acronym are one certificate: "Professional Scrum Master (PSM I)"."""

_NUMBER = r"(?:I{1,3}(?![A-Za-z])|[123](?![0-9])|(?i:one|two|three)(?![A-Za-z]))"
_JOINED = r"\s{0,2}(?:[/,&+–-]|(?i:and|or|und|oder|et|ou|en|of|y|lub|och|eller))\s{0,2}"
_LEVELS = re.compile(
    rf"[)\]]?[\s™®-]{{0,2}}(?:[(\[]\s?)?(?:(?i:level|lvl|niveau|nivel|nível|stufe|poziom|nivå)\s?)?"
    rf"(?P<numbers>{_NUMBER}(?:{_JOINED}{_NUMBER})*)"
    r"(?!\s?\+?\s?(?i:years?|yrs|jahre|ans|jaar|años|anos|lat|år|%))"
)
_STUCK = re.compile(r"(?<=[A-Zm])(?:[123]|I{1,3})$|(?<=[oO])i{1,3}$")
_VALUE = {"I": 1, "II": 2, "III": 3, "1": 1, "2": 2, "3": 3, "ONE": 1, "TWO": 2, "THREE": 3}


@dataclass(frozen=True, slots=True)
class Mention:
    """One certification named in a posting, once for each level named."""

    certification: str
    sense: str
    found: str
    """The words as they stand there."""
    start: int


def mentions_in(title: str, text: str, terms: Terms) -> tuple[Mention, ...]:
    """Return every mention in title and text, in order; other senses are returned too, marked "other"."""
    return mentions_in_words(clean(title), clean(text), terms)


def mentions_in_words(
    heading: str, text: str, terms: Terms, regions: Regions = everywhere
) -> tuple[Mention, ...]:
    """The same for a title and text that are clean; ``start`` counts in both, joined by a line's end."""
    words = f"{heading}\n{text}"
    found: list[Mention] = []
    for first, last in regions(words):
        for candidate in terms.candidates.finditer(words, first, last):
            place = Place(words, candidate.start(), candidate.end(), heading)
            term = _term_of(candidate[0], terms)
            found += _judged(place, term, terms)
    return _without_repeats(found, terms)


def asked_certifications(mentions: Iterable[Mention]) -> frozenset[str]:
    """Return the ids that a posting asks for, required or nice to have."""
    return frozenset(mention.certification for mention in mentions if mention.sense in ASKED)


def families_of(certifications: Iterable[str], terms: Terms) -> frozenset[str]:
    wanted = frozenset(certifications)
    return frozenset(family for family, members in terms.families.items() if members & wanted)


@lru_cache(maxsize=4096)
def _term_of(token: str, terms: Terms) -> CertificationTerm:
    return next(term for term in terms.certifications if term.pattern.fullmatch(token))


def _judged(place: Place, term: CertificationTerm, terms: Terms) -> list[Mention]:
    end, levels = _levels_after(place.words, place, term)
    place = replace(place, end=end)
    if not _is_certificate(place, term, terms, has_level=bool(levels)):
        sense = "other"
    else:
        sense = sense_of(place, terms.context)
    ids = [term.levels[level - 1] for level in levels] or [term.id]
    if sense == "other" and term.silent:
        return []
    return [Mention(one, sense, place.token, place.start) for one in ids]


def _levels_after(words: str, place: Place, term: CertificationTerm) -> tuple[int, tuple[int, ...]]:
    """Return where the levels end and which they are; they may stick to an acronym ("PSM1")."""
    stuck = _STUCK.search(place.token)
    found = _LEVELS.match(words, place.start + stuck.start() if stuck else place.end) if term.levels else None
    if not found:
        return place.end, ()
    numbers = re.findall(_NUMBER, found["numbers"])
    return found.end(), tuple(sorted({_VALUE[number.upper()] for number in numbers}))


def _is_certificate(place: Place, term: CertificationTerm, terms: Terms, *, has_level: bool) -> bool:
    token = place.words[place.start : place.end]
    # "SAFe Program Consultant" in the title is the job, not a certificate
    if term.alone and term.alone.match(token) and token.lower() not in place.heading.lower():
        return True
    listed = is_listed_certificate(place, terms.context)
    if term.needs == "certificate":
        return listed and (term.near is None or bool(term.near.search(place.around(60, whole=True))))
    if term.names.match(token):
        return True
    definition = place.definition()
    if definition is not None:
        return bool(term.names.search(definition)) or "scrum" in definition.lower()
    if term.needs == "nothing":
        return not (
            place.defined_elsewhere(term.names)
            or (term.not_near and term.not_near.search(place.around(60, whole=True)))
        )
    return _has_the_sense(place, term, terms, listed=listed, has_level=has_level)


def _has_the_sense(
    place: Place, term: CertificationTerm, terms: Terms, *, listed: bool, has_level: bool
) -> bool:
    """Decide whether an acronym with other meanings stands for the certificate."""
    context = terms.context
    strong = bool(context.strong_neighbours.search(place.others(45)))
    if place.defined_elsewhere(term.names) or (
        term.not_near and term.not_near.search(place.around(60, whole=True))
    ):
        return listed and strong
    neighbour = bool(context.neighbours.search(place.others(40)))
    if term.needs == "scrum":
        return strong and (listed or neighbour)
    return (
        listed
        or neighbour
        or has_level
        or _title_speaks(place, terms)
        or bool(re.search("(?i)scrum", place.around(25)))
    )


def _title_speaks(place: Place, terms: Terms) -> bool:
    if terms.context.title_cue.search(place.heading):
        return True
    in_title = place.start < len(place.heading)
    return (in_title or len(place.words) < SHORT) and bool(
        terms.context.short_title_cue.search(place.heading)
    )


def _without_repeats(found: list[Mention], terms: Terms) -> tuple[Mention, ...]:
    """Drop a name without level where the same certification stands with its level close by."""
    levels = {term.id: frozenset(term.levels) for term in terms.certifications}
    kept = [mention for mention in found if mention.sense != "other"]
    return tuple(
        mention
        for mention in found
        if not any(
            other.certification in levels.get(mention.certification, ())
            and abs(other.start - mention.start) <= REPEAT
            for other in kept
        )
    )
