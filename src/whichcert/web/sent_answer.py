"""What a person sent as the answer to one item, checked at the door."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from whichcert.bank.item import Item, Kind
from whichcert.flows.history import Confidence


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """The options chosen, or what is wrong with what was sent."""

    chosen: tuple[int, ...]
    confidence: Confidence | None
    error: str | None = None


def sent_answer(item: Item, sent: QueryDict, *, is_complete: bool = True) -> SentAnswer:
    """Return the answer in a form's ``option`` and ``confidence`` fields.

    is_complete: whether exactly as many options as the item asks for must be chosen, as in learning mode;
    a mock takes any number, as the real assessment does.
    """
    chosen = places_of(item, sent.getlist("option"))
    confidence = sent.get("confidence")
    sure = Confidence(confidence) if confidence in tuple(Confidence) else None
    if chosen is None:
        return SentAnswer((), sure, "Choose among the options on this page")
    if is_complete and len(chosen) != item.choose:
        return SentAnswer(chosen, sure, wanted(item))
    return SentAnswer(chosen, sure)


def places_of(item: Item, sent: Sequence[object]) -> tuple[int, ...] | None:
    """Return the places of the options, ascending, or None where something else was sent."""
    known = {str(place) for place in range(len(item.options))}
    texts = {str(one) for one in sent}
    if not texts <= known or (item.kind is not Kind.MULTIPLE and len(texts) > 1):
        return None
    return tuple(sorted(map(int, texts)))


def wanted(item: Item) -> str:
    """Say how many options to choose, in the same words everywhere."""
    return "Choose one answer" if item.choose == 1 else f"Choose {item.choose} answers"
