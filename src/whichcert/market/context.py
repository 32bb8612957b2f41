"""The words around a mention: is it a certificate, and is it asked for or offered."""

import re
from dataclasses import dataclass

from whichcert.market.terms import ContextTerm

HEADING_REACH = 1500
"""How many characters back a heading still governs a line."""

LONGEST_HEADING = 60
"""Characters that a heading may go on after the end of its line: "what we" / "offer"."""

REACH_BEFORE, REACH_AFTER = 120, 60
"""How far a certificate word may stand from an item of its list: "certifications: a, b"."""

SHORT = 600
"""A posting of fewer characters is a list of skills: words stand without sentences."""

_SENTENCE = (
    r"(?<=[\w)\]]{3})(?<!bijv)(?<!etc)(?<!bspw)(?<!inkl)(?<!incl)(?<!evtl)\.(?=\s+[A-ZÀ-Ž*•–-])"
    r"|[!?•·▪●](?=\s)|\*\*|\}\]|\n"
)
_CLAUSE_END = re.compile(_SENTENCE)
_LIST_END = re.compile(_SENTENCE + r"|;(?=\s)|\s[*–-]\s(?=[A-Z*])")
_WORD = re.compile(r"[^\s,/()\[\]:&+\"'“”„|{}]+")
_SMALL = frozenset({"of", "and", "the", "for", "de", "du", "und", "in"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate stands: ``words[start:end]``."""

    words: str
    start: int
    end: int
    heading: str

    @property
    def token(self) -> str:
        return self.words[self.start : self.end]

    def before(self, reach: int) -> str:
        return self.words[max(0, self.start - reach) : self.start]

    def after(self, reach: int) -> str:
        return self.words[self.end : self.end + reach]

    def around(self, reach: int, *, whole: bool = False) -> str:
        """The neighbourhood; the token itself is left out unless ``whole``."""
        return f"{self.before(reach)}{self.token if whole else ' | '}{self.after(reach)}"

    def others(self, reach: int) -> str:
        """The neighbourhood without the same letters, which are no company for themselves."""
        letters = re.match(r"[A-Za-z-]+", self.token)
        return self.around(reach).replace(letters[0], " ") if letters else self.around(reach)

    def definition(self) -> str | None:
        """The phrase that spells the acronym out right here: "Cluster Security Manager (CSM)", "PSM (…)"."""
        letters = _letters(self.token)
        if self.before(2).rstrip().endswith(("(", "[")) and len(letters) > 1:
            phrase = _last_words(self.before(80).rstrip().rstrip("([").rstrip(), letters)
            if phrase:
                return phrase
        opened = re.match(r"\s?[(\[=:–-]\s?([^()\[\]]{6,60}?)[)\].,;]", self.after(70))
        return opened[1] if opened and _initials(opened[1]).startswith(letters) else None

    def defined_elsewhere(self, own: re.Pattern[str]) -> bool:
        """Whether the posting spells these letters out anywhere as something not its ``own`` name."""
        letters = _letters(self.token)
        for found in re.finditer(rf"[(\[]\s?{re.escape(letters)}\s?[)\]s]", self.words):
            phrase = _last_words(self.words[max(0, found.start() - 80) : found.start()].rstrip(), letters)
            if phrase and "scrum" not in phrase.lower() and not own.search(phrase):
                return True
        return False


def _letters(token: str) -> str:
    found = re.match(r"[A-Za-z]+(?:-[A-Za-z]+)?", token)
    return found[0].replace("-", "").upper() if found else ""


def _initials(phrase: str) -> str:
    parts = [part for part in re.split(r"[\s/&-]+", phrase) if part and part.lower() not in _SMALL]
    return "".join(part[0] for part in parts).upper()


def _last_words(before: str, letters: str) -> str | None:
    """Return the last words before a place if their initials are ``letters``, or if they spell Scrum."""
    parts = [part for part in re.split(r"[\s/-]+", before) if part and part.lower() not in _SMALL]
    phrase = " ".join(parts[-len(letters) :])
    if letters and _initials(phrase) == letters:
        return phrase
    # "Certified ScrumMaster (CSM)": two words, three letters
    short = " ".join(parts[-2:])
    return short if "scrum" in short.lower() and letters.startswith(_initials(short)[:1]) else None


def is_listed_certificate(place: Place, context: ContextTerm) -> bool:
    """Say whether a certificate word governs the list that the place stands in.

    Between the two stand only names, short words and linking words: "certification
    (e.g. PMP, CSM)", "CSM or PSM certificate". Any other word breaks the list, so that
    "certification and measurement, ensuring every CSM" is no certificate.
    """
    before, after = place.before(REACH_BEFORE), place.after(REACH_AFTER)
    words_before = list(context.certificate.finditer(before))
    if (
        words_before
        and _links(before[words_before[-1].end() :], context)
        and not _goes_on_breaking(after, context)
    ):
        return True
    first = context.certificate.search(after)
    if first is None:
        return False
    # "(SSM) certification": the bracket around the place itself ends no list
    own = place.before(1) in {"(", "["} and after[:1] in {")", "]"}
    return _leads_to(after[own : first.start()], context)


def _goes_on_breaking(after: str, context: ContextTerm) -> bool:
    """ "certification desired Agile and Scrum experience": the experience is Scrum's, not the certificate."""
    return bool(context.breaking.match(after.lstrip(" -")))


def _leads_to(between: str, context: ContextTerm) -> bool:
    """Whether a list goes on from the place to a certificate word; a bracket that closes ends it."""
    # "SAFe experience and certification" names the certificate all the same
    between = re.sub(rf"(?:{context.breaking.pattern})\s(?:\S{{1,3}}|and/or|en/of)\s$", "", between)
    return between.count(")") <= between.count("(") and _links(between, context)


def _links(between: str, context: ContextTerm) -> bool:
    if _LIST_END.search(between) or context.breaking.search(between):
        return False
    return all(_is_linking(word.strip(".'’"), context) for word in _WORD.findall(between))


def _is_linking(word: str, context: ContextTerm) -> bool:
    return (
        len(word) <= 3
        or not word.islower()
        or word in context.linking
        or bool(context.nice_to_have.fullmatch(word))
    )


def sense_of(place: Place, context: ContextTerm) -> str:
    """Return required, nice-to-have, offered, or other (nobody is asked for it)."""
    before = _CLAUSE_END.split(place.before(context.window))[-1]
    after = _until_heading(_CLAUSE_END.split(place.after(context.window))[0], context)
    if context.not_asked_before.search(before[-25:]):
        return "other"
    nearby = f"{before} | {after}"
    if context.offered.search(nearby) and not context.not_offered.search(nearby):
        return "offered"
    if context.nice_to_have.search(nearby):
        return "nice-to-have"
    return _sense_of_heading(place, context)


def _until_heading(after: str, context: ContextTerm) -> str:
    found = context.heading_offered.search(after)
    return after[: found.start()] if found else after


def _sense_of_heading(place: Place, context: ContextTerm) -> str:
    """The nearest heading before a place decides; without one, what is named is asked for."""
    headings = {
        "offered": context.heading_offered,
        "nice-to-have": context.heading_nice,
        "required": context.heading_asked,
    }
    farthest, end = max(0, place.start - HEADING_REACH), place.start
    # line by line backwards: most headings stand close by
    while end > farthest:
        start = max(farthest, place.words.rfind("\n", farthest, end - 1) + 1)
        until = min(place.start, end + LONGEST_HEADING)
        nearest = {
            sense: max((one.start() for one in pattern.finditer(place.words, start, until)), default=-1)
            for sense, pattern in headings.items()
        }
        if max(nearest.values()) >= 0:
            return max(nearest, key=lambda sense: nearest[sense])
        end = start
    return "required"
