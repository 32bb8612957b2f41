"""The rooms and their rule: who may import whom, where clock, dice and Django may live."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "whichcert"
EDGES = ("cli", "web", "__main__.py")
MODULES = {path.relative_to(SOURCE).as_posix(): path for path in sorted(SOURCE.rglob("*.py"))}
CORE = [name for name in MODULES if name.split("/")[0] not in EDGES]
CLOCKS = {"now", "utcnow", "today", "fromtimestamp", "time", "time_ns", "localtime", "gmtime"}
CLOCK_OWNERS = {"datetime", "date", "time"}
GLOBAL_DICE = {
    "seed", "rand", "randn", "randint", "random", "normal", "uniform", "choice", "shuffle", "permutation",
    "RandomState",
}  # fmt: skip
OWN_DICE = {"random", "secrets"}


def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imports(name: str) -> Iterator[str]:
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module


def calls(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call with its dotted name."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def forbidden_calls(module: ast.Module) -> Iterator[str]:
    for name, call in calls(module):
        *owners, last = name.split(".")
        if owners and owners[-1] in CLOCK_OWNERS and last in CLOCKS:
            yield f"{call.lineno}: {name}() reads the clock"
        if owners[-2:] in (["np", "random"], ["numpy", "random"]) and last in GLOBAL_DICE:
            yield f"{call.lineno}: {name}() throws global dice"
        if last in ("uuid1", "uuid4", "urandom"):
            yield f"{call.lineno}: {name}() is different each time"
        if last == "default_rng" and not call.args and not call.keywords:
            yield f"{call.lineno}: {name}() has no seed"


def test_import_rule_is_kept():
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken." in done.stdout


@pytest.mark.parametrize("name", CORE)
def test_clock_and_dice_are_passed_in(name):
    assert list(forbidden_calls(tree(name))) == []
    assert sorted(OWN_DICE & set(imports(name))) == []


def test_the_scan_sees_what_it_looks_for():
    bad = "import datetime\ndatetime.datetime.now()\ndate.today()\ntime.time()\nuuid.uuid4()\n"
    bad += "np.random.seed(1)\nnp.random.default_rng()"
    assert len(list(forbidden_calls(ast.parse(bad)))) == 6
    good = "rng = np.random.default_rng(seed)\nrng.random()\nrng.choice(x)\nrng.normal()\nat.time()"
    assert list(forbidden_calls(ast.parse(good))) == []


@pytest.mark.parametrize("name", [name for name in MODULES if not name.startswith("web/")])
def test_django_lives_only_in_web(name):
    top = {module.split(".")[0] for module in imports(name)}
    assert sorted(top & {"django", "ninja", "django_htmx"}) == []


@pytest.mark.parametrize(
    "name", [name for name in MODULES if name.split("/")[0] not in ("market", "measure")]
)
def test_sql_and_frames_live_only_in_market_and_measure(name):
    top = {module.split(".")[0] for module in imports(name)}
    assert sorted(top & {"duckdb", "pandas", "polars", "pyarrow"}) == []


def test_only_records_knows_the_rows():
    knowing = [name for name in MODULES if any(module == "whichcert.web.models" for module in imports(name))]
    assert set(knowing) <= {"web/records.py", "web/study_records.py"}


BROUGHT_ALONG = {"ninja", "pydantic", "markupsafe"}
"""django-ninja is imported as ninja and shows its pydantic; jinja2 shows its markupsafe."""


def test_nothing_imports_what_is_not_declared():
    declared = re.search(
        r"\ndependencies = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.DOTALL
    )
    assert declared is not None
    names = {name.replace("-", "_") for name in re.findall(r'"([a-z0-9-]+)', declared[1])} | BROUGHT_ALONG
    foreign = {module.split(".")[0] for name in MODULES for module in imports(name)} - set(
        sys.stdlib_module_names
    )
    assert sorted(foreign - names - {"whichcert"}) == []


def named_rooms() -> set[str]:
    """Return the folders and files that the tree in docs/architecture.md names under src/whichcert/."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    block = re.search(r"src/whichcert/\n(.*?)```", text, re.DOTALL)
    assert block is not None
    lines = [line.strip() for line in block[1].splitlines() if line.startswith("  ")]
    heads = [re.split(r"\s{2,}", line)[0].split() for line in lines]
    return {name for head in heads for name in head if name.endswith(("/", ".py"))}


def test_the_document_names_every_room_and_no_other():
    folders = {f"{path.name}/" for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    files = {path.name for path in SOURCE.glob("*.py")} - {"__init__.py", "__main__.py"}
    assert named_rooms() - {"library.py"} == (folders | files) - {"library.py"}


def test_the_document_draws_the_rule_that_is_kept():
    document = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for layer in (
        "flows | interop",
        "catalogue | bank | orient | measure | decide | market | memory",
        "chi_square | interval | normal",
    ):
        assert layer in document
        assert f'"{layer}"' in contract


def test_tests_stand_in_the_same_tree():
    """Every folder of tests is a room of the source, or one of the few that cut across."""
    across = {"known", "browser", "content"}
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir()}
    folders = {
        path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    assert folders - across <= rooms
