"""A petition's life is replayed as moves of our ticket, none refused."""

import gzip
import json
from pathlib import Path

from scripts.evaluate.lives import replay

# day | what happens | more of it
LIFE = """
01 | petition |
01 | status   | Модерация
02 | status   | Рассмотрение
03 | route    |
04 | answer   | interim 2021-02-10
05 | status   | Промежуточный ответ
08 | answer   | Дефект устранён, проверьте, пожалуйста.
09 | status   | Получен ответ
12 | status   | Завершено: Автоматически
20 | petition |
21 | status   | Рассмотрение
22 | answer   | Работы будут выполнены весной, установлено, что сейчас нельзя.
23 | status   | Получен ответ
"""


def test_a_life_with_a_repeat_is_replayed_whole(tmp_path: Path) -> None:
    events = []
    for line in LIFE.strip().splitlines():
        day, what, more = (part.strip() for part in line.split("|"))
        event = {"t": what, "dt": f"2021-02-{day}T10:00:00", "status": more, "text": more}
        interim = more.removeprefix("interim ") if more.startswith("interim") else None
        events.append({**event, "org": "Жилкомсервис", "interim": interim})
    life = {"category": "Двор", "reason": "Снег не убран", "events": events}
    path = tmp_path / "lives.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(life, ensure_ascii=False) + "\n")
    tally = replay(path)
    assert (tally.lives, tally.refused, tally.broken, tally.ended) == (1, {}, {}, {})
    assert tally.answered == 1
