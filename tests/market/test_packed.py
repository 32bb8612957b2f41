import gzip
from pathlib import Path

import duckdb
import pytest

from whichcert.market import packed
from whichcert.market.packed import TooLarge, head_of, is_cut_off, lines_of, packing_of, unpack


@pytest.mark.parametrize("chunks", [[b"a\nb\n", b"\nc"], [b"a", b"\n", b"b\n\nc"], [b"a\nb\n\nc"]])
def test_lines_do_not_depend_on_the_chunks(chunks: list[bytes]) -> None:
    assert list(lines_of(iter(chunks))) == [b"a", b"b", b"", b"c"]


def test_a_line_without_end_comes_in_pieces() -> None:
    assert list(lines_of(iter([b"abc", b"def", b"g\nh"]), longest=4)) == [b"abcdef", b"g", b"h"]


def test_zstandard_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "x"
    query = f"copy (select 'a' as title, 'é, \"b\"' as text) to '{path}' (format csv, compression zstd)"
    duckdb.execute(query)
    assert packing_of(path) == "zstd"
    assert head_of(path) == 'title,text\na,"é, ""b"""\n'.encode()
    assert unpack(path, tmp_path / "y") == ()
    assert (tmp_path / "y").read_bytes() == head_of(path)


@pytest.mark.parametrize("kept", [5000, 9, 30, -1])
def test_zstandard_that_is_cut_off_is_said(kept: int, tmp_path: Path) -> None:
    path = tmp_path / "x"
    query = f"copy (select hash(range) as a from range(100000)) to '{path}' (format csv, compression zstd)"  # noqa: S608
    duckdb.execute(query)
    assert is_cut_off(path) is False
    path.write_bytes(path.read_bytes()[:kept])
    assert is_cut_off(path) is True


def test_zstandard_of_several_frames_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x"
    duckdb.execute(f"copy (select 1 as a) to '{path}' (format csv, compression zstd)")
    skipped = b"\x50\x2a\x4d\x18" + (3).to_bytes(4, "little") + b"abc"
    path.write_bytes(path.read_bytes() + skipped + path.read_bytes())
    assert is_cut_off(path) is False
    assert unpack(path, tmp_path / "y") == ()


def test_what_grows_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(bytes(5_000_000)))
    monkeypatch.setattr(packed, "MOST_UNPACKED", 2_000_000)
    with pytest.raises(TooLarge):
        unpack(path, tmp_path / "y")


def test_what_grows_a_thousandfold_is_refused_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(bytes(5_000_000)))
    monkeypatch.setattr(packed, "HARMLESS", 1_000_000)
    with pytest.raises(TooLarge, match="grows past 0 GiB when unpacked"):
        unpack(path, tmp_path / "y")
    assert (tmp_path / "y").stat().st_size < 3_500_000
