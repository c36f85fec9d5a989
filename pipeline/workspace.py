"""A folder with otklik.toml: where a headquarters' data live."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from models.database import NewerDatabase, open_engine, open_sessions, upgrade
from pipeline.errors import BrokenDatabase, WrongUsage
from pipeline.faults import database_fault, why
from pipeline.home import CONFIG, artifacts_of
from pipeline.settings import Settings, load_settings

TEMPLATE = """\
# Рабочая папка otklik. Переменные окружения OTKLIK_… важнее этого файла.
# Ключи доступа сюда не пишут: OTKLIK_VK_TOKEN или OTKLIK_VK_TOKEN_FILE (права 0600).

# База данных; без строки ниже это otklik.db в этой папке.
# database_url = "postgresql+psycopg://otklik@localhost/otklik"

# Сколько дней хранить ответы VK, из которых otklik harvest --replay восстанавливает собранное.
# keep_raw_days = 90

# Сообщество, которое читаем; таких разделов может быть несколько.
# [[source]]
# group = "teplo_lo"                        # короткое имя, club123 или ссылка
# profile = "heating"                       # heating: теплоштаб, snow: снежный штаб
# district = "Всеволожский"                 # дом сообщества, подсказка для адресов
# settlement = ""
# intake_posts = ["wall-192657233_3845"]    # записи для приёма жалоб: читаются целиком
# officials = [123456]                      # кто отвечает за штаб под своим именем

# Кому уходят карточки и предупреждения; без файла ответственных не уходит ничего.
# [dispatch]
# responsible = "responsible.csv"
# duty_chat = "vk:2000000012"

# Реестр комитета: его доля обращений, его столбцы. Делает otklik run к часу at и otklik export.
# [[committee]]
# name = "КТЭК"                             # стоит в имени файла и в --committee
# topics = ["heating", "hot_water"]         # или districts, departments; без них всё
# profile = "xlsx"                          # excel-ru, cp1251, rfc, jsonl, open311, open311-xml
# columns = []                              # коды столбцов, лист «Описание»; без них все
# path = "реестры/реестр_{committee}_{date}_{time}"
# at = [09:00:00]
# days = ["mon", "thu"]                     # без них каждый день
# mail = ["ktek@example.org"]

# Сводка к часу; открытая не называет групп меньше пяти карточек.
# [[report]]
# name = "daily"                            # otklik report --help перечислит все
# formats = ["html", "xlsx"]
# public = false                            # true: открытая, только weekly и districts
# at = [09:00:00, 18:00:00]
# mail = ["shtab@example.org"]

# Почта, по которой уходят реестры и сводки; пароль только в OTKLIK_MAIL_PASSWORD.
# [mail]
# host = "smtp.example.org"
# port = 465
# security = "tls"                          # или starttls
# user = "shtab@example.org"
# sender = "shtab@example.org"

# Второе мнение о том, в чём разбор сомневается: сервер закрытой сети с протоколом OpenAI. Уходит
# только текст без телефонов, квартир и имён; ключ, если нужен, в OTKLIK_OPINION_KEY.
# [opinion]
# url = "http://10.0.0.5:8000/v1"
# model = "qwen2.5-7b-instruct"
# calls = 100                               # не больше за один запуск
# seconds = 20                              # не дольше на один ответ
"""


@dataclass(frozen=True, slots=True)
class Workspace:
    """An opened workspace; the database's tables are up to date."""

    home: Path
    settings: Settings
    engine: Engine
    sessions: sessionmaker[Session]

    @property
    def artifacts(self) -> Path:
        """Where locally trained artifacts lie."""
        return artifacts_of(self.home)


def init(home: Path) -> Path:
    """Create the folder and a commented configuration; an existing one stays as it is."""
    path = home / CONFIG
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(TEMPLATE, encoding="utf-8")
    except OSError as exc:
        msg = f"Папка {home} не создана ({why(exc)}): проверьте права или выберите другую."
        raise WrongUsage(msg) from exc
    return path


def open_workspace(home: Path) -> Workspace:
    """Read the settings and bring the database up to date; raises WrongUsage, BrokenDatabase."""
    if not home.is_dir():
        msg = f"Рабочей папки {home} нет: создайте её командой otklik init {home}"
        raise WrongUsage(msg)
    settings = load_settings(home)
    engine = _engine(settings.url)
    try:
        upgrade(engine)
    except NewerDatabase as exc:
        msg = f"База создана более новой версией otklik (ревизия {exc}): обновите программу."
        raise BrokenDatabase(msg) from exc
    except SQLAlchemyError as exc:
        msg = f"База не открыта ({_cause(exc)}): проверьте папку {home}, права и свободное место."
        raise BrokenDatabase(msg) from exc
    return Workspace(home, settings, engine, open_sessions(engine))


def _engine(url: str) -> Engine:
    try:
        return open_engine(url)
    except (ArgumentError, ModuleNotFoundError, ValueError) as exc:
        # A port that is no number may be a piece of the password.
        said = "порт не число" if isinstance(exc, ValueError) else exc
        msg = f"Адрес базы не понят ({said}): проверьте database_url, OTKLIK_DATABASE_URL и extras."
        raise WrongUsage(msg) from None


def _cause(error: SQLAlchemyError) -> str:
    return database_fault(error) or str(error).strip().partition("\n")[0]
