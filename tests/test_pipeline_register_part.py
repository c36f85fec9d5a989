"""Files that are there whole or not at all."""

import os
from pathlib import Path

from pipeline.register.part import written_whole


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "канал"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    with written_whole(pipe) as part:
        part.write_bytes(b"1;2\n")

    assert os.read(reader, 100) == b"1;2\n"
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]
    os.close(reader)


def test_a_file_is_as_before_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "реестр.csv"
    path.write_text("прежний", "utf-8")

    with written_whole(path) as part:
        part.write_text("новый", "utf-8")
        assert path.read_text("utf-8") == "прежний"

    assert path.read_text("utf-8") == "новый"
    assert list(tmp_path.iterdir()) == [path]
