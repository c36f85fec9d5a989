"""A line for each topic over the days; dashes and marks tell the lines apart on grey paper."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from pipeline.reports.pictures import Trend
from pipeline.reports.svg import (
    COLOURS,
    DASHES,
    FAINT,
    GRID,
    element,
    label,
    picture,
    ticks,
)

WIDTH, HEIGHT = 290.0, 240.0  # of the plot itself: a phone shows all of it
LEFT, RIGHT, TOP, BOTTOM = 40.0, 22.0, 16.0, 38.0
LEGEND_ROW = 24.0
DATE_ROOM = 52.0  # of a date on the axis

Point = tuple[float, float]


def draw_trend(trend: Trend, number: int) -> Markup:
    """The picture; the lines are named under it, in the order of their size."""
    scale = ticks(max((count for _, line in trend.lines for count in line), default=1))
    legend = LEGEND_ROW * len(trend.lines)
    size = (LEFT + WIDTH + RIGHT, TOP + HEIGHT + BOTTOM + legend)
    return picture(
        number,
        size,
        trend.title,
        "; ".join(f"{name}: всего {sum(line)}" for name, line in trend.lines),
        *_rules(scale),
        *_dates(trend.days),
        *_lines(trend, scale[-1]),
        *_legend(trend),
    )


def _x(day: int, days: int) -> float:
    return LEFT + (WIDTH * day / (days - 1) if days > 1 else WIDTH / 2)


def _y(count: int, most: int) -> float:
    return TOP + HEIGHT - HEIGHT * count / most


def _rules(scale: Sequence[int]) -> Iterator[Markup]:
    for count in scale:
        y = _y(count, scale[-1])
        yield element("line", x1=LEFT, x2=LEFT + WIDTH, y1=y, y2=y, stroke=GRID)
        yield label(str(count), LEFT - 8, y + 4, anchor="end")


def _dates(days: Sequence[str]) -> Iterator[Markup]:
    each = -(-len(days) * DATE_ROOM // WIDTH) or 1
    for number, day in enumerate(days):
        x = _x(number, len(days))
        if number % each == 0:
            yield label(day, x, TOP + HEIGHT + 22, anchor="middle")
        yield element("line", x1=x, x2=x, y1=TOP + HEIGHT, y2=TOP + HEIGHT + 5, stroke=FAINT)


def _lines(trend: Trend, most: int) -> Iterator[Markup]:
    for number, (_, line) in enumerate(trend.lines):
        points = [(_x(day, len(line)), _y(count, most)) for day, count in enumerate(line)]
        yield _stroke(points, number)
        yield from (_mark(point, number) for point in points)


def _stroke(points: Sequence[Point], number: int) -> Markup:
    return element(
        "polyline",
        points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        fill="none",
        stroke=COLOURS[number],
        stroke_width=2,
        stroke_dasharray=DASHES[number],
    )


def _mark(point: Point, number: int) -> Markup:
    x, y = point
    shapes = (
        "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z",
        "M-4-4h8v8h-8Z",
        "M0-5L5 4H-5Z",
        "M0-5L5 0L0 5L-5 0Z",
        "M0 5L5-4H-5Z",
        "M-5-1h4v-4h2v4h4v2h-4v4h-2v-4h-4Z",
    )
    place = f"translate({x:.1f} {y:.1f})"
    return element("path", d=shapes[number], fill=COLOURS[number], transform=place)


def _legend(trend: Trend) -> Iterator[Markup]:
    x = LEFT
    for number, (name, line) in enumerate(trend.lines):
        y = TOP + HEIGHT + BOTTOM + (number + 0.5) * LEGEND_ROW
        yield _stroke([(x, y), (x + 34, y)], number)
        yield _mark((x + 17, y), number)
        yield label(f"{name} {sum(line)}", x + 42, y + 4)
