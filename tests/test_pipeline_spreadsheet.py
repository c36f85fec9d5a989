"""Tables of comments as committees and hackathons keep them."""

from pathlib import Path

import pytest

from pipeline.errors import WrongUsage
from pipeline.exchange.spreadsheet import BrokenRow, Table, number_of, parse_mapping, seconds

# how a date is written | the same moment
DATES = """
2023-10-13T17:45:00+03:00 | 2023-10-13T14:45:00Z
2023-10-13T17:45          | 2023-10-13T14:45:00Z
2023-10-13 17:45:00       | 2023-10-13T14:45:00Z
13.10.2023 17:45          | 2023-10-13T14:45:00Z
13.10.2023                | 2023-10-12T21:00:00Z
2023.10.13 17:45          | 2023-10-13T14:45:00Z
1697208300                | 2023-10-13T14:45:00Z
"""


def table(folder: Path, text: str, encoding: str = "utf-8") -> Table:
    path = folder / "comments.csv"
    path.write_bytes(text.encode(encoding))
    return Table(path, {"text": "Текст", "date": "Дата", "author": "Автор"}, owner_id=-5)


@pytest.mark.parametrize("line", DATES.strip().splitlines())
def test_dates_are_read_as_people_write_them(line: str) -> None:
    written, moment = (part.strip() for part in line.split("|"))
    assert seconds(written) == seconds(moment)


@pytest.mark.parametrize("text", ["", "вчера", "13/10", "9" * 5000])
def test_a_date_that_nobody_can_read_is_a_broken_row(text: str) -> None:
    with pytest.raises(BrokenRow, match="не понята"):
        seconds(text)


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "cp1251"), (",", "utf-8-sig"), ("\t", "utf-8")]
)
def test_separator_and_encoding_are_found_out(
    separator: str, encoding: str, tmp_path: Path
) -> None:
    rows = [["Дата", "Автор", "Текст"], ["13.10.2023", "7", "Нет тепла, ул. Мира, 5"]]
    quoted = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    post, comment = (found for _, found in table(tmp_path, quoted, encoding).objects())
    assert isinstance(post, dict)
    assert isinstance(comment, dict)
    assert (post["type"], post["id"], post["owner_id"]) == ("post", comment["post_id"], -5)
    assert (comment["text"], comment["from_id"]) == ("Нет тепла, ул. Мира, 5", 7)


def test_the_same_row_is_the_same_comment(tmp_path: Path) -> None:
    text = "Дата;Автор;Текст\n13.10.2023;;холодно\n13.10.2023;;очень холодно"
    first = [found["id"] for _, found in table(tmp_path, text).objects() if isinstance(found, dict)]
    again = [found["id"] for _, found in table(tmp_path, text).objects() if isinstance(found, dict)]
    assert first == again
    assert len(set(first)) == 3


def test_a_broken_row_is_told_with_its_line_and_the_rest_is_kept(tmp_path: Path) -> None:
    text = "Дата;Автор;Текст\n13.10.2023;1;холодно\nвчера;2;и у нас\n14.10.2023;3;и тут"
    found = list(table(tmp_path, text).objects())
    assert [number for number, what in found if isinstance(what, BrokenRow)] == [3]
    assert sum(isinstance(what, dict) and what["type"] == "comment" for _, what in found) == 2


def test_an_unknown_author_stays_unknown(tmp_path: Path) -> None:
    [_, (_, comment)] = table(tmp_path, "Дата;Автор;Текст\n13.10.2023;;холодно").objects()
    assert isinstance(comment, dict)
    assert comment["author_unknown"] is True


def test_a_missing_column_names_those_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"нет столбца «Текст»\. Есть: Дата, Комментарий"):
        list(table(tmp_path, "Дата;Комментарий\n13.10.2023;холодно").objects())


def test_a_mapping_names_known_fields_only() -> None:
    assert parse_mapping(["text=Текст обращения"]) == {"text": "Текст обращения"}
    with pytest.raises(WrongUsage, match="поля: id, text"):
        parse_mapping(["colour=Цвет"])


def test_names_become_stable_numbers() -> None:
    assert number_of("42") == 42
    assert number_of("-42") == -42
    assert number_of("--42") == number_of("--42 ") > 0
    assert number_of("9" * 5000) < 2**63
    assert number_of("messages:0") == number_of(" messages:0 ") > 0


@pytest.mark.parametrize("text", ["", "Текст\nхолодно"])
def test_a_table_without_columns_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="чем в ней отделены столбцы"):
        list(table(tmp_path, text).objects())
