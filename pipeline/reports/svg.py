"""Building SVG: elements that escape what they hold, shades and scales that need no colour."""

from collections.abc import Iterable

from markupsafe import Markup, escape

GLYPH = 0.64  # average width of a letter, in heights; the widest of usual fonts
INK = "#1b1f24"
FAINT = "#8a929b"
GRID = "#d7dce1"

# Safe for colour-blind eyes (Okabe and Ito, 2008), dark enough for paper; dashes tell them apart.
COLOURS = ("#0072b2", "#a34700", "#00684d", "#8f3d75", "#6b5d00", "#4d4d4d")
DASHES = ("none", "7 3", "2 3", "10 3 2 3", "5 5", "1 4")


def element(name: str, *content: object, **attributes: object) -> Markup:
    """«<text x="1">a&lt;b</text>»; «_» in attribute names stands for «-»."""
    told = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _plain(value))
        for key, value in attributes.items()
    )
    inside = Markup("").join(escape(part) for part in content)
    return Markup("<{0}{1}>{2}</{0}>").format(name, told, inside)


def _plain(value: object) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def label(text: str, x: float, y: float, *, anchor: str = "start", **attributes: object) -> Markup:
    """A piece of text."""
    return element("text", text, x=x, y=y, text_anchor=anchor, fill=INK, **attributes)


def picture(
    number: int, size: tuple[float, float], title: str, told: str, *parts: object
) -> Markup:
    """The whole drawing; readers of screens hear the title and what is told."""
    width, height = size
    return element(
        "svg",
        element("title", title, id=f"title-{number}"),
        element("desc", told, id=f"desc-{number}"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"title-{number} desc-{number}",
        font_size=13,
    )


def text_width(text: str, size: float = 13) -> float:
    """How much room a text takes, roughly."""
    return len(text) * size * GLYPH


def ticks(most: int, wanted: int = 5) -> list[int]:
    """Round numbers from nought to above the greatest."""
    step = 1
    for factor in _steps():
        step = factor
        if factor * wanted >= most:
            break
    return list(range(0, most + step, step))


def _steps() -> Iterable[int]:
    ten = 1
    while True:
        yield from (ten, 2 * ten, 5 * ten)
        ten *= 10
