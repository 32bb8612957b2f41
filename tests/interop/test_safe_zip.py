import io
import zipfile

import pytest

from whichcert.interop import safe_zip
from whichcert.interop.safe_zip import read_zip, write_zip


def archive(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(name, data)
    return stream.getvalue()


def said(data: bytes) -> list[str]:
    return [str(problem) for problem in read_zip(data, "p", (".xml",))[1]]


def test_members_with_the_wanted_endings_are_read_in_their_order() -> None:
    data = archive(("b.xml", b"2"), ("pic.png", b"x"), ("a/A.XML", b"1"))
    members, problems = read_zip(data, "p", (".xml",))
    assert (list(members.items()), problems) == ([("b.xml", b"2"), ("a/A.XML", b"1")], ())


@pytest.mark.parametrize("name", ["../a.xml", "/a.xml", "a/../../a.xml", "C:a.xml"])
def test_names_that_point_outside_are_refused(name: str) -> None:
    assert said(archive((name, b"x"))) == [f"p: member {name!r} points outside the package; it is left out"]


def test_bomb_is_refused_by_what_it_unpacks_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_zip, "LARGEST_MEMBER", 1_000)
    assert said(archive(("a.xml", b"0" * 1_001))) == [
        "p: member 'a.xml' is larger than 1,000 bytes; it is left out"
    ]


def test_all_members_together_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_zip, "LARGEST_TOTAL", 15)
    assert said(archive(("a.xml", b"0" * 10), ("b.xml", b"0" * 10))) == [
        "p: member 'b.xml' is larger than 5 bytes; it is left out"
    ]
    monkeypatch.setattr(safe_zip, "MOST_MEMBERS", 1)
    assert said(archive(("a.xml", b""), ("b.xml", b""))) == ["p: has more than 1 members; split it"]


def test_broken_archive_is_a_problem() -> None:
    whole = archive(("a.xml", b"0" * 100))
    assert said(whole[:50])[0].startswith("p: is not a zip file that can be read")
    assert said(b"PK")[0].startswith("p: is not a zip file that can be read")
    damaged = whole.replace(whole[35:40], b"\xff" * 5, 1)
    assert said(damaged)[0].startswith("p: member 'a.xml' can't be read")


def test_same_members_make_the_same_bytes() -> None:
    assert write_zip({"a": b"1"}) == write_zip({"a": b"1"})
    assert read_zip(write_zip({"a.xml": b"1"}), "p", (".xml",)) == ({"a.xml": b"1"}, ())
