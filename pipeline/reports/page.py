"""A summary as one HTML file: nothing is fetched, it reads on paper, on a phone, without colour."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from pipeline.register.form import Form
from pipeline.register.wording import moment
from pipeline.reports.bars_chart import draw_bars
from pipeline.reports.cells import NUMERIC, shown
from pipeline.reports.heat_chart import draw_heat
from pipeline.reports.pictures import Heat, Picture, Trend
from pipeline.reports.report import Heading, Report, Table
from pipeline.reports.text import gap_lines
from pipeline.reports.trend_chart import draw_trend

WIDE = 14  # columns that a screen holds with their whole titles


def as_html(report: Report) -> str:
    """The page; residents' words are escaped by the template."""
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            moment=moment(report.now),
            gaps=gap_lines(report),
            pictures=[
                (picture, draw(picture, number)) for number, picture in enumerate(report.pictures)
            ],
        )
    )


def draw(picture: Picture, number: int) -> Markup:
    """The picture as SVG; the number keeps names apart on one page."""
    if isinstance(picture, Trend):
        return draw_trend(picture, number)
    if isinstance(picture, Heat):
        return draw_heat(picture, number)
    return draw_bars(picture, number)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(shown=shown, kind=_kind, titled=_titled)
    environment.tests["wide"] = _is_wide
    environment.tests["heat"] = lambda picture: isinstance(picture, Heat)
    return environment


def _is_wide(table: Table) -> bool:
    return len(table.headings) > WIDE


def _kind(heading: Heading) -> str:
    """How a column is set, as the style sheet calls it."""
    if heading.form in NUMERIC:
        return "number"
    return "clock" if heading.form is Form.MOMENT else "words"


def _titled(heading: Heading, table: Table) -> Markup | str:
    """The title; a wide table has room for the short one alone, which tells the whole on asking."""
    if not heading.short or not _is_wide(table):
        return heading.title
    return Markup('<abbr title="{}">{}</abbr>').format(heading.title, heading.short)


def _template(name: str) -> str:
    return (files("data") / "templates" / name).read_text("utf-8")
