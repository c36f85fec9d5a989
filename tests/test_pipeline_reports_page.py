"""Summaries as pages in a real browser: nobody is shut out, nothing is fetched or cut off."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy.orm import Session

from models import EventKind, Incident, Review, ReviewReason, Status
from pipeline.reports.catalogue import make_report, write_report
from pipeline.reports.names import ReportFormat, ReportName
from tests.factory import NOON, answer, comment, event, prediction, ticket

CHROMIUM = shutil.which("chromium")
HOUR = timedelta(hours=1)
DISTRICTS = ("Всеволожский", "Кингисеппский", "Гатчинский", "Лужский", "<b>Тосненский</b>", None)
TOPICS = ("heating", "hot_water", "billing", "waste", "roads", "snow_removal", "lift")
SCREENS = {"desktop": (1280, 900), "phone": (390, 844)}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: no page was looked at"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # The pages are our own; in a container there is no room for another one.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def season(memory: Session) -> Session:
    """Some tickets of everything that a summary has a place for."""
    mass = Incident(number="И-1", topic="heating", level="street", opened_at=NOON, last_at=NOON)
    memory.add(mass)
    memory.flush()
    for number in range(42):
        told = ticket(
            memory,
            opened_at=NOON - number * 5 * HOUR,
            topic=TOPICS[number % len(TOPICS)],
            district=DISTRICTS[number % len(DISTRICTS)],
            incident_id=mass.id if number % 7 == 0 else None,
            urgent=number % 5 == 0,
            address="деревня Новое Девяткино, улица Энергетиков, дом 16, корпус 2",
        )
        if number % 3 == 0:
            answer(memory, told, told.opened_at + HOUR)
        if number % 4 == 0:
            at = told.opened_at + 2 * HOUR
            event(memory, told, at, EventKind.MOVED, status=Status.RESOLVED, resolved_at=at)
    said = comment(memory, text="Спасибо!")
    prediction(memory, said, kind="thanks", labels=["not_complaint"])
    memory.add(Review(comment_id=said.id, reason=ReviewReason.DOUBT, opened_at=NOON))
    memory.flush()
    return memory


@pytest.mark.parametrize("screen", list(SCREENS))
@pytest.mark.parametrize("name", list(ReportName))
def test_a_page_is_for_everybody(
    season: Session, browser: Browser, tmp_path: Path, name: ReportName, screen: str
) -> None:
    path = tmp_path / "page.html"
    write_report(make_report(season, name, now=NOON + HOUR), path, ReportFormat.HTML)
    width, height = SCREENS[screen]
    page = browser.new_page(viewport={"width": width, "height": height})
    complaints, fetched = listen(page)
    page.goto(path.as_uri())
    found = Axe().run(page)
    assert not [rule["id"] for rule in found.response["violations"]]
    assert not complaints
    assert fetched == [path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def listen(page: Page) -> tuple[list[str], list[str]]:
    """What the console says, and what is asked for, from now on."""
    complaints: list[str] = []
    fetched: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: fetched.append(request.url))
    return complaints, fetched


@pytest.mark.parametrize("name", [ReportName.WEEKLY, ReportName.UNANSWERED])
def test_a_page_is_printed_whole(
    season: Session, browser: Browser, tmp_path: Path, name: ReportName
) -> None:
    path = tmp_path / "page.html"
    write_report(make_report(season, name, now=NOON + HOUR), path, ReportFormat.HTML)
    page = browser.new_page(viewport={"width": 1032, "height": 730})  # A4 between its margins
    page.emulate_media(media="print")
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 1032
    page.close()
