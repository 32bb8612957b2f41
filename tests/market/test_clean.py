import html

from hypothesis import given
from hypothesis import strategies as st

from whichcert.market.clean import clean, repaired


def test_clean_takes_off_two_layers_of_escapes_and_the_tags() -> None:
    assert clean("&amp;lt;ul&amp;gt;&amp;lt;li&amp;gt;PSM&amp;nbsp;I&amp;lt;/li&amp;gt;") == "PSM I"


def test_clean_keeps_lines_because_headings_are_lines() -> None:
    assert clean("Requirements\r\n\r\n  * PSM I  \n<p>Benefits</p>") == "Requirements\n* PSM I\nBenefits"


def test_repaired_puts_back_letters_read_in_the_wrong_encoding() -> None:
    assert repaired("ProduktÃ¤gare, point dâ\x80\x99entrÃ©e") == "Produktägare, point d’entrée"


def test_repaired_leaves_right_letters_alone() -> None:
    text = "Ärzte, CAFÉ », Übung, naïve, 100 € – Größe"
    assert repaired(text) == text


@given(st.text(alphabet="ab <>&;\"'é1\n", max_size=60))
def test_clean_is_the_same_for_escaped_text(text: str) -> None:
    plain = clean(text)
    assert clean(html.escape(plain)) == clean(plain)
