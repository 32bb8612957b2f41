"""Kill the server again and again while mocks are answered: is any acknowledged answer lost or doubled?

    python bench/crash.py [--kills 200] [--clients 4] [--content FOLDER]

The kill is SIGKILL to the server and its workers at a random moment; clients send again what was not
acknowledged, under the same key. A power cut is more than that: against it stands synchronous=FULL, which
the run reads back from a connection of the program.
"""

import argparse
import json
import tempfile
import threading
import time
from http.client import HTTPException
from pathlib import Path

import numpy as np
from mock_server import Client, Server


def answer_until(client: Client, stop: threading.Event) -> None:
    while not stop.is_set():
        client.think()
        try:
            client.send()
        except (OSError, ValueError, SystemExit, HTTPException):
            client.close()
            time.sleep(0.02)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--content", type=Path)
    given = parser.parse_args()
    rng = np.random.default_rng(3)
    with tempfile.TemporaryDirectory() as folder:
        server = Server.over(Path(folder) / "data", given.content)
        mocks = server.begin_mocks(given.clients)
        clients = [Client(server, mock, seed) for seed, mock in enumerate(mocks)]
        stop = threading.Event()
        threads = [threading.Thread(target=answer_until, args=(one, stop)) for one in clients]
        server.start()
        for thread in threads:
            thread.start()
        for _ in range(given.kills):
            time.sleep(float(rng.uniform(0.05, 0.6)))
            server.kill()
            server.start()
        time.sleep(1.0)
        stop.set()
        for thread in threads:
            thread.join()
        server.kill()
        result = counted(clients) | {"kills": given.kills}
    print(json.dumps(result))


def counted(clients: list[Client]) -> dict[str, object]:
    """Compare what was acknowledged with what is stored."""
    from django.db import connection

    from whichcert.web.models import SittingEvent

    connection.close()
    acknowledged = lost = changed = stored = 0
    for client in clients:
        rows: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
        for key, item, chosen in SittingEvent.objects.filter(
            sitting__token=client.token, deed="answer"
        ).values_list("key", "item", "chosen"):
            rows.setdefault(key, []).append((item, tuple(chosen)))
        stored += sum(map(len, rows.values()))
        known = client.acknowledged | client.waiting
        acknowledged += len(client.acknowledged)
        lost += sum(key not in rows for key in client.acknowledged)
        changed += sum(len(found) != 1 or known.get(key) != found[0] for key, found in rows.items())
    with connection.cursor() as cursor:
        modes = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        sound = cursor.execute("PRAGMA integrity_check").fetchone()[0]
    return {
        "acknowledged": acknowledged,
        "stored": stored,
        "acknowledged_and_lost": lost,
        "doubled_or_changed": changed,
        "journal_mode": modes[0],
        "synchronous_full": modes[1] == 2,
        "integrity": sound,
    }


if __name__ == "__main__":
    main()
