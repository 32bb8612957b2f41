"""The role in what people call themselves, such as "ex developer, now tester and part-time Scrum Master"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from whichcert.decide.free_text import one_spelling
from whichcert.decide.vocabulary import Vocabulary, Word


@dataclass(frozen=True, slots=True)
class NamedRole:
    """The main role and the strengths that tell of a Scrum role done beside it or before."""

    role: Word | None
    experience: tuple[str, ...] = ()


BREAK = re.compile(
    r"\b(?:and|or|plus|also|acting|working|works?|wants?|wanting|hoping|aspiring|moving|becoming|looking"
    r"|to|with|in|for|at|as|who|but|part|now|turned|currently|former|formerly|ex|previously)\b"
)
PRESENT = re.compile(r"\b(?:now|turned|currently)\b")
DONE = re.compile(
    r"\b(?:and|plus|also|acting|part|former|formerly|ex|previously)\b(?! (?:wants?|aspiring|future))"
)


def named_role(text: str, vocabulary: Vocabulary) -> NamedRole:
    """Return the present role, else the first that is understood.

    A wish, a workplace or a colleague named after the role is none of it.
    """
    spelled = one_spelling(text)
    role = next((word for clause in _main_clauses(spelled) if (word := _role(clause, vocabulary))), None)
    if role is None:
        return NamedRole(None)
    done = [word.text("practice") for clause in _done_clauses(spelled) if (word := _role(clause, vocabulary))]
    experience = [
        strength.id
        for strength in vocabulary.words["strengths"].values()
        if strength.text("experience") in done
        and strength.text("experience") not in (None, role.text("practice"))
    ]
    return NamedRole(role, tuple(experience))


def _role(clause: str, vocabulary: Vocabulary) -> Word | None:
    return vocabulary.understood("roles", clause)


def _main_clauses(spelled: str) -> Iterator[str]:
    before, *after = PRESENT.split(spelled)
    yield from (BREAK.split(part)[0] for part in after)
    # The first word is never a break: "ex developer" and "working student" are whole.
    first, _, rest = before.partition(" ")
    opening, *others = BREAK.split(f" {rest}")
    yield from (first + opening, *others, spelled)


def _done_clauses(spelled: str) -> Iterator[str]:
    before, *after = PRESENT.split(spelled)
    if after:
        yield BREAK.sub(" ", before, count=1)
    for match in DONE.finditer(spelled):
        yield BREAK.split(spelled[match.end() :])[0]
