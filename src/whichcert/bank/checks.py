"""What makes an item a good one: every rule that a machine can hold."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from whichcert.bank.bank import Bank
from whichcert.bank.duplicates import compared_words, overlaps
from whichcert.bank.fingerprint import frozen_problems
from whichcert.bank.item import Item, Kind, Status
from whichcert.bank.key_review import review_problems
from whichcert.bank.readability import reading_level
from whichcert.bank.wording import ABSOLUTES, lists_all, plain_negation, removed_wording
from whichcert.bank.words import words_of
from whichcert.errors import Problem, shortened

HIGHEST_GRADE = 8.0
"""Of the Flesch–Kincaid scale: a reader at CEFR B2 follows it; our items lie under 5."""

LONGEST_SENTENCE = 30

_CHOOSE = re.compile(r"\bchoose (\d+|one|two|three|four)\b", re.IGNORECASE)
_CITED = re.compile(r"\{([^{}\s]*)\}")
_LEAST_OPTIONS = {2: 4, 3: 5}


def bank_problems(bank: Bank, statements: Collection[str]) -> tuple[Problem, ...]:
    """Return everything that is wrong with the items, each alone and all together."""
    words = {item.id: words_of(item.text) for item in bank.items.values()}
    found = list[Problem]()
    for item in bank.items.values():
        found += item_problems(item, statements, words[item.id])
        found += _reference_problems(item, bank.items)
    found += _duplicate_problems(bank.items, words)
    found += frozen_problems(bank.items, bank.prints, bank.frozen)
    found += review_problems(bank.items, bank.prints, bank.reviews)
    return tuple(sorted(found, key=lambda one: (one.where, one.line or 0, one.message)))


def item_problems(
    item: Item, statements: Collection[str], words: Sequence[str] | None = None
) -> Iterator[Problem]:
    """Yield everything that is wrong with one item by itself; words: those of ``item.text``, if known."""
    yield from _head_problems(item, statements)
    yield from _key_problems(item)
    yield from _explanation_problems(item, statements)
    yield from _wording_problems(item)
    words = words_of(item.text) if words is None else words
    if not ABSOLUTES.isdisjoint(words):
        yield from _giveaway_problems(item)
    level = reading_level(item.text, words)
    if level.longest_sentence > LONGEST_SENTENCE:
        message = f"a sentence has {level.longest_sentence} words; split it, {LONGEST_SENTENCE} are the most"
        yield item.problem(message, "stem")
    if level.grade > HIGHEST_GRADE:
        message = (
            f"the reading level is grade {level.grade:.1f}; use shorter words and sentences, up to grade"
        )
        yield item.problem(f"{message} {HIGHEST_GRADE:.1f}", "stem")


def _head_problems(item: Item, statements: Collection[str]) -> Iterator[Problem]:
    """Yield what only an item from another program can lack, and statements that don't exist."""
    for name, value in (
        ("statements", item.statements),
        ("focus_area", item.focus_area),
        ("assessments", item.assessments),
        ("cognitive_level", item.cognitive_level),
        ("difficulty_reason", item.difficulty_reason),
    ):
        if not value:
            yield item.problem(f"`{name}` is missing from the head; add it", name)
    for cited in item.statements:
        if cited not in statements:
            yield item.problem(_no_statement(cited), "statements")


def _key_problems(item: Item) -> Iterator[Problem]:
    keyed, n = len(item.keys), len(item.options)
    if item.kind is Kind.MULTIPLE:
        yield from _multiple_problems(item, keyed)
    elif item.choose != 1:
        yield item.problem(f'a {item.kind} item has choose = 1; set it, or set kind = "multiple"', "choose")
    elif keyed != 1:
        message = f"{keyed} options are keyed, a {item.kind} item has one; tick one"
        yield item.problem(message if keyed == 0 else f'{message} or set kind = "multiple"', "stem")
    if item.kind is not Kind.MULTIPLE and _CHOOSE.search(item.stem):
        yield item.problem(f"the stem says how many to choose, and a {item.kind} item has one answer", "stem")
    if item.kind is Kind.TRUE_FALSE and {option.text for option in item.options} != {"True", "False"}:
        yield item.problem("the options of a true-false item are True and False; write these", "stem")
    if item.kind is Kind.SINGLE and n < 3:
        yield item.problem(f"has {n} options; write 3 to 5, or make it true-false", "stem")
    texts = [" ".join(option.text.lower().split()).rstrip(".") for option in item.options]
    for place, option in enumerate(item.options):
        if texts[place] in texts[:place]:
            yield Problem(item.where, "this option stands above already; write another one", option.line)


def _multiple_problems(item: Item, keyed: int) -> Iterator[Problem]:
    if keyed != item.choose:
        message = f"{keyed} options are keyed and choose = {item.choose}; make them equal"
        yield item.problem(message, "choose")
    if len(item.options) < _LEAST_OPTIONS.get(item.choose, len(item.options) + 1):
        message = f"chooses {item.choose} of {len(item.options)}; choose 2 of at least 4, or 3 of at least 5"
        yield item.problem(message, "choose")
    if not item.stem.endswith(f"Choose {item.choose}."):
        message = f'a multiple item says how many: end its stem with a line "Choose {item.choose}."'
        yield item.problem(message, "stem")


def _explanation_problems(item: Item, statements: Collection[str]) -> Iterator[Problem]:
    for option in item.options:
        if not option.note:
            side = "right" if option.is_correct else "wrong, and which belief it catches"
            message = f"the option {shortened(option.text, 40)!r} has no note; say under it why it is {side}"
            yield Problem(item.where, f"{message}: '  > …'", option.line)
    if not item.rationale:
        yield item.problem("there is no rationale; end with 'Rationale: …' and the proof", "rationale")
        return
    cited = _CITED.findall(item.rationale)
    for one in cited:
        if one not in statements:
            yield item.problem(_no_statement(one), "rationale")
    if item.statements and not set(cited) & set(item.statements):
        message = "the rationale cites none of the item's statements; cite one as"
        yield item.problem(f"{message} {{{item.statements[0]}}}", "rationale")


def _wording_problems(item: Item) -> Iterator[Problem]:
    for option in item.options:
        if lists_all(option.text):
            message = f"{shortened(option.text)!r} refers to other options; write what it means"
            yield Problem(item.where, message, option.line)
    negation = plain_negation(item.stem)
    if negation:
        message = f"the question is negative; write {negation.upper()} in capitals, or ask for what is right"
        yield item.problem(message, "stem")
    if not item.is_about_change:
        yield from _old_wording_problems(item)


def _old_wording_problems(item: Item) -> Iterator[Problem]:
    whole = "\n".join((item.text, item.rationale, *(option.note for option in item.options)))
    if next(removed_wording(whole), None) is None:
        return
    places = [(item.stem, item.lines.get("stem", 1)), (item.rationale, item.lines.get("rationale", 1))]
    places += [(f"{option.text}\n{option.note}", option.line or 1) for option in item.options]
    for text, line in places:
        for old in removed_wording(text):
            message = (
                f"{old.found!r} is from the guide of 2017; write {old.instead}, or set about_change = true"
            )
            yield Problem(item.where, message, line)


def _giveaway_problems(item: Item) -> Iterator[Problem]:
    """Yield a lone key without absolute words among wrong options that have them."""
    if item.kind is Kind.TRUE_FALSE:
        return
    sure = [not ABSOLUTES.isdisjoint(words_of(option.text)) for option in item.options]
    wrong = [one for one, option in zip(sure, item.options, strict=True) if not option.is_correct]
    right = [one for one, option in zip(sure, item.options, strict=True) if option.is_correct]
    if sum(wrong) >= 2 and sum(wrong) > len(wrong) / 2 and not any(right):
        message = (
            f"{sum(wrong)} of {len(wrong)} wrong options hold words like always, all, must and the key holds"
        )
        yield item.problem(f"{message} none; take them out of wrong options", "stem")


def _reference_problems(item: Item, items: Mapping[str, Item]) -> Iterator[Problem]:
    for enemy in item.enemies:
        if enemy not in items or enemy == item.id:
            yield item.problem(
                f"names {enemy!r} as an enemy, which is no other item; correct the id", "enemies"
            )
    if item.supersedes is None:
        return
    old = items.get(item.supersedes)
    if old is None or old is item:
        yield item.problem(
            f"supersedes {item.supersedes!r}, which is no other item; correct it", "supersedes"
        )
    elif item.status is Status.LIVE and old.status is not Status.RETIRED:
        yield old.problem(f'{item.id} supersedes it; set status = "retired"', "status")


def _duplicate_problems(items: Mapping[str, Item], words: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    compared = {item.id: compared_words(item, words[item.id]) for item in items.values()}
    for one, other, share in overlaps(compared):
        pair = sorted((items[one], items[other]), key=lambda item: item.id)
        # A correction repeats most of what it corrects.
        if pair[0].supersedes != pair[1].id and pair[1].supersedes != pair[0].id:
            message = f"shares {share:.0%} of its wording with {pair[0].id}; rewrite or drop one of them"
            yield pair[1].problem(message, "stem")


def _no_statement(name: str) -> str:
    return f"there is no statement {shortened(name)!r} in content/framework; correct the id"
