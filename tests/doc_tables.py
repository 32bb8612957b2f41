"""The tables of docs/ that repeat content: made here, kept in the documents, compared by test_docs."""

from collections.abc import Iterable, Mapping, Sequence

from whichcert.catalogue import FIELDS, GROUP_LABELS
from whichcert.decide.vocabulary import FREE_TEXT_ONLY, KINDS, Word
from whichcert.library import Library

NUMBERS_FIRST = ("psm", "pspo", "neither")


def tables(library: Library) -> Mapping[str, str]:
    """Return every table by the name that stands in its marker, ``<!-- table: NAME -->``."""
    words = {f"words {kind}": _words(library.vocabulary.words[kind].values()) for kind in KINDS}
    return {
        **words,
        "criteria": _criteria(library),
        "pairs": _pairs(library),
        "items": _table(
            ("item", "statement"), [(_code(i.id), i.text) for i in library.instrument.items.values()]
        ),
        "facts": _facts(),
        "certifications": _certifications(library),
        "numbers": _numbers(library),
        "market": _market(library),
    }


def _words(words: Iterable[Word]) -> str:
    rows = [(_code(w.id), w.label, _says(w), ", ".join(_spellings(w))) for w in words]
    return _table(("word", "meaning", "what it says", "also accepted"), rows)


def _says(word: Word) -> str:
    marks = sorted(word.says, key=lambda key: (key not in NUMBERS_FIRST, list(word.says).index(key)))
    return ", ".join(f"{mark} {_shown(word.says[mark])}" for mark in marks if word.says[mark] != [])


def _shown(value: object) -> str:
    if value is True:
        return "yes"
    return " and ".join(value) if isinstance(value, list) else f"{value}"


def _spellings(word: Word) -> list[str]:
    own = word.id.replace("_", " ")
    return sorted({one for one in word.synonyms if FREE_TEXT_ONLY not in one and one != own})


def _criteria(library: Library) -> str:
    rows = [(_code(c.id), c.label, f"{c.weight:.2f}", c.basis) for c in library.criteria.values()]
    return _table(("criterion", "as a reason", "prior weight", "where its numbers come from"), rows)


def _pairs(library: Library) -> str:
    pairs = library.instrument.pairs.values()
    return _table(("pair", "left", "right"), [(_code(p.id), p.left.text, p.right.text) for p in pairs])


def _facts() -> str:
    rows = [
        (_code(f.key), f.label, GROUP_LABELS[f.group], f.kind.value, f.unit or "", _required(f.full, f.short))
        for f in FIELDS
    ]
    return _table(("key", "label", "section", "value", "unit", "must be there"), rows)


def _required(full: bool, short: bool) -> str:
    if short:
        return "always"
    return "in full detail" if full else "no"


def _certifications(library: Library) -> str:
    every = library.catalogue.certifications.values()
    return _table(("id", "name", "issuer"), [(_code(c.id), c.name, c.issuer) for c in every])


def _numbers(library: Library) -> str:
    certifications = library.catalogue.certifications.values()
    facts = [fact for one in certifications for fact in one.facts.values()]
    known = sum(fact.is_known for fact in facts)
    words = [word for kind in KINDS for word in library.vocabulary.words[kind].values()]
    instrument, collections = library.instrument, library.demand.sources
    # A collection that is part of another one must not count twice.
    notes = [note for note in collections.values() if note.part_of not in collections]
    kept, read = sum(note.kept for note in notes), sum(note.read for note in notes)
    rows = [
        (len(certifications), "certifications"),
        (known, "facts about them, each with source, day and confidence"),
        (len(facts) - known, "facts that nobody publishes, each with the reason"),
        (sum(len(fact.others) for fact in facts), "values of other sources that disagree, shown beside"),
        (len(library.catalogue.sources), "sources"),
        (kept, f"job postings counted, of {read:,} read, from {len(notes)} collections"),
        (len(instrument.pairs), f"pairs of statements about {len(instrument.facets)} facets of work"),
        (len(words), f"words for a profile, with {sum(len(w.synonyms) for w in words):,} other spellings"),
    ]
    return _table(("number", "of"), [(f"{number:,}", text) for number, text in rows])


def _market(library: Library) -> str:
    ratio = library.demand.role_ratio("product-owner", "scrum-master")
    rows = [_asked(library, *one) for one in (("Scrum Master", "psm"), ("Product Owner", "pspo"))]
    if ratio.interval is not None and ratio.value is not None:
        spread = f"{ratio.interval.low:.1f} to {ratio.interval.high:.1f}"
        counts = f"{ratio.hits} against {ratio.against}"
        rows.append(
            ("Product Owner postings for each Scrum Master posting", f"{ratio.value:.1f}", spread, counts)
        )
    return _table(("what", "found", "95 % interval", "counted"), rows)


def _asked(library: Library, role: str, family: str) -> tuple[str, str, str, str]:
    count = library.demand.certificate_share(role.lower().replace(" ", "-"), family)
    what = f"whole {role} adverts that ask for a {family.upper()}"
    spread = f"{count.interval.low:.1%} to {count.interval.high:.1%}"
    return what, f"{count.share or 0:.1%}", spread, f"{count.hits} of {count.n}"


def _code(text: str) -> str:
    return f"`{text}`"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)
