"""Where one installation keeps what it must remember: the database and its secret key."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

KEY_FILE = "secret-key"
DATABASE_FILE = "whichcert.sqlite3"


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return WHICHCERT_DATA, or the place this platform keeps a person's data."""
    if chosen := environment.get("WHICHCERT_DATA"):
        return Path(chosen).expanduser().absolute()
    if os.name == "nt" and (local := environment.get("LOCALAPPDATA")):
        return Path(local) / "whichcert"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local/share").absolute() / "whichcert"


def make_ready(folder: Path) -> None:
    """Make the folder and its secret key, both readable by their owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key_file = folder / KEY_FILE
    if key_file.exists():
        return
    draft = folder / f"{KEY_FILE}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    # Two first starts at once must agree on one whole key, so the last step is a rename that can't clobber.
    try:
        os.link(draft, key_file)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        draft.replace(key_file)
    draft.unlink(missing_ok=True)


def secret_key(folder: Path) -> str:
    """Return the stored key, or one for this process only while the folder isn't ready."""
    try:
        return (folder / KEY_FILE).read_text().strip() or secrets.token_urlsafe(50)
    except OSError:
        return secrets.token_urlsafe(50)
