"""A profile from free words, as people write about themselves in forums."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from whichcert.decide.free_text import normalised
from whichcert.decide.profile import Profile
from whichcert.errors import UnknownName
from whichcert.flows.held_certificates import certifications_in, is_held
from whichcert.flows.role_words import named_role
from whichcert.library import Library

LISTS = ("goals", "likes", "strengths", "constraints")


@dataclass(frozen=True, slots=True)
class Understood:
    """The profile, and the words that no list knows."""

    profile: Profile
    not_understood: tuple[str, ...]


def profile_from_free_words(words: Mapping[str, Any], library: Library) -> Understood:
    """Map free words to the closed lists by their synonyms; what no list knows is returned, not guessed.

    words: current_role, years, goals, likes, strengths, constraints, holds;
    each may be missing. A held thing that is no certification of the
    catalogue is read as experience.
    """
    missed: list[str] = []
    earned = [text for text in map(str, words.get("holds") or ()) if is_held(text)]
    missed += [f"holds: {text}" for text in map(str, words.get("holds") or ()) if not is_held(text)]
    holds, experience = _holdings(earned, library)
    lists = {kind: _understood(kind, words.get(kind) or (), library, missed) for kind in LISTS}
    held = _understood("strengths", experience, library, missed)
    role_text = words.get("current_role")
    named = named_role(str(role_text or ""), library.vocabulary)
    if role_text and named.role is None:
        missed.append(f"roles: {role_text}")
    years = words.get("years")
    profile = Profile(
        current_role=None if named.role is None else named.role.id,
        years_of_scrum=None if years is None else float(years),
        holds=holds,
        goals=lists["goals"],
        likes=lists["likes"],
        strengths=tuple(dict.fromkeys((*lists["strengths"], *held, *named.experience))),
        constraints=lists["constraints"],
        budget_usd=_budget(words.get("constraints") or ()),
    )
    return Understood(profile, tuple(missed))


def _budget(texts: Iterable[str]) -> float | None:
    """Return an amount of money named among the constraints; currencies near the dollar count as dollars."""
    for text in texts:
        found = MONEY.search(normalised(str(text)))
        if found is not None:
            return float(found[1])
    return None


MONEY = re.compile(r"\b(\d{2,5}) (?:usd|dollars?|eur|euros?|chf|gbp|pounds?)\b")


def _understood(kind: str, texts: Iterable[str], library: Library, missed: list[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts:
        word = library.vocabulary.understood(kind, str(text))
        if word is None:
            if not (kind == "constraints" and MONEY.search(normalised(str(text)))):
                missed.append(f"{kind}: {text}")
        else:
            found[word.id] = None
    return tuple(found)


def _holdings(texts: Iterable[str], library: Library) -> tuple[tuple[str, ...], list[str]]:
    held: dict[str, None] = {}
    other = []
    for text in texts:
        found = certifications_in(text, library.catalogue)
        held.update(dict.fromkeys(found))
        if not found:
            other.append(_without_claim(text))
    return tuple(held), other


def _without_claim(text: str) -> str:
    """Read a role in the name of an unknown certificate as Scrum, not as work done without its grade."""
    if CERTIFICATE.search(normalised(text)):
        return GRADE.sub("", ROLE_NAME.sub("scrum", normalised(text)))
    return text


CERTIFICATE = re.compile(
    r"\b(?:certif\w*|safe|exin|prince ?2|itil|istqb|diploma|course|advanced|foundation|practitioner)\b"
)
GRADE = re.compile(r"\b(?:foundation|practitioner|associate|professional|expert|level)\b")
ROLE_NAME = re.compile(r"\b(?:scrum ?master|product ?owner)\b")


def certification_named(text: str, library: Library) -> str:
    """Return the catalogue id that an id, a short name or a full name means; UnknownName otherwise."""
    wanted = _name(text)
    for certification in library.catalogue.certifications.values():
        if wanted in (_name(certification.id), _name(certification.short_name), _name(certification.name)):
            return certification.id
    known = [*library.catalogue.certifications]
    raise UnknownName("certification", text, known)


ROMAN = {"i": "1", "ii": "2", "iii": "3"}


def _name(text: str) -> str:
    """Spell a certification's name one way: lower case, arabic level.

    >>> _name("PSM II"), _name("psm-2"), _name("PSM2")
    ('psm2', 'psm2', 'psm2')
    """
    return "".join(ROMAN.get(word, word) for word in normalised(text).split())
