"""What the repository may hold: small files, no machine's paths, no texts of postings, figures as JSON."""

import ast
import csv
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MOST_BYTES = 1_000_000
# written in parts, so that this file does not name what it forbids
MACHINE = re.compile(r"(?<![\w./~}-])/(?:" + "|".join(("work", "tmp", "root", "home", "Users")) + r")/[\w.]")
HOSTS = ("pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.org", "ana" + r"conda\.org")
REGISTRY = re.compile("|".join(HOSTS))


def tracked() -> list[Path]:
    """Return what git tracks; without git, what a released copy holds."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this copy is not a git checkout")
    return [path for path in (ROOT / name for name in listed.split("\0") if name) if path.is_file()]


TEXTS = {
    ".py",
    ".toml",
    ".md",
    ".html",
    ".css",
    ".js",
    ".svg",
    ".jinja",
    ".csv",
    ".tsv",
    ".txt",
    ".in",
    ".json",
    "",
}


def texts() -> dict[str, str]:
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in tracked()
        if path.suffix in TEXTS
    }


def test_no_file_is_large():
    large = {path.relative_to(ROOT).as_posix(): path.stat().st_size for path in tracked()}
    assert {name: size for name, size in large.items() if size > MOST_BYTES} == {}


def test_no_file_names_a_path_of_a_machine():
    found = {name: MACHINE.findall(text) for name, text in texts().items()}
    assert {name: places for name, places in found.items() if places} == {}


def test_no_file_names_the_host_of_a_package_registry():
    found = {name: REGISTRY.findall(text) for name, text in texts().items()}
    assert {name: places for name, places in found.items() if places} == {}


@pytest.mark.parametrize(
    ("text", "is_path"),
    [
        ("see /" + "work/main", True),
        ('"/' + 'tmp/x"', True),
        ("/" + "home/me", True),
        ("https://example.org/" + "work/x", False),
        ("a/" + "tmp/b", False),
        ("/" + "workshop", False),
    ],
)
def test_the_scan_knows_a_path_when_it_sees_one(text, is_path):
    assert bool(MACHINE.search(text)) is is_path


def test_the_gold_standard_holds_labels_and_no_text():
    with (ROOT / "tests/market/gold.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert not {name for name in rows[0] if re.search(r"text|title|description|body|company", name)}
    longest = max(len(value or "") for row in rows for value in row.values())
    assert longest <= 120


def test_content_is_text():
    kinds = {path.suffix for path in (ROOT / "src/whichcert/content").rglob("*") if path.is_file()}
    assert kinds <= {".toml", ".md", ".csv"}


def scripts() -> list[Path]:
    found = sorted((ROOT / "bench").glob("*.py"))
    return [path for path in found if "__main__" in path.read_text(encoding="utf-8")]


def ends_with_json(path: Path) -> bool:
    """Say whether the last thing that a script does is to print JSON, itself or through a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guard = next(
        node for node in reversed(tree.body) if isinstance(node, ast.If) and "__main__" in ast.unparse(node)
    )
    return _last_prints(guard.body, _functions(tree))


def _functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)} | {
        "table": _imported("side_by_side.py", "table")
    }


def _imported(file: str, name: str) -> ast.FunctionDef:
    body = ast.parse((ROOT / "bench" / file).read_text(encoding="utf-8")).body
    return next(node for node in body if isinstance(node, ast.FunctionDef) and node.name == name)


def _last_prints(body: list[ast.stmt], functions: dict[str, ast.FunctionDef]) -> bool:
    last = body[-1]
    if not (isinstance(last, ast.Expr) and isinstance(last.value, ast.Call)):
        return False
    called = ast.unparse(last.value.func)
    if called == "print":
        return ast.unparse(last.value.args[0]).startswith("json.dumps(")
    return called in functions and _last_prints(functions[called].body, functions)


@pytest.mark.parametrize("path", scripts(), ids=lambda path: path.name)
def test_every_bench_ends_with_one_json_object(path):
    assert ends_with_json(path)


def test_a_bench_that_prints_something_else_last_is_seen(tmp_path):
    path = tmp_path / "bench.py"
    start = "import json\ndef main():\n    print(json.dumps({}))\n"
    path.write_text(start + "if __name__ == '__main__':\n    main()\n", encoding="utf-8")
    assert ends_with_json(path)
    path.write_text(start + "    print('done')\nif __name__ == '__main__':\n    main()\n", encoding="utf-8")
    assert not ends_with_json(path)
