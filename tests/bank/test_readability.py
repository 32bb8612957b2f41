import pytest

from whichcert.bank.readability import ReadingLevel, reading_level


def test_grade_follows_the_formula() -> None:
    # 10 words, 2 sentences, 12 syllables: 0.39·5 + 11.8·1.2 − 15.59
    level = reading_level("The cat sat on the table. It ate a lemon.")
    assert level.grade == pytest.approx(0.39 * 5 + 11.8 * 1.2 - 15.59)
    assert level.longest_sentence == 6


def test_words_of_scrum_count_as_easy() -> None:
    assert (
        reading_level("The accountability of stakeholders.").grade == reading_level("The cat of dogs.").grade
    )


def test_longer_words_and_sentences_are_harder() -> None:
    easy = reading_level("They meet. They talk. They go.").grade
    longer = reading_level("They meet and they talk and they go.").grade
    harder = reading_level("Participants congregate, deliberate and subsequently disperse.").grade
    assert easy < longer < harder


def test_empty_text_has_no_level() -> None:
    assert reading_level(" \n") == ReadingLevel(0.0, 0)
