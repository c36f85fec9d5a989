"""What an operator decides: read once, refused when it makes no sense."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from pipeline.dispatch.presets import DispatchSettings
from pipeline.errors import WrongUsage
from pipeline.faults import why
from pipeline.home import CONFIG
from pipeline.opinion.presets import OpinionSettings
from pipeline.register.presets import CommitteeSettings, known_district
from pipeline.reports.presets import ReportSettings
from pipeline.sending import MailSettings

GROUP = re.compile(r"(?:https?://)?(?:m\.)?(?:vk\.(?:com|ru)/)?([A-Za-z][A-Za-z0-9_.]*|club\d+)/?")
WALL = re.compile(r"(?:https?://)?(?:m\.)?(?:vk\.(?:com|ru)/)?(wall-\d+_\d+)")

# The words of the validation library are English; an operator reads these.
RUSSIAN = {
    "missing": "не задано",
    "extra_forbidden": "такого параметра нет, проверьте название",
    "string_type": "нужна строка в кавычках",
    "int_parsing": "нужно целое число",
    "int_type": "нужно целое число",
    "bool_parsing": "нужно true или false",
    "list_type": "нужен список в квадратных скобках",
    "tuple_type": "нужен список в квадратных скобках",
    "time_parsing": "нужно время без кавычек, например 09:00:00",
    "time_type": "нужно время без кавычек, например 09:00:00",
    "enum": "можно только {expected}",
    "literal_error": "можно только {expected}",
}


class SourceSettings(BaseModel):
    """A community as written in the configuration."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: str
    profile: str = "heating"
    district: Annotated[str, AfterValidator(known_district)] = ""
    settlement: str = ""
    intake_posts: tuple[str, ...] = ()
    topic: int = 0
    officials: tuple[int, ...] = ()  # people who answer for the authority under their own names

    @field_validator("group")
    @classmethod
    def short_name(cls, value: str) -> str:
        """«teplo_lo» out of a short name, «club5» or a link."""
        found = GROUP.fullmatch(value.strip())
        if not found:
            msg = f"«{value}» не похоже на сообщество: укажите короткое имя, club123 или ссылку"
            raise ValueError(msg)
        return found[1]

    @field_validator("intake_posts")
    @classmethod
    def wall_posts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """«wall-1_2» out of each name or link of a post."""
        found = [WALL.match(post.strip()) for post in value]
        for post, match in zip(value, found, strict=True):
            if not match:
                msg = f"«{post}» не похоже на запись: нужно вида wall-192657233_3845"
                raise ValueError(msg)
        return tuple(match[1] for match in found if match)


SECRETS = ("vk_token", "vk_write_token", "mail_password", "opinion_key")


class Settings(BaseSettings):
    """Everything that the environment and otklik.toml say."""

    model_config = SettingsConfigDict(
        env_prefix="OTKLIK_", frozen=True, extra="forbid", hide_input_in_errors=True
    )

    home: Path
    database_url: str = Field(default="", repr=False)  # may hold a password
    source: tuple[SourceSettings, ...] = ()
    dispatch: DispatchSettings = DispatchSettings()
    committee: tuple[CommitteeSettings, ...] = ()
    report: tuple[ReportSettings, ...] = ()
    mail: MailSettings | None = None
    mail_password: SecretStr = Field(default=SecretStr(""), repr=False)
    opinion: OpinionSettings | None = None
    opinion_key: SecretStr = Field(default=SecretStr(""), repr=False)
    keep_raw_days: int = Field(default=90, ge=1)  # the archive of VK's answers holds personal data
    vk_api_url: str = ""
    vk_token: SecretStr = Field(default=SecretStr(""), repr=False)
    vk_token_file: Path | None = None
    vk_write_token: SecretStr = Field(default=SecretStr(""), repr=False)
    vk_write_token_file: Path | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment overrides the file, which arrives as the arguments."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    @model_validator(mode="after")
    def once(self) -> Self:
        """Of two equal sections the second would quietly take the place of the first."""
        for what, names in (
            ("[[source]]", [f"{one.group} {one.topic or ''}".rstrip() for one in self.source]),
            ("[[committee]]", [one.name for one in self.committee]),
        ):
            if twice := next((name for name in names if names.count(name) > 1), None):
                msg = f"раздел {what} «{twice}» стоит дважды: оставьте один или переименуйте"
                raise ValueError(msg)
        return self

    @property
    def url(self) -> str:
        """The database, in the workspace unless told otherwise."""
        return self.database_url or f"sqlite:///{self.home / 'otklik.db'}"

    def read_tokens(self) -> tuple[str, ...]:
        """The reading keys, separated by commas or spaces; raises WrongUsage for an open file."""
        return _tokens(self.vk_token, self.vk_token_file)

    def write_tokens(self) -> tuple[str, ...]:
        """The community's keys for answering and chats; raises WrongUsage for an open file."""
        return _tokens(self.vk_write_token, self.vk_write_token_file)


def _tokens(secret: SecretStr, path: Path | None) -> tuple[str, ...]:
    text = secret.get_secret_value() or (read_secret(path) if path else "")
    return tuple(text.replace(",", " ").split())


def read_secret(path: Path) -> str:
    """What a file of mode 0600 holds; raises WrongUsage when others may read it."""
    try:
        if path.stat().st_mode & 0o077:
            msg = f"Файл с ключом {path} открыт другим пользователям: выполните chmod 600 {path}"
            raise WrongUsage(msg)
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        msg = f"Файл с ключом {path} не прочитан ({_why(exc)}): проверьте путь к нему и права."
        raise WrongUsage(msg) from exc


def _why(fault: OSError | UnicodeDecodeError) -> str:
    return why(fault) if isinstance(fault, OSError) else "это не текст в UTF-8"


def load_settings(home: Path) -> Settings:
    """Settings of a workspace; raises WrongUsage naming the line's key and the mend."""
    path = home / CONFIG
    try:
        given: dict[str, Any] = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
        _refuse_secrets(path, given)
        # OTKLIK_HOME is in the environment too, and --home wins over it.
        return Settings(**{**given, "home": home}).model_copy(update={"home": home})
    except tomllib.TOMLDecodeError as exc:
        msg = f"{path}: файл не разобран ({exc}). Исправьте строку или создайте заново: otklik init"
        raise WrongUsage(msg) from exc
    except ValidationError as exc:
        raise WrongUsage(_explain(path, exc)) from None  # the cause would show what was typed
    except (OSError, UnicodeDecodeError) as exc:
        msg = f"{path}: файл не прочитан ({_why(exc)}). Проверьте права и кодировку UTF-8."
        raise WrongUsage(msg) from exc


def _refuse_secrets(path: Path, given: dict[str, Any]) -> None:
    """The file is copied, sent and backed up: what it must not hold stays out of it."""
    for name in SECRETS:
        if name in given:
            msg = f"{path}: {name} сюда не пишут: задайте переменную OTKLIK_{name.upper()}."
            raise WrongUsage(msg)


def _explain(path: Path, error: ValidationError) -> str:
    lines = []
    for found in error.errors(include_url=False, include_input=False):
        where = ".".join(str(part + 1) if isinstance(part, int) else part for part in found["loc"])
        expected = str(found.get("ctx", {}).get("expected", "")).replace(" or ", ", ")
        told = RUSSIAN.get(found["type"], "").format(expected=expected)
        told = told or found["msg"].removeprefix("Value error, ")
        lines.append(f"{where}: {told}" if where else told)
    return f"{path} (или переменные OTKLIK_…): " + "; ".join(lines)
