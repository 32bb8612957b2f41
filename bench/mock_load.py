"""Fifty people sit a mock at once: how long does saving an answer take, and a page?

    python bench/mock_load.py [--people 50] [--seconds 20] [--content FOLDER]

Each sends an answer every two seconds, some twenty times what real people do. Times are taken at the client,
so they hold the network stack, the queue and this program's own threads; the same requests are then timed
alone, one after the other, which is the server's time.
"""

import argparse
import gzip
import json
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from mock_server import Client, Server

PAUSE = 2.0
ALONE = 200


def sit(client: Client, until: float, times: list[float]) -> None:
    rng = np.random.default_rng(hash(client.token) % 2**32)
    time.sleep(float(rng.uniform(0, PAUSE)))
    client.open()
    while time.perf_counter() < until:
        client.think()
        times.append(client.send())
        time.sleep(PAUSE)


def percentiles(seconds: list[float]) -> dict[str, float]:
    ms = np.array(seconds) * 1000
    return {"n": len(ms), **{f"p{p}_ms": round(float(np.percentile(ms, p)), 2) for p in (50, 95, 99)}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--content", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server.over(Path(folder) / "data", given.content)
        mocks = server.begin_mocks(given.people)
        server.start()
        clients = [Client(server, mock, seed) for seed, mock in enumerate(mocks)]
        times: list[float] = []
        until = time.perf_counter() + given.seconds
        threads = [threading.Thread(target=sit, args=(one, until, times)) for one in clients]
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
            began = time.perf_counter()
            body = one.open()
            pages.append(time.perf_counter() - began)
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
            "save_cpu_ms": round(1000 * (cpu[1] - cpu[0]) / ALONE, 2),
            "page_cpu_ms": round(1000 * (cpu[2] - cpu[1]) / ALONE, 2),
            "bytes": sizes,
        }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
