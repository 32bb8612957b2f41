"""The closed lists: what is accepted, what is refused, and what content may not say."""

import tomllib

import pytest

from people import LIBRARY
from whichcert.decide.criteria import CRITERIA, read_criteria
from whichcert.decide.vocabulary import FREE_TEXT_ONLY, KINDS, read_vocabulary
from whichcert.errors import ContentBroken, UnknownName
from whichcert.library import CONTENT

WORDS = LIBRARY.vocabulary
EVERY = [(kind, word) for kind in KINDS for word in WORDS.words[kind].values()]


def tables(file: str) -> dict:
    return tomllib.loads((CONTENT / file).read_text(encoding="utf-8"))


def test_every_word_is_found_by_id_and_by_each_closed_spelling():
    for kind, word in EVERY:
        for spelling in (
            word.id,
            word.id.upper().replace("_", "-"),
            *(s for s in word.synonyms if FREE_TEXT_ONLY not in s),
        ):
            assert WORDS.word(kind, spelling) is word


@pytest.mark.parametrize(
    "spelling", ["product_owner", "Product Owner", "PRODUCT-OWNER", " product  owner! ", "po"]
)
def test_case_blanks_and_hyphens_do_not_matter(spelling):
    assert WORDS.word("roles", spelling).id == "product_owner"


@pytest.mark.parametrize("spelling", ["", " ", "cost*", "scrum*", "prodct_owner", "ö" * 5_000])
def test_no_other_spelling_is_guessed(spelling):
    with pytest.raises(UnknownName):
        WORDS.word("roles", spelling)


def test_unknown_word_names_the_nearest():
    with pytest.raises(UnknownName, match=r"unknown role 'prodct_owner'; nearest known: product_owner"):
        WORDS.word("roles", "prodct_owner")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.pop("goals"), "[goals] is missing"),
        (lambda t: t.update(gaols={}), "[gaols] is unknown"),
        (lambda t: t["roles"]["developer"].pop("label"), "roles.developer: label is missing"),
        (
            lambda t: t["roles"]["developer"].update(psm=9.5),
            "roles.developer: psm is 9.5; expected a number from 0 to 1",
        ),
        (lambda t: t["roles"]["developer"].update(knows="much"), "knows is 'much'"),
        (
            lambda t: t["roles"]["developer"].update(practice="developer"),
            "practice is 'developer'; expected scrum-master",
        ),
        (lambda t: t["constraints"]["little_money"].update(emphasises=["cst"]), "emphasises names 'cst'"),
        (lambda t: t["constraints"]["not_product_owner"].update(avoids="po"), "avoids is 'po'"),
    ],
)
def test_broken_words_are_named(change, says):
    content = tables("profile.toml")
    change(content)
    with pytest.raises(ContentBroken) as why:
        read_vocabulary(content)
    assert says in str(why.value)
    assert all(problem.where == "content/profile.toml" for problem in why.value.problems)


def test_criteria_come_in_the_order_of_the_axis_and_sum_to_one():
    assert list(LIBRARY.criteria) == list(CRITERIA)
    assert sum(c.weight for c in LIBRARY.criteria.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.pop("time"), "time: is missing"),
        (lambda t: t["fit"].pop("label"), "fit: label is missing"),
        (lambda t: t["fit"].update(weight="much"), "fit: weight is 'much'"),
        (lambda t: t["fit"].update(weight=0), "fit: weight is 0"),
        (lambda t: t["fit"]["because"].pop("psm"), "fit: because must say a reason for each of psm, pspo"),
        (lambda t: t["fit"]["because"].update(psk="x"), "fit: because must say a reason"),
    ],
)
def test_broken_criteria_are_named(change, says):
    content = tables("criteria.toml")
    change(content)
    with pytest.raises(ContentBroken) as why:
        read_criteria(content)
    assert [says in str(problem) for problem in why.value.problems] == [True]


def test_unknown_criterion_names_the_nearest():
    with pytest.raises(UnknownName, match="unknown criterion 'fitt'; nearest known: fit"):
        read_criteria(tables("criteria.toml") | {"fitt": {}})
