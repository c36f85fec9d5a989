"""What can go wrong on the way to VK, branched by what the caller can do.

HarvestError
├── Again             in a moment; the client has already repeated the call
│   ├── Unreachable   nobody answers at this address
│   ├── Overloaded    VK or something before it fails: 1, 6, 10, HTTP 5xx, half an answer
│   └── Flooded       the same action too often: minutes
├── Misdirected       never at this address: it is not the API
├── Limited           tomorrow: the method's daily limit
├── Refused           never for this object: closed, private, comments closed
│   └── Gone          deleted, banned or unknown: ask rarely
├── KeyRefused        never with this key: a person must act
├── Malformed         never: the request is wrong, and so is this program
│   └── TooBig        an execute batch must be halved
└── UnknownShape      look: VK answered something that we do not know
"""


class HarvestError(Exception):
    """A call brought nothing; the text is for an operator."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code  # VK's own, when VK answered


class Again(HarvestError):
    """It may work in a moment."""


class Unreachable(Again):
    """Nobody answers, or not in time."""


class Overloaded(Again):
    """The other side fails by its own fault."""


class Flooded(Again):
    """VK wants minutes of silence."""


class Misdirected(HarvestError):
    """Something answers at the configured address, and it is not the API."""


class Limited(HarvestError):
    """The daily limit of a method is used up."""


class Refused(HarvestError):
    """This object is not shown to us."""


class Gone(Refused):
    """This object does not exist any more, or never did."""


class KeyRefused(HarvestError):
    """The key is wrong, expired, of the wrong kind, or waits for its owner."""


class Malformed(HarvestError):
    """VK does not accept the request as such."""


class TooBig(Malformed):
    """The answer of a batch is over the limit."""


class UnknownShape(HarvestError):
    """The answer has not the shape that the schema promises."""


MAKE_SERVICE_KEY = (
    "возьмите сервисный ключ своего приложения (vk.com/apps?act=manage → «Настройки») "
    "и задайте его в OTKLIK_VK_TOKEN"
)

# VK's code → what it means here and what to tell; source: dev.vk.com/reference/errors.
CODES: dict[int, tuple[type[HarvestError], str]] = {
    1: (Overloaded, "VK сообщает о неизвестной ошибке"),
    2: (KeyRefused, f"приложение, которому принадлежит ключ, выключено: {MAKE_SERVICE_KEY}"),
    3: (Malformed, "VK не знает такого метода"),
    5: (KeyRefused, f"ключ VK недействителен или просрочен: {MAKE_SERVICE_KEY}"),
    6: (Overloaded, "слишком много обращений в секунду"),
    7: (Refused, "нет прав на это действие"),
    8: (Malformed, "VK не понял запрос"),
    9: (Flooded, "VK просит сделать перерыв: слишком много одинаковых действий"),
    10: (Overloaded, "внутренняя ошибка VK"),
    12: (Malformed, "VK не понял код execute"),
    13: (TooBig, "ответ execute слишком велик"),
    14: (KeyRefused, "VK требует ввести код с картинки: войдите в VK владельцем ключа"),
    15: (Refused, "доступ закрыт"),
    17: (KeyRefused, "VK требует подтвердить вход: войдите в VK владельцем ключа"),
    18: (Gone, "страница удалена или заблокирована"),
    19: (Gone, "содержимое заблокировано"),
    27: (KeyRefused, f"ключ сообщества не годится для чтения стены: {MAKE_SERVICE_KEY}"),
    28: (KeyRefused, "сервисный ключ не годится для этого метода: нужен ключ пользователя"),
    29: (Limited, "исчерпан суточный лимит метода"),
    30: (Refused, "профиль закрыт"),
    100: (Malformed, "VK не принял параметр запроса"),
    104: (Gone, "не найдено"),
    113: (Gone, "такого пользователя нет"),
    125: (Gone, "такого сообщества нет"),
    203: (Refused, "сообщество закрыто"),
    211: (Refused, "нет доступа к записям"),
    212: (Refused, "комментарии закрыты"),
    213: (Refused, "комментарии закрыты"),
    214: (Refused, "записи закрыты"),
    1117: (KeyRefused, f"срок ключа VK истёк: {MAKE_SERVICE_KEY}"),
}


def error_of(code: int, said: str) -> HarvestError:
    """VK's error as ours; a code that nobody told us about is final for the object."""
    kind, meaning = CODES.get(code, (Refused, "VK отказал"))
    return kind(f"{meaning} (ошибка VK {code}: {said})", code)
