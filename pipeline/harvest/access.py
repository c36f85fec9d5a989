"""Which keys and communities the settings give."""

from collections.abc import Sequence

from harvester.token import Token
from pipeline.errors import Unauthorised, WrongUsage
from pipeline.harvest.harvest import Access, SourceSpec
from pipeline.home import CONFIG
from pipeline.settings import Settings


def reading(settings: Settings) -> Access:
    """The keys and the address of the API; raises Unauthorised when there is no key."""
    tokens = tuple(Token(secret) for secret in settings.read_tokens())
    if not tokens:
        msg = (
            "Нет ключа ВКонтакте. Создайте приложение на dev.vk.com, возьмите его сервисный ключ "
            "и задайте OTKLIK_VK_TOKEN или файл OTKLIK_VK_TOKEN_FILE с правами 0600."
        )
        raise Unauthorised(msg)
    return Access(tokens, settings.vk_api_url)


def writing(settings: Settings) -> Access:
    """The community's keys, for live events, chats and answers; raises Unauthorised."""
    tokens = tuple(Token(secret) for secret in settings.write_tokens())
    if not tokens:
        msg = (
            "Нет ключа сообщества. Создайте его в управлении сообществом (Работа с API) с правами "
            "на стену и сообщения и задайте OTKLIK_VK_WRITE_TOKEN или OTKLIK_VK_WRITE_TOKEN_FILE."
        )
        raise Unauthorised(msg)
    return Access(tokens, settings.vk_api_url)


def sources(settings: Settings, names: Sequence[str] = ()) -> list[SourceSpec]:
    """The configured walls and topics, all or of those named; raises WrongUsage."""
    specs = [SourceSpec(**source.model_dump()) for source in settings.source]
    if not specs:
        msg = f"В {settings.home / CONFIG} нет ни одного [[source]]: впишите сообщество."
        raise WrongUsage(msg)
    known = dict.fromkeys(spec.group for spec in specs)
    if unknown := [name for name in names if name not in known]:
        msg = f"Сообщества {unknown[0]} нет в {CONFIG}. Есть: {', '.join(known)}."
        raise WrongUsage(msg)
    return [spec for spec in specs if not names or spec.group in names]
