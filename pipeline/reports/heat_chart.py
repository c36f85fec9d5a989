"""Counts in two directions: the number stands in each cell, darkness only helps the eye."""

from collections.abc import Iterator

from markupsafe import Markup

from pipeline.reports.pictures import Heat
from pipeline.reports.svg import INK, element, label, picture, text_width

CELL, ROW = 46.0, 28.0
LIGHT, DARK = (247, 251, 255), (8, 48, 107)
TURN = -40  # degrees by which the names of columns are turned
SLOPE = 0.65  # of their length that goes upwards
DARK_FROM = 0.45  # from here on, white letters


def draw_heat(heat: Heat, number: int) -> Markup:
    """The picture: rows at the left, columns along the top."""
    most = max((count for _, counts in heat.rows for count in counts), default=0)
    left = max((text_width(name) for name, _ in heat.rows), default=0) + 12
    top = max((text_width(name) for name in heat.columns), default=0) * SLOPE + 20
    lean = text_width(heat.columns[-1]) * 0.8 if heat.columns else 0
    size = (left + CELL * len(heat.columns) + lean, top + ROW * len(heat.rows) + 4)
    return picture(
        number,
        size,
        heat.title,
        f"строк {len(heat.rows)}, столбцов {len(heat.columns)}, наибольшее {most}",
        *_names(heat, left, top),
        *_cells(heat, left, top, most),
    )


def _names(heat: Heat, left: float, top: float) -> Iterator[Markup]:
    for number, name in enumerate(heat.columns):
        x, y = left + CELL * (number + 0.5), top - 8
        yield label(name, x, y, transform=f"rotate({TURN} {x:.1f} {y:.1f})")
    for number, (name, _) in enumerate(heat.rows):
        yield label(name, left - 8, top + ROW * number + 19, anchor="end")


def _cells(heat: Heat, left: float, top: float, most: int) -> Iterator[Markup]:
    for row, (_, counts) in enumerate(heat.rows):
        for column, count in enumerate(counts):
            x, y = left + CELL * column, top + ROW * row
            share = count / most if most else 0.0
            yield element(
                "rect", x=x, y=y, width=CELL, height=ROW, fill=shade(share), stroke="#c3cad1"
            )
            if count:
                yield element(
                    "text",
                    count,
                    x=x + CELL / 2,
                    y=y + 19,
                    text_anchor="middle",
                    fill="#ffffff" if share > DARK_FROM else INK,
                )


def shade(share: float) -> str:
    """From nearly white to dark blue; grey printers see the same order."""
    mixed = (round(a + (b - a) * share) for a, b in zip(LIGHT, DARK, strict=True))
    return "#{:02x}{:02x}{:02x}".format(*mixed)
