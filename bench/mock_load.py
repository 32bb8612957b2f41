"""Fifty people sit a mock at once: how long does saving an answer take, and a page?

    python bench/mock_load.py [--people 50] [--seconds 20] [--pause 2] [--content FOLDER]

Each sends an answer every two seconds, some twenty times what real people do. Every time is given twice: at
the client, with the network stack, the queue and this program's own threads; and inside the server, from the
request taken to the answer ready. The same requests are then timed alone, one after the other, and last the
disk alone: one row a transaction with the settings of the program, nothing else.
"""

import argparse
import gzip
import json
import sqlite3
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from mock_server import Client, Server, Spent

PAUSE = 2.0
ALONE = 200


def sit(client: Client, until: float, pause: float, times: list[Spent]) -> None:
    rng = np.random.default_rng(hash(client.token) % 2**32)
    time.sleep(float(rng.uniform(0, pause)))
    client.open()
    while time.perf_counter() < until:
        client.think()
        times.append(client.send())
        time.sleep(pause)


def percentiles(times: Sequence[Spent]) -> dict[str, object]:
    def of(seconds: Sequence[float]) -> dict[str, float]:
        ms = np.array(seconds) * 1000
        return {f"p{p}_ms": round(float(np.percentile(ms, p)), 2) for p in (50, 95, 99)}

    server = [one.server for one in times if one.server is not None]
    return {"n": len(times), "client": of([one.client for one in times])} | (
        {"server": of(server)} if server else {}
    )


def disk_alone(folder: Path) -> list[Spent]:
    database = sqlite3.connect(folder / "disk.sqlite3", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE t (x TEXT)")
    found = []
    for _ in range(ALONE):
        began = time.perf_counter()
        database.execute("INSERT INTO t VALUES (?)", ["x" * 200])
        found.append(Spent(time.perf_counter() - began, None))
    database.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between two answers of a person")
    parser.add_argument("--content", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server.over(Path(folder) / "data", given.content, is_timed=True)
        mocks = server.begin_mocks(given.people)
        server.start()
        clients = [Client(server, mock, seed) for seed, mock in enumerate(mocks)]
        times: list[Spent] = []
        until = time.perf_counter() + given.seconds
        threads = [
            threading.Thread(target=sit, args=(one, until, given.pause, times), daemon=True)
            for one in clients
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        alone, pages = [], []
        one = clients[0]
        cpu = [server.cpu_seconds()]
        for _ in range(ALONE):
            one.think()
            alone.append(one.send())
        cpu.append(server.cpu_seconds())
        for _ in range(ALONE):
            body = one.open()
            assert one.opened is not None
            pages.append(one.opened)
        cpu.append(server.cpu_seconds())
        assert one.connection is not None
        sizes = {"page": len(gzip.compress(body))}
        one.connection.request("GET", f"/study/mock/{one.token}/questions.json")
        sizes["questions"] = len(one.connection.getresponse().read())
        server.kill()
        result = {
            "people": given.people,
            "save_together": percentiles(times),
            "save_alone": percentiles(alone),
            "page_alone": percentiles(pages),
            "disk_alone": percentiles(disk_alone(Path(folder))),
            "save_cpu_ms": round(1000 * (cpu[1] - cpu[0]) / ALONE, 2),
            "page_cpu_ms": round(1000 * (cpu[2] - cpu[1]) / ALONE, 2),
            "bytes": sizes,
        }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
