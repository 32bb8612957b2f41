"""Real processes: what only a shell shows."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import whichcert

COMMAND = [sys.executable, "-m", "whichcert"]
ROOT = Path(whichcert.__file__).parent


def run(*arguments: str, typed: bytes = b"", **environment: str) -> "subprocess.CompletedProcess[bytes]":
    done = subprocess.run(
        [*COMMAND, *arguments],
        input=typed,
        env=os.environ | environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert b"Traceback" not in done.stdout + done.stderr
    return done


def test_help_of_the_module():
    done = run("--help")
    assert done.returncode == 0
    assert done.stdout.startswith(b"Usage: whichcert ")


def test_help_imports_nothing_heavy():
    heavy = "[name for name in ('numpy', 'django', 'duckdb') if name in sys.modules]"
    code = f"import sys; from whichcert import cli; print({heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


def test_the_installed_command_is_the_module():
    installed = Path(sys.executable).parent / "whichcert"
    done = subprocess.run([installed, "words", "goals"], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, run("words", "goals").stdout)


def test_advise_through_a_pipe_prints_no_control_characters():
    done = run("advise", typed=b"q\n")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
    assert "Too close to call" in done.stdout.decode()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_a_terminal_without_our_signs_still_gets_the_answer(encoding):
    done = run("advise", typed=b"q\n", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert b"Too close to call" in done.stdout
    done = run("advise", "--json", typed=b"q\n", PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout)["first_step"] == "psm"


def test_bytes_that_are_no_text_are_no_crash():
    done = run("advise", "--json", typed=b"\xff\xfe\n\nq\n")
    assert json.loads(done.stdout)["first_step"] == "psm"


def test_no_standard_input_at_all_is_the_end_of_input():
    done = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m whichcert advise --json <&-"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["first_step"] == "psm"


def test_a_reader_that_goes_away_is_no_error_message():
    writer = subprocess.Popen([*COMMAND, "words"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.readline()
    writer.stdout.close()
    assert writer.stderr.read() == b""
    assert writer.wait(timeout=30) in (0, 1)
    writer.stderr.close()


def test_an_interrupt_ends_at_once_without_a_traceback():
    asking = subprocess.Popen(
        [*COMMAND, "advise"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert asking.stdout is not None
    while b"What is your job now?" not in (line := asking.stdout.readline()):
        assert line, "it ended before it asked"
    asking.send_signal(signal.SIGINT)
    out, err = asking.communicate(timeout=30)
    assert asking.returncode == 130
    assert b"Traceback" not in out + err


def test_an_interrupted_survey_says_what_is_kept_and_leaves_nothing_half_written(tmp_path):
    work, kept = tmp_path / "work", tmp_path / "kept"
    work.mkdir()
    small, large = tmp_path / "1.json", tmp_path / "2.nq"
    small.write_text('[{"title": "Scrum Master"}, {"title": "Cook"}]')
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/JobPosting>"
    with large.open("w") as out:
        out.writelines(f"_:a{number} {kind} <http://b.example/{number}> .\n" for number in range(400_000))
    written = ["--mentions", tmp_path / "m.parquet", "--html", tmp_path / "h.html", "--resume", kept]
    reading = subprocess.Popen(
        [*COMMAND, "survey", *written, "--workers", "2", small, large],
        env=os.environ | {"TMPDIR": str(work)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while not list(kept.glob("*.json")):
        assert reading.poll() is None, "it ended before the first file was finished"
        time.sleep(0.02)
    # as a terminal does it: to every process of the command
    os.killpg(reading.pid, signal.SIGINT)
    out, err = reading.communicate(timeout=60)
    lines = [line for line in err.decode().splitlines() if "%" not in line]
    assert lines == [
        f"Stopped. Files that were finished are kept in {kept}; the same command goes on from there."
    ]
    assert (reading.returncode, out) == (130, b"")
    assert list(work.glob("whichcert-*")) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.json", "2.nq", "kept", "work"]
    assert len(list(kept.glob("*.json"))) == len(list(kept.iterdir())) / 2 == 1


def test_two_processes_print_the_same_bytes():
    one, two = (run("advise", "--json", typed=b"q\n", PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert one.stdout == two.stdout
