"""Set up .venv from the hash-pinned requirements; shared by ./run and ./check.

Only the standard library, because this runs before anything is installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST_PYTHON = (3, 11)


def ready(*locks: str) -> Path:
    """Return the environment's Python with the named requirements installed."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(f"whichcert needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    for lock in locks:
        stamp = VENV / f".{lock}-installed"
        wanted = _fingerprint(lock)
        if not PYTHON.exists() or not stamp.exists() or stamp.read_text() != wanted:
            _install(lock)
            stamp.write_text(wanted)
    return PYTHON


def _fingerprint(lock: str) -> str:
    parts = [(ROOT / f"requirements/{lock}.txt").read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    # A moved folder breaks the scripts inside .venv, a new Python its packages.
    parts.append(f"{ROOT} {sys.version}".encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _install(lock: str) -> None:
    _make_venv()
    print(f"Installing what whichcert needs ({lock}) into {VENV.name}. This happens once.", flush=True)
    # Python compiles what it imports by itself; compiling everything here would cost a quarter of the wait.
    pip = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-compile"]
    _call([*pip, "--require-hashes", "--no-deps", "-r", str(ROOT / f"requirements/{lock}.txt")])
    _call([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])


def _make_venv() -> None:
    if PYTHON.exists() and _answers(PYTHON):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    except subprocess.CalledProcessError:
        sys.exit("Python could not make .venv. On Debian or Ubuntu: apt-get install python3-venv")


def _answers(python: Path) -> bool:
    ask = [str(python), "-c", "import sys; print(sys.version)"]
    found = subprocess.run(ask, capture_output=True, text=True, check=False)
    return found.returncode == 0 and found.stdout.strip() == sys.version.strip()


def _call(command: list[str]) -> None:
    done = subprocess.run(command, check=False)
    if done.returncode != 0:
        sys.exit("Installing failed; the lines above say why. Check the network, then run this again.")
