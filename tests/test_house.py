"""What holds the house up: the direction of imports and what the wheel contains."""

import ast
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = {"cli", "commands", "data", "harvester", "models", "nlp", "pipeline", "scripts", "tests"}

# package | what it may import of ours
DIRECTIONS = """
data      |
harvester | data
models    | data
nlp       | data
pipeline  | data harvester models nlp
commands  | data models nlp pipeline
cli       | commands pipeline
"""


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("line", DIRECTIONS.strip().splitlines())
def test_imports_go_one_way(line: str) -> None:
    package, allowed = (part.strip() for part in line.split("|"))
    paths = [ROOT / "cli.py"] if package == "cli" else list((ROOT / package).rglob("*.py"))
    assert paths
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imports_of(path)
        if name in OURS - {package, *allowed.split()}
    }
    assert not wrong


def test_nothing_is_pickled() -> None:
    for package in OURS - {"tests", "cli"}:
        for path in (ROOT / package).rglob("*.py"):
            assert not {"pickle", "joblib", "marshal", "shelve"} & set(imports_of(path)), path


def test_only_settings_and_the_command_line_read_the_environment() -> None:
    for package in ("harvester", "models", "nlp", "pipeline"):
        for path in (ROOT / package).rglob("*.py"):
            assert "os.environ" not in path.read_text("utf-8"), path


def test_help_comes_without_heavy_imports() -> None:
    code = "import sys, cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"numpy", "pandas", "sklearn", "sqlalchemy", "pymorphy3", "vk_api", "requests", "rich"}
    assert not heavy & set(loaded.stdout.split())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet"]
    subprocess.run([*build, "--wheel-dir", str(folder), str(ROOT)], check=True)
    [path] = folder.glob("*.whl")
    return zipfile.ZipFile(path).namelist()


def test_the_wheel_holds_the_program_and_its_data_only(wheel: list[str]) -> None:
    tops = {name.split("/")[0] for name in wheel if ".dist-info" not in name}
    assert tops == {"cli.py", "commands", "data", "harvester", "models", "nlp", "pipeline"}
    assert not [
        name
        for name in wheel
        if "__pycache__" in name or name.startswith(("data/eval", "data/labels"))
    ]


@pytest.mark.parametrize(
    "name",
    [
        "data/demo/season.jsonl",
        "data/policy.toml",
        "data/corpus/a.jsonl",
        "data/gazetteer/forms.tsv",
    ],
)
def test_the_wheel_brings_its_data(wheel: list[str], name: str) -> None:
    assert name in wheel
