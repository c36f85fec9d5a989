"""Every command of the README works, in its order, against an imitation of VK."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from itertools import islice
from pathlib import Path

import pytest

from tests.command import Caller
from tests.imitation.world import load_world
from tests.vk_imitation import Imitation, serving

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"^( *)```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
TOML = re.compile(r"^ *```toml\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)

# The README's community, which is nobody's here, is played by the demonstration season.
PLAYED = (("900000101", "192657233"), ("teplo_demo", "teplo_lo"), ("_3845", "_3827"))


def played(text: str) -> str:
    for ours, theirs in PLAYED:
        text = text.replace(ours, theirs)
    return text


def commands() -> Iterator[str]:
    """All shell lines: first the workspace is made and named, then the rest as written."""
    text = README.read_text("utf-8")
    blocks = [match[2] for match in BLOCK.finditer(text) if "make demo" not in match[2]]
    ready = [block for block in blocks if "otklik init" in block or "--dry-run" in block]
    for block in ready + [block for block in blocks if block not in ready]:
        yield from (line.strip() for line in block.splitlines() if line.strip())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with (files("data") / "demo" / "season.jsonl").open(encoding="utf-8") as season:
        dump = "".join(islice((line for line in season if "900000102" not in line), 150))
    (tmp_path / "dump.jsonl").write_text(played(dump), "utf-8")
    (tmp_path / "comments.csv").write_text("Дата;Автор;Текст\n13.10.2023;7;холодно\n", "utf-8")
    (tmp_path / "comments.jsonl").write_text('{"id": 1, "text": "холодно"}\n', "utf-8")
    return tmp_path


@pytest.mark.slow
def test_every_command_of_the_readme_works(folder: Path) -> None:
    lines = list(commands())
    [toml] = [match[1] for match in TOML.finditer(README.read_text("utf-8"))]
    after = next(n for n, line in enumerate(lines) if "VK_TOKEN_FILE" in line) + 1
    lines.insert(after, "cat named.toml > teplo/otklik.toml; echo service > teplo/vk.key")
    (folder / "named.toml").write_text(played(toml), "utf-8")
    assert sum(line.startswith("otklik") for line in lines) > 12
    with serving(Imitation(load_world(folder / "dump.jsonl"))) as url:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "OTKLIK_VK_API_URL": url}
        environment.pop("OTKLIK_HOME", None)
        script = "set -ex\n" + "\n".join(lines)
        done = subprocess.run(
            ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True
        )
    assert done.returncode == 0, done.stderr
    assert (folder / "реестр.csv").stat().st_size > 1000
    assert (folder / "answers.jsonl").exists()


PHRASE = re.compile(
    r'^\$ otklik classify --text "(.+)"\n(.+)\nТемы: (\w+).*\n(Адрес: .+), уверенность',
    re.MULTILINE,
)


def test_the_phrase_of_the_readme_is_classified_as_it_says(otklik: Caller) -> None:
    [(text, kind, topic, place)] = PHRASE.findall(README.read_text("utf-8"))
    said = otklik("classify", "--text", text).out
    assert said.startswith(f"{kind}\nТемы: {topic} ")
    assert place in said


def test_the_cron_line_calls_a_command_that_exists(otklik: object) -> None:
    [line] = [line for line in README.read_text("utf-8").splitlines() if line.strip()[:3] == "*/1"]
    assert line.endswith("otklik run --quiet")
