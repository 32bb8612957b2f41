"""How long a person waits: the terminal from a cold start, one evaluation, the pages on the server.

    python bench/speed.py [--runs 7]

Medians; run it on a quiet machine. The last line is one JSON object.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

PROFILE = """current_role = "developer"
goals = ["become_product_owner"]
likes = ["product_vision"]
years_of_scrum = 3
country = "de"
budget_usd = 300

[answers]
p05-vision-team = 1
p12-vision-process = 2
"""
PAGES = ("/", "/compare/?c=psm-1&c=pspo-1", "/certifications/psm-1/", "/market/", "/sources/")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        # the pages' database and key stay out of the person's own data folder
        os.environ["WHICHCERT_DATA"] = folder
        profile = Path(folder) / "person.toml"
        profile.write_text(PROFILE, encoding="utf-8")
        figures = {**terminal(profile, runs), **evaluation(), **pages(profile)}
    for name, value in figures.items():
        print(f"{name}: {value}")
    print(json.dumps(figures))


def terminal(profile: Path, runs: int) -> dict[str, float]:
    """Return whole-process seconds of --help and advise."""
    command = [sys.executable, "-m", "whichcert"]
    return {
        "help_s": seconds([*command, "--help"], runs),
        "advise_s": seconds([*command, "advise", "--profile", str(profile)], runs),
        "advise_json_s": seconds([*command, "advise", "--profile", str(profile), "--json"], runs),
    }


def seconds(command: list[str], runs: int) -> float:
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return round(median(times[1:]), 3)


def evaluation() -> dict[str, float]:
    """Return milliseconds of one evaluation with 10,000 draws and eight answered pairs."""
    import advice

    library = advice.load_library(today=advice.TODAY)
    return {"evaluation_ms": round(advice.milliseconds_per_evaluation(library), 1)}


def pages(profile: Path) -> dict[str, float]:
    """Return server milliseconds a page: the first time for the result, else the median of 100."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "whichcert.web.settings")
    from whichcert.web.data_folder import data_folder, make_ready

    make_ready(data_folder())
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    client = Client(SERVER_NAME="localhost")
    for page in PAGES:
        client.get(page)
    with profile.open("rb") as file:
        address = client.post("/shared/", {"file": file})["Location"]
    start = time.perf_counter()
    client.get(address)
    first = (time.perf_counter() - start) * 1000
    figures = {"result_first_ms": round(first, 1), "result_ms": page_ms(lambda: client.get(address))}
    for page in PAGES:
        figures[f"page {page} ms"] = page_ms(lambda page=page: client.get(page))
    return figures


def page_ms(get: Callable[[], object], times: int = 100) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        get()
        taken.append((time.perf_counter() - start) * 1000)
    return round(median(taken), 2)


if __name__ == "__main__":
    main()
