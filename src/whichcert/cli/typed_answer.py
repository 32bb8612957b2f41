"""What a person typed as the answer to a question: letters or numbers, and perhaps how sure they are."""

from dataclasses import dataclass

from whichcert.flows.history import Confidence

LETTERS = "ABCDEFGHI"
SURE = {"?": Confidence.GUESS, "~": Confidence.UNSURE, "!": Confidence.SURE}


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """Places of the options, ascending, and how sure the learner said they are."""

    chosen: tuple[int, ...]
    confidence: Confidence | None = None


def typed_answer(text: str, options: int) -> TypedAnswer | None:
    """Return the answer that a line means, None where it is none of ``options`` letters or numbers.

    >>> typed_answer("a c!", 4)
    TypedAnswer(chosen=(0, 2), confidence=<Confidence.SURE: 'sure'>)
    >>> typed_answer("13", 4) == typed_answer("1, 3", 4) == typed_answer("CA", 4)
    True
    >>> typed_answer("e", 4) is None
    True
    """
    line = text.strip().upper()
    confidence = SURE.get(line[-1:])
    signs = [sign for sign in (line[:-1] if confidence else line) if sign not in " ,+"]
    known = {LETTERS[place]: place for place in range(options)}
    known |= {str(place + 1): place for place in range(options)}
    if not signs or not all(sign in known for sign in signs):
        return None
    return TypedAnswer(tuple(sorted({known[sign] for sign in signs})), confidence)
