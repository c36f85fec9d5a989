"""One token's way to VK: the vk_api client, taught to time out and to speak our errors."""

from collections.abc import Mapping
from typing import Any

import jconfig  # type: ignore[import-untyped]
import requests
import urllib3.exceptions
import vk_api
from vk_api.exceptions import ApiError, ApiHttpError, Captcha, VkApiError

from harvester.errors import HarvestError, Misdirected, Overloaded, Unreachable, error_of
from harvester.shape import find_int
from harvester.token import Token

VERSION = "5.199"
VK_URL = "https://api.vk.ru/method/"
TIMEOUT = (5.0, 20.0)  # seconds to connect and between bytes; vk_api itself waits for ever
CHECK_URL = "проверьте OTKLIK_VK_API_URL"
NEVER_MIND = (408, 429)  # HTTP refusals that pass by themselves

WRONG_URL = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
)


class _Session(requests.Session):
    """Sends vk_api's calls to the configured base, with a time-out and without redirects."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def request(self, method: str | bytes, url: str | bytes, **rest: Any) -> requests.Response:  # type: ignore[override]
        """As requests does, elsewhere; a redirect could carry the key to a stranger."""
        there = str(url).replace(VK_URL, self.base)
        return super().request(
            method, there, **{"timeout": TIMEOUT, "allow_redirects": False, **rest}
        )


class _Api(vk_api.VkApi):  # type: ignore[misc]
    """vk_api without its own pauses: the pace is kept for all processes elsewhere."""

    RPS_DELAY = 0.0

    def too_many_rps_handler(self, error: ApiError) -> None:
        """Raise: vk_api would sleep and repeat without end."""


class Door:
    """Calls methods of VK with one token."""

    def __init__(self, token: Token, base: str = VK_URL) -> None:
        self.token = token
        self.base = base if base.endswith("/") else f"{base}/"
        self._api = _Api(
            token=token.secret,
            api_version=VERSION,
            session=_Session(self.base),
            config=jconfig.MemoryConfig,  # vk_api would read a file of the current folder
        )

    def call(self, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """The whole answer, «response» and perhaps «execute_errors»; raises HarvestError."""
        answer, error = self._try(method, params)
        # Raised out here because the library's exceptions hold the key in their attributes.
        if error is not None:
            raise type(error)(self.token.hide(f"{method}: {error}"), error.code)
        if not isinstance(answer, dict) or answer.get("response") is None:
            msg = f"{method}: ответ не похож на ответ VK"
            raise Overloaded(msg)
        return answer

    def _try(self, method: str, params: Mapping[str, Any]) -> tuple[Any, HarvestError | None]:
        try:
            return self._api.method(method, dict(params), raw=True), None
        except Captcha as exc:
            return None, error_of(exc.code, "Captcha needed")
        except ApiError as exc:
            said = str(exc.error.get("error_msg", ""))
            return None, error_of(find_int(exc.error, "error_code") or 1, said)
        except ApiHttpError as exc:
            return None, self._http(exc.response.status_code)
        except requests.exceptions.InvalidJSONError:
            return None, Overloaded("вместо ответа VK пришло что-то другое")
        except WRONG_URL as exc:
            return None, Misdirected(f"адрес {self.base} не годится ({exc}): {CHECK_URL}")
        except (OSError, urllib3.exceptions.HTTPError) as exc:
            said = f"{self.base} не отвечает ({_cause(exc)}): проверьте сеть и адрес"
            return None, Unreachable(said)
        except KeyError as exc:
            # Newer answers need not hold the picture that the library looks for.
            asked = "captcha" in str(exc)
            return None, error_of(14, "Captcha needed") if asked else _unlike(exc)
        except (VkApiError, TypeError, ValueError) as exc:
            # The library trusts that JSON is an object and that an error has a code.
            return None, _unlike(exc)

    def _http(self, status: int) -> HarvestError:
        if status >= 500 or status in NEVER_MIND:
            return Overloaded(f"{self.base} отвечает HTTP {status}")
        return Misdirected(f"{self.base} отвечает HTTP {status}: {CHECK_URL}")


def _unlike(error: Exception) -> Overloaded:
    return Overloaded(f"ответ не похож на ответ VK ({type(error).__name__})")


def _cause(error: BaseException) -> str:
    # «HTTPConnectionPool(host=…): Max retries exceeded with url …» hides the reason inside.
    while isinstance(inner := _inner(error), BaseException):
        error = inner
    return type(error).__name__


def _inner(error: BaseException) -> object:
    return getattr(error, "reason", None) or (error.args[0] if error.args else None)
