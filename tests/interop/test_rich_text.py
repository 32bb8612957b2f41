import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whichcert.interop.rich_text import html_lines, paragraphs

LINE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("a <b>b</b>c", "a bc"),
        ("1 < 2 &amp; 3&nbsp;&lt; 4", "1 < 2 & 3 < 4"),
        ("<p>a</p><p></p><p/><p>b", "a\n\nb"),
        ("a<!-- b <p>c -->d", "ad"),
        ("a<script>if (x) { y }</script>b", "ab"),
        ("a <b title='1'", "a"),
        ("<?php x ?><!DOCTYPE html>a", "a"),
        ("&#" + "9" * 5_000 + ";", "&#" + "9" * 5_000 + ";"),
        ("", ""),
    ],
)
def test_html_becomes_lines(html: str, text: str) -> None:
    assert html_lines(html).text == text


def test_what_an_item_cant_hold_is_named() -> None:
    assert html_lines("<p>a<IMG src=x> <video></video></p>").lost == {"img", "video"}


@settings(max_examples=200, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=5))
def test_paragraphs_are_read_as_the_same_lines(lines: list[str]) -> None:
    text = "\n\n".join(lines)
    assert html_lines(paragraphs(text)).text == text


@pytest.mark.parametrize("part", ["<!--", "<a ", "<", "</", '<a b="', "<a\n", "&", "<p>"])
def test_time_grows_with_length_only(part: str) -> None:
    """The standard library's parser takes 16 times as long for 4 times the text."""
    short, long = part * 4_000, part * 64_000
    html_lines(short)
    start = time.process_time()
    html_lines(short)
    middle = time.process_time()
    html_lines(long)
    assert time.process_time() - middle < 100 * max(middle - start, 0.001)
