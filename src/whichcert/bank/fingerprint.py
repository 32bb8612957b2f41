"""What a published item may never change, in 64 characters; content/items/fingerprints.toml keeps them."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from whichcert.bank.item import Item, Status
from whichcert.errors import Problem, shortened

FINGERPRINTS = "content/items/fingerprints.toml"

_HEAD = """# The items that were published. What a person answered belongs to these words, so stem, options,
# their order and the key of a published item never change: a correction is a new item that supersedes it.
# `whichcert bank freeze` adds items; nothing is ever taken out.
"""
_DIGEST = re.compile(r"[0-9a-f]{64}")


def fingerprint(item: Item) -> str:
    """Return the SHA-256 of kind, stem, options in their order and key; how lines break doesn't count."""
    parts = [item.kind.value, " ".join(item.stem.split())]
    parts += [f"{'+' if one.is_correct else '-'}{' '.join(one.text.split())}" for one in item.options]
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def freeze(items: Iterable[Item], frozen: Mapping[str, str]) -> Mapping[str, str]:
    """Return ``frozen`` and the fingerprints of the live items that it lacks, in the order of their ids."""
    added = {one.id: fingerprint(one) for one in items if one.status is Status.LIVE and one.id not in frozen}
    return dict(sorted({**frozen, **added}.items()))


def fingerprints_text(frozen: Mapping[str, str]) -> str:
    """Return the file that ``read_fingerprints`` reads."""
    rows = "".join(f'{item_id} = "{digest}"\n' for item_id, digest in sorted(frozen.items()))
    return f"{_HEAD}\n{rows}"


def read_fingerprints(path: Path) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
    """Return the fingerprint of each published item; a file that is not there means none."""
    if not path.exists():
        return {}, ()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        message = f"can't be read: {shortened(str(error), 200)}; take back the last change to it"
        return {}, (Problem(FINGERPRINTS, message),)
    good = {name: one for name, one in table.items() if isinstance(one, str) and _DIGEST.fullmatch(one)}
    message = "has no SHA-256 of 64 characters; take back the last change to it"
    return good, tuple(
        Problem(FINGERPRINTS, f"{shortened(name)} {message}") for name in table if name not in good
    )


def frozen_problems(
    items: Mapping[str, Item], prints: Mapping[str, str], frozen: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield where an item's status, its words and the frozen fingerprints don't fit together.

    prints: the fingerprint of each item as it stands.
    """
    for item_id in frozen.keys() - items.keys():
        message = f"{item_id} was published and its file is gone; put it back, with status retired if need be"
        yield Problem(FINGERPRINTS, message)
    for item in items.values():
        digest = frozen.get(item.id)
        if digest is None and item.status is not Status.DRAFT:
            yield item.problem(
                f"status is {item.status} and it is not frozen; run whichcert bank freeze", "status"
            )
        elif digest is not None and item.status is Status.DRAFT:
            yield item.problem("was published, so it can't be a draft again; set status to retired", "status")
        elif digest is not None and digest != prints[item.id]:
            message = "is published, and its stem, options or key changed; put them back and write a new item"
            yield item.problem(f"{message} with supersedes = {item.id!r}", "stem")
