"""What an operator writes in otklik.toml and the environment, and what is refused."""

from pathlib import Path
from traceback import format_exception

import pytest

from pipeline.errors import WrongUsage
from pipeline.harvest.access import sources
from pipeline.home import find_home
from pipeline.settings import load_settings
from pipeline.workspace import init, open_workspace

# how a community is written | its short name
GROUPS = """
teplo_lo                             | teplo_lo
club192657233                        | club192657233
https://vk.com/teplo_lo              | teplo_lo
vk.com/teplo_lo/                     | teplo_lo
https://m.vk.com/club192657233       | club192657233
https://vk.ru/sneg.shtab             | sneg.shtab
"""

# otklik.toml | what the message names
NONSENSE = """
[[source]] group = "-192657233"                      | -192657233
[[source]] group = "два слова"                       | два слова
[[source]] profile = "heating"                       | source.1.group: не задано
[[source]] group = "a" district_ = "x"               | district_: такого параметра нет
[[source]] group = "a" intake_posts = ["3845"]       | 3845
[[source]] group = "a" [[source]] group = "vk.com/a"  | раздел [[source]] «a» стоит дважды
[[source]] group = "a" district = "Лунный"           | source.1.district: Нет района Лунный
[[committee]] name = "A" districts = ["Лунный"]      | committee.1.districts.1: Нет района
[[committee]] name = "A" [[committee]] name = "A"    | раздел [[committee]] «A» стоит дважды
[[source]] group = "a" topic = "пять"                | topic: нужно целое число
colour = "красный"                                   | colour: такого параметра нет
[[report]] name = "daily" days = ["пн"]              | days.1: можно только 'mon', 'tue'
[[report]] name = "daily" at = ["девять"]            | at.1: нужно время
[[source                                             | не разобран
"""


def written(home: Path, text: str) -> Path:
    (home / "otklik.toml").write_text(text.replace("]] ", "]]\n").replace('" ', '"\n'), "utf-8")
    return home


@pytest.mark.parametrize("line", GROUPS.strip().splitlines())
def test_a_community_is_given_as_a_name_or_a_link(line: str, tmp_path: Path) -> None:
    given, name = (part.strip() for part in line.split("|"))
    settings = load_settings(written(tmp_path, f'[[source]] group = "{given}"'))
    assert settings.source[0].group == name


@pytest.mark.parametrize("line", NONSENSE.strip().splitlines())
def test_nonsense_is_refused_by_name(line: str, tmp_path: Path) -> None:
    text, named = (part.strip() for part in line.split("|"))
    with pytest.raises(WrongUsage, match=r"otklik\.toml") as caught:
        load_settings(written(tmp_path, text))
    assert named in str(caught.value)


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTKLIK_DATABASE_URL", "sqlite:///elsewhere.db")
    assert load_settings(written(tmp_path, 'database_url = "x"')).url == "sqlite:///elsewhere.db"


def test_a_token_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTKLIK_VK_TOKEN", "vk1.a.secret, vk1.a.other")
    settings = load_settings(tmp_path)
    assert settings.read_tokens() == ("vk1.a.secret", "vk1.a.other")
    assert "secret" not in f"{settings!r} {settings} {settings.model_dump()}"


def test_a_password_of_the_database_is_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTKLIK_DATABASE_URL", "postgresql+psycopg://u:p@ss:sesame/@h/x")
    assert "sesame" not in repr(load_settings(tmp_path))
    with pytest.raises(WrongUsage, match="порт не число") as caught:
        open_workspace(tmp_path)
    assert "sesame" not in "".join(format_exception(caught.value))


def test_a_token_does_not_leak_through_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTKLIK_VK_TOKEN", "vk1.a.secret")
    with pytest.raises(WrongUsage) as caught:
        load_settings(written(tmp_path, "colour = 1"))
    assert "secret" not in str(caught.value)


def test_a_key_file_open_to_others_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "key"
    key.write_text("vk1.a.secret\n")
    key.chmod(0o644)
    monkeypatch.setenv("OTKLIK_VK_TOKEN_FILE", str(key))
    with pytest.raises(WrongUsage, match="chmod 600"):
        load_settings(tmp_path).read_tokens()
    key.chmod(0o600)
    assert load_settings(tmp_path).read_tokens() == ("vk1.a.secret",)
    key.write_bytes(b"\xff\xfe")
    with pytest.raises(WrongUsage, match="не текст в UTF-8"):
        load_settings(tmp_path).read_tokens()


def test_a_workspace_is_found_upward(tmp_path: Path) -> None:
    init(tmp_path)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find_home(None, {}, below) == tmp_path
    assert find_home(None, {"OTKLIK_HOME": str(below)}, tmp_path) == below
    assert find_home(tmp_path, {"OTKLIK_HOME": str(below)}, tmp_path) == tmp_path


def test_the_template_is_a_valid_configuration(tmp_path: Path) -> None:
    path = init(tmp_path)
    example = path.read_text("utf-8").replace("# [[", "[[").replace("\n# ", "\n")
    lines = [line for line in example.splitlines() if "=" in line or line.startswith("[")]
    path.write_text("\n".join(line for line in lines if "postgresql" not in line), "utf-8")
    settings = load_settings(tmp_path)
    assert settings.source[0].intake_posts == ("wall-192657233_3845",)
    assert settings.committee[0].topics == ("heating", "hot_water")
    assert [at.hour for at in settings.report[0].at] == [9, 18]
    assert settings.mail is not None
    assert settings.mail.security == "tls"
    assert settings.opinion is not None
    assert settings.opinion.calls == 100


def test_init_leaves_an_existing_configuration_alone(tmp_path: Path) -> None:
    written(tmp_path, 'database_url = "x"')
    assert init(tmp_path).read_text("utf-8") == 'database_url = "x"'


def test_a_wall_and_a_topic_of_one_community_are_two_sources(tmp_path: Path) -> None:
    both = '[[source]]\ngroup = "a"\n\n[[source]]\ngroup = "a"\ntopic = 7\n'
    (tmp_path / "otklik.toml").write_text(both)
    settings = load_settings(tmp_path)
    assert [spec.topic for spec in sources(settings)] == [0, 7]
    assert [spec.topic for spec in sources(settings, ["a"])] == [0, 7]


def test_a_committee_s_share_is_told_in_russian_too(tmp_path: Path) -> None:
    (tmp_path / "otklik.toml").write_text(
        '[[committee]]\nname = "A"\ntopics = ["отопление"]\ndistricts = ["Гатчина"]\n', "utf-8"
    )
    [committee] = load_settings(tmp_path).committee
    assert (committee.topics, committee.districts) == (("heating",), ("Гатчинский",))
