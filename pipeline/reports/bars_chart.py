"""Bars in parts: the funnel of the equation, and how terms are kept."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from pipeline.reports.pictures import Deadlines, Funnel, Step
from pipeline.reports.svg import INK, element, label, picture, text_width

WIDTH, BAR, GAP = 348.0, 30.0, 20.0  # a phone shows all of it
LINE = 22.0  # of the names under a bar
SWATCH = 16.0
# The first part is the good one; patterns tell the parts apart where colours do not.
FILLS = (
    ("#0072b2", ""),
    ("#e0b400", "M0 8L8 0"),
    ("#b0b7bf", "M4 0V8"),
    ("#a34700", "M0 4H8M4 0V8"),
)


def draw_bars(bars: Funnel | Deadlines, number: int) -> Markup:
    """The picture; a bar of the funnel is as long as its share of the longest."""
    steps = bars.steps if isinstance(bars, Funnel) else bars.bars
    most = max((step.total for step in steps), default=0)
    drawn, y = [], 4.0
    for step in steps:
        whole = most if isinstance(bars, Funnel) else step.total
        part = list(_bar(step, whole, y, number))
        y += 20 + BAR + LINE * len(_rows(step)) + GAP
        drawn += part
    told = "; ".join(
        f"{step.name} {step.total}: " + ", ".join(f"{name} {n}" for name, n in step.parts)
        for step in steps
    )
    return picture(number, (WIDTH, y), bars.title, told, _patterns(number), *drawn)


def _bar(step: Step, whole: int, y: float, number: int) -> Iterator[Markup]:
    yield label(f"{step.name}: {step.total}", 0, y + 12, font_weight="bold")
    x = 0.0
    for kind, (_, count) in enumerate(step.parts):
        width = WIDTH * count / whole if whole else 0.0
        if count:
            yield _box(x, y + 20, width, BAR, f"part-{number}-{kind}")
        x += width
    for line, parts in enumerate(_rows(step)):
        yield from _legend(parts, y + 20 + BAR + LINE * (line + 0.75), number)


def _box(x: float, y: float, width: float, height: float, fill: str) -> Markup:
    return element("rect", x=x, y=y, width=width, height=height, fill=f"url(#{fill})", stroke=INK)


Part = tuple[int, str]


def _rows(step: Step) -> list[list[Part]]:
    """The names of the parts, as many to a line as fit."""
    rows: list[list[Part]] = [[]]
    for kind, (name, count) in enumerate(step.parts):
        part = (kind, f"{name} {count}")
        if rows[-1] and _taken([*rows[-1], part]) > WIDTH:
            rows.append([])
        rows[-1].append(part)
    return rows


def _taken(parts: Sequence[Part]) -> float:
    return sum(SWATCH + 30 + text_width(name) for _, name in parts)


def _legend(parts: Sequence[Part], y: float, number: int) -> Iterator[Markup]:
    x = 1.0
    for kind, name in parts:
        yield _box(x, y - 12, SWATCH, SWATCH, f"part-{number}-{kind}")
        yield label(name, x + SWATCH + 6, y + 1)
        x += SWATCH + 30 + text_width(name)


def _patterns(number: int) -> Markup:
    return element("defs", *(_pattern(number, kind) for kind in range(len(FILLS))))


def _pattern(number: int, kind: int) -> Markup:
    colour, stroke = FILLS[kind]
    return element(
        "pattern",
        element("rect", width=8, height=8, fill=colour),
        element("path", d=stroke, stroke=INK, stroke_width=1),
        id=f"part-{number}-{kind}",
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
    )
