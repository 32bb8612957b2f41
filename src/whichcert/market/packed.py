"""Unpacks gzip and Zstandard as a stream of bytes, so that a file may be larger than memory."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import duckdb

from whichcert.errors import Problem
from whichcert.market.kinds import GZIP, HEAD, ZSTANDARD

MOST_UNPACKED = 32 * 1024**3
"""A packed file that grows past this is refused: it is no file of postings."""

MOST_GROWTH = 200
"""And so is one that grows past so many times its size, once it is past ``HARMLESS``: text grows tenfold."""

HARMLESS = 1024**3

CHUNK = 1 << 20
LONGEST_LINE = 64 * 1024**2
"""Bytes of one line; a longer one is cut, or left out."""

UNPACKING_MEMORY = "1GB"
"""What the engine may take to unpack Zstandard: it holds a line as a whole, however long it is."""

_LINES = """
    select line from read_csv($place, compression = 'zstd', auto_detect = false, header = false,
        parallel = false, strict_mode = false, delim = '', quote = '', escape = '', comment = '',
        nullstr = '\x01',
        columns = {line: 'VARCHAR'}, max_line_size = $longest, buffer_size = $longest, store_rejects = true)
"""


class TooLarge(ValueError):  # noqa: N818  named for what happened
    """A packed file grows past what a file of postings can be."""

    def __init__(self, most: int) -> None:
        super().__init__(f"grows past {most / 1024**3:.0f} GiB when unpacked; expected a file of postings")


def packing_of(path: Path) -> str | None:
    with path.open("rb") as file:
        start = file.read(4)
    return "gzip" if start.startswith(GZIP) else "zstd" if start == ZSTANDARD else None


@contextmanager
def unpacked(path: Path, problems: list[Problem]) -> Iterator[Iterator[bytes]]:
    """Give the chunks of a file, unpacked; what gets lost on the way is added to ``problems``."""
    packing = packing_of(path)
    most = min(MOST_UNPACKED, max(HARMLESS, MOST_GROWTH * path.stat().st_size))
    if packing == "zstd":
        yield _bounded(_zstandard_chunks(path, problems), most)
        return
    with gzip.open(path, "rb") if packing else path.open("rb") as file:
        chunks = iter(lambda: file.read(CHUNK), b"")
        yield _bounded(chunks, most) if packing else chunks


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file as they are when unpacked."""
    head = b""
    with unpacked(path, []) as chunks:
        for chunk in chunks:
            head += chunk
            if len(head) >= HEAD:
                break
    return head[:HEAD]


def unpack(path: Path, place: Path) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    with unpacked(path, problems) as chunks, place.open("wb") as out:
        for chunk in chunks:
            out.write(chunk)
    return tuple(problems)


def lines_of(chunks: Iterator[bytes], longest: int = LONGEST_LINE) -> Iterator[bytes]:
    """Cut chunks into lines without their ends; a line longer than ``longest`` comes in pieces."""
    rest: list[bytes] = []
    size = 0
    for chunk in chunks:
        *whole, last = chunk.split(b"\n")
        for line in whole:
            yield b"".join((*rest, line))
            rest.clear()
            size = 0
        rest.append(last)
        size += len(last)
        if size >= longest:
            yield b"".join(rest)
            rest.clear()
            size = 0
    if size:
        yield b"".join(rest)


def _bounded(chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise TooLarge(most)
        yield chunk


def _zstandard_chunks(path: Path, problems: list[Problem]) -> Iterator[bytes]:
    """Read lines with DuckDB: Python has no Zstandard before 3.14; empty lines get lost."""
    if is_cut_off(path):
        problems.append(Problem(str(path), "is cut off; what comes after the last whole block is lost"))
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "memory_limit": UNPACKING_MEMORY}
    )
    try:
        connection.execute(_LINES, {"place": str(path), "longest": LONGEST_LINE})
        while rows := connection.fetchmany(512):
            yield b"".join(f"{line or ''}\n".encode() for (line,) in rows)
        lost = connection.execute("select count(*), min(line) from reject_errors").fetchall()[0]
    except duckdb.Error as why:
        raise OSError(str(why).split("\n", 1)[0]) from why
    finally:
        connection.close()
    if lost[0]:
        message = f"lines that are not UTF-8 were left out: {lost[0]}; unpack the file first to keep them"
        problems.append(Problem(str(path), message, lost[1]))


def is_cut_off(path: Path) -> bool:
    """Whether a Zstandard file ends in the middle, which the engine does not say (RFC 8878, 3.1.1)."""
    end = path.stat().st_size
    with path.open("rb") as file:
        while start := file.read(4):
            size = int.from_bytes(file.read(4), "little")
            if 0x184D2A50 <= int.from_bytes(start, "little") <= 0x184D2A5F:  # a frame to be skipped
                file.seek(size, 1)
                continue
            file.seek(-4, 1)
            if start != ZSTANDARD or not _skip_frame(file, end):
                return True
    return False


def _skip_frame(file: BinaryIO, end: int) -> bool:
    """Go to the end of a frame; say whether it is there."""
    descriptor = int.from_bytes(file.read(1), "little")
    single_segment, dictionary, content = descriptor >> 5 & 1, descriptor & 3, descriptor >> 6
    size_of_content = (single_segment, 2, 4, 8)[content]
    file.seek((not single_segment) + (0, 1, 2, 4)[dictionary] + size_of_content, 1)
    is_last = False
    while not is_last:
        header = file.read(3)
        if len(header) < 3:
            return False
        block = int.from_bytes(header, "little")
        is_last = bool(block & 1)
        # a block of one repeated byte is stored as that byte
        file.seek(1 if block >> 1 & 3 == 1 else block >> 3, 1)
    file.seek(4 if descriptor & 4 else 0, 1)
    return file.tell() <= end
