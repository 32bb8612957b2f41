"""The certifications that a person names in their own words."""

import re
from collections.abc import Iterator, Mapping

from whichcert.catalogue.catalogue import Catalogue
from whichcert.catalogue.certification import Certification
from whichcert.decide.free_text import normalised

ROMAN = {"i": "1", "ii": "2", "iii": "3"}
NOT_HELD = re.compile(
    r"\b(?:no|not|never|none|failed|prepar\w+|plan\w*|stud(?:y|ying)|want\w*|soon|progress|pursuing|next|considering)\b"
)
"""A certificate that somebody failed, prepares for or plans is not held; one that expired was earned."""


def is_held(text: str) -> bool:
    """Say whether the text speaks of something earned."""
    return NOT_HELD.search(_spelled(text)) is None


def certifications_in(text: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the ids of all certifications that the text names, in its order.

    A name without a level means level I. Names inside longer ones do not count.
    """
    spelled = _spelled(text)
    names = _names(catalogue)
    pattern = "|".join(rf"{re.escape(name)}(?! [2-9]\b)" for name in sorted(names, key=len, reverse=True))
    found = re.findall(rf"\b(?:{pattern})\b", spelled)
    return tuple(dict.fromkeys(names[name] for name in found))


def _names(catalogue: Catalogue) -> Mapping[str, str]:
    """Return every spelling → id; an exact name wins over a short one."""
    exact = {name: c.id for c in catalogue.certifications.values() for name in _exact_names(c)}
    short = {name: c.id for c in catalogue.certifications.values() for name in _short_names(c)}
    return {**short, **exact}


def _exact_names(certification: Certification) -> Iterator[str]:
    for name in (certification.id, certification.short_name, certification.name):
        yield _spelled(name)


def _short_names(certification: Certification) -> Iterator[str]:
    for name in _exact_names(certification):
        if name.endswith(" 1"):
            yield name.removesuffix(" 1")
    issuer, _, rest = _spelled(certification.short_name).partition(" ")
    if issuer in ("safe", "pmi"):
        yield rest


OTHER_SPELLINGS = (
    (r"\badvanced (csm|cspo)\b", r"a\1"),
    (r"\bsafe \d(?: \d)?\b", "safe"),
    (r"\bpo pm\b", "product owner product manager"),
)


def _spelled(text: str) -> str:
    """Spell names one way: lower case, arabic level, "A-CSM" as one word.

    >>> [_spelled(text) for text in ("PSM II", "psm_2", "PSM2", "A-CSM", "PSM I and II", "PSM level 1")]
    ['psm 2', 'psm 2', 'psm 2', 'acsm', 'psm 1 psm 2', 'psm 1']
    """
    spelled = normalised(re.sub(r"(?i)(?:\ba[-_]|^a )(?=cs(?:m|po)\b)", "a", text))
    for pattern, spelling in OTHER_SPELLINGS:
        spelled = re.sub(pattern, spelling, spelled)
    spelled = re.sub(r"\b(ps[a-z]{1,2}|pal)(?: level)? ?([123]|i{1,3})\b", r"\1 \2", spelled)
    spelled = " ".join(ROMAN.get(word, word) for word in spelled.split())
    spelled = re.sub(r"\b(psm|pspo) (\d) (?:and )?(\d)\b", r"\1 \2 \1 \3", spelled)
    return re.sub(r"\bscrum ?masters?\b", "scrummaster", spelled)
