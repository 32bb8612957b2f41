import pytest

from whichcert.bank.old_wording import OldWord, old_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Development Team plans.", "Development Team"),
        ("Two development teams", "development teams"),
        ("They are self-organizing.", "self-organizing"),
        ("self organisation", "self organisation"),
        ("Three roles exist.", "roles"),
        ("a servant-leader", "servant"),
        ("Items are re-estimated.", "re-estimated"),
        ("an estimate", "estimate"),
        ("a potentially releasable Increment", "potentially releasable"),
        ("Potentially shippable", "Potentially shippable"),
    ],
)
def test_old_word_is_found(text: str, found: str) -> None:
    assert [word.found for word in old_words(text)] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "The Developers are accountable for the Sprint Backlog.",
        "self-managing",
        "parole and control",
        "Leaders who serve make service easy.",
        "the development of a team",
        "an Increment that can be released",
    ],
)
def test_present_wording_passes(text: str) -> None:
    assert list(old_words(text)) == []


def test_old_word_says_what_to_write() -> None:
    assert list(old_words("role")) == [OldWord("role", "accountability")]
