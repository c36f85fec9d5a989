"""Another opinion on a text, from a chat endpoint inside the closed network."""

import json
import tomllib
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from importlib.resources import files
from time import monotonic
from typing import Any, Self

import requests
from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from nlp.decision import MOST_LABELS, TOPICAL
from nlp.prediction import NOT_COMPLAINT, Kind
from nlp.taxonomy import taxonomy
from pipeline.opinion.presets import OpinionSettings
from pipeline.register.masking import masked
from pipeline.register.titles import kind_title, topic_title

LONGEST_TEXT = 4_000  # letters sent
LARGEST_ANSWER = 64 * 1024  # bytes read
ANSWER_TOKENS = 200


class Opinion(BaseModel):
    """A structured answer in the words of the taxonomy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: tuple[str, ...] = Field(min_length=1, max_length=MOST_LABELS)
    kind: Kind
    urgent: StrictBool

    @model_validator(mode="after")
    def makes_sense(self) -> Self:
        """Known topics, each once; «no complaint» alone and with a kind that needs no topic."""
        unknown = set(self.labels) - set(label_ids())
        alone = NOT_COMPLAINT not in self.labels or self.labels == (NOT_COMPLAINT,)
        fits = self.kind not in TOPICAL or self.labels[0] != NOT_COMPLAINT
        if unknown or not alone or not fits or len(set(self.labels)) < len(self.labels):
            msg = "no answer of the taxonomy"
            raise ValueError(msg)
        return self


def label_ids() -> tuple[str, ...]:
    """Labels of level 1."""
    return (*taxonomy().topics, NOT_COMPLAINT)


class Silence(StrEnum):
    """Why there is no opinion."""

    UNAVAILABLE = "unavailable"
    SLOW = "slow"
    NONSENSE = "nonsense"


class NoOpinion(Exception):
    """The endpoint gave nothing of use; our own answer stands."""

    def __init__(self, why: Silence) -> None:
        super().__init__(why)
        self.why = why


class Adviser:
    """An OpenAI-compatible chat endpoint that is asked one text at a time."""

    def __init__(
        self, settings: OpinionSettings, key: str = "", clock: Callable[[], float] = monotonic
    ) -> None:
        self.model = settings.model
        self._url = f"{settings.url}/chat/completions"
        self._seconds = settings.seconds
        self._clock = clock
        self._session = requests.Session()
        self._session.trust_env = False  # neither a proxy nor a stored password of the machine
        if key:
            self._session.headers["Authorization"] = f"Bearer {key}"

    def ask(self, text: str) -> Opinion:
        """Give an opinion on a text, of which personal data are masked; raises NoOpinion."""
        try:
            said = json.loads(self._post(self._question(text)))
            return Opinion.model_validate_json(said["choices"][0]["message"]["content"])
        except requests.Timeout as exc:
            raise NoOpinion(Silence.SLOW) from exc
        except requests.RequestException as exc:
            raise NoOpinion(Silence.UNAVAILABLE) from exc
        except (ValueError, LookupError, TypeError, RecursionError) as exc:
            raise NoOpinion(Silence.NONSENSE) from exc

    def _question(self, text: str) -> dict[str, Any]:
        return {
            "model": self.model,
            "temperature": 0,
            "max_tokens": ANSWER_TOKENS,
            "messages": [
                {"role": "system", "content": instruction()},
                {"role": "user", "content": masked(text)[:LONGEST_TEXT]},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "opinion", "strict": True, "schema": schema()},
            },
        }

    def _post(self, question: dict[str, Any]) -> bytes:
        """Read the answer whole, within the time and the size allowed."""
        until = self._clock() + self._seconds
        with self._session.post(
            self._url, json=question, timeout=self._seconds, stream=True, allow_redirects=False
        ) as response:
            if response.status_code != requests.codes.ok:
                raise requests.HTTPError(response=response)
            body = b""
            for chunk in response.iter_content(LARGEST_ANSWER):
                body += chunk
                if self._clock() > until:
                    raise requests.Timeout
                if len(body) > LARGEST_ANSWER:
                    raise NoOpinion(Silence.NONSENSE)
            return body


def schema() -> dict[str, Any]:
    """The form of an answer, for servers that can hold a model to it."""
    return {
        "type": "object",
        "properties": {
            "labels": {"type": "array", "items": {"type": "string", "enum": list(label_ids())}},
            "kind": {"type": "string", "enum": [str(kind) for kind in Kind]},
            "urgent": {"type": "boolean"},
        },
        "required": ["labels", "kind", "urgent"],
        "additionalProperties": False,
    }


@cache
def instruction() -> str:
    """What is asked, with today's topics and kinds."""
    raw = tomllib.loads((files("data") / "opinion.toml").read_text("utf-8"))
    topics = "\n".join(f"{label}: {topic_title(label)}" for label in label_ids())
    kinds = "\n".join(f"{kind}: {kind_title(kind)}" for kind in Kind)
    said: str = raw["instruction"]
    return said.replace("{topics}", topics).replace("{kinds}", kinds).strip()
