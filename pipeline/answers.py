"""Predictions as documents with the keys of the contract, as lines of JSON and as sentences."""

import json
from collections.abc import Sequence
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

from nlp.place import Place
from nlp.prediction import NO_FACTS, Prediction
from pipeline.register.titles import kind_title, topic_title

PLACE = (
    "text", "start", "stop", "region", "district", "settlement", "street",
    "house", "building", "flat", "confidence",
)  # fmt: skip
BOOLEAN = ("false", "true")
place_values = attrgetter(*PLACE)
encode = json.JSONEncoder(ensure_ascii=False).encode


def answer(prediction: Prediction, artifact: str) -> dict[str, Any]:
    """A prediction with the keys of the contract."""
    return {
        "labels": list(prediction.labels),
        "scores": prediction.scores,
        "subtopics": list(prediction.subtopics),
        "kind": str(prediction.kind),
        "urgent": prediction.urgent,
        "review": prediction.review,
        "addresses": [place_document(place) for place in prediction.addresses],
        "facts": prediction.facts.document(),
        "because": list(prediction.because),
        "artifact": artifact,
    }


def place_document(place: Place) -> dict[str, Any]:
    """A place with the keys of the contract."""
    document = dict(zip(PLACE, place_values(place), strict=True))
    document["alternatives"] = [place_document(other) for other in place.alternatives]
    return document


class Spelled(dict[float, str]):
    """Chances as JSON writes them; of four digits there are not many, so each is spelled once."""

    def __missing__(self, chance: float) -> str:
        """Spell a new one."""
        self[chance] = spelled = repr(chance)
        return spelled


class Lines:
    """Answers as lines of JSON, the same to the byte as an encoder writes them, but sooner."""

    def __init__(self, artifact: str) -> None:
        self.artifact = encode(artifact)
        self.spelled = Spelled()
        self.scores: dict[tuple[str, ...], str] = {}  # labels → their scores with gaps

    def line(self, id_: Any, prediction: Prediction) -> str:
        """One answer under the id of its question."""
        places = [place_document(place) for place in prediction.addresses]
        facts = prediction.facts
        return (
            f'{{"id": {encode(id_)}, "labels": {listed(prediction.labels)}, '
            f'"scores": {self._scores(prediction.scores)}, '
            f'"subtopics": {listed(prediction.subtopics)}, "kind": "{prediction.kind}", '
            f'"urgent": {BOOLEAN[prediction.urgent]}, "review": {BOOLEAN[prediction.review]}, '
            f'"addresses": {encode(places) if places else "[]"}, '
            f'"facts": {encode(facts.document()) if facts is not NO_FACTS else "{}"}, '
            f'"because": {listed(prediction.because)}, "artifact": {self.artifact}}}'
        )

    def _scores(self, scores: dict[str, float]) -> str:
        labels = tuple(scores)
        gaps = self.scores.get(labels)
        if gaps is None:
            gaps = "{" + ", ".join(f"{encode_basestring(label)}: %s" for label in labels) + "}"
            self.scores[labels] = gaps
        return gaps % tuple(map(self.spelled.__getitem__, scores.values()))


def listed(words: Sequence[str]) -> str:
    """Words as a list of JSON."""
    return f"[{', '.join(map(encode_basestring, words))}]" if words else "[]"


def explain(prediction: Prediction) -> str:
    """The same for people, in a few lines."""
    lines = [
        f"Вид: {kind_title(prediction.kind)}{', СРОЧНО' if prediction.urgent else ''}"
        f"{', на проверку оператору' if prediction.review else ''}",
        "Темы: " + ", ".join(_scored(prediction, label) for label in prediction.labels),
    ]
    lines += [f"Адрес: {_spelled(place)}" for place in prediction.addresses]
    if prediction.because:
        lines.append(f"Решили слова: {', '.join(prediction.because)}")
    return "\n".join(lines)


def _scored(prediction: Prediction, label: str) -> str:
    score = prediction.scores.get(label)
    return topic_title(label) + ("" if score is None else f" {score:.2f}")


def _spelled(place: Place) -> str:
    parts = (place.settlement, place.street, place.house, place.building, place.flat)
    known = ", ".join(part for part in parts if part)
    district = f" ({place.district} район)" if place.district else ""
    return f"{known}{district}, уверенность {place.confidence:.2f}"
