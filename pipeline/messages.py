"""Cards, digests, warnings and approved answers of a workspace."""

from collections.abc import Callable
from datetime import datetime

from harvester.token import Token
from pipeline.dispatch.card import card
from pipeline.dispatch.case import cases_of
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.desk import Desk
from pipeline.dispatch.dispatch import dispatch
from pipeline.dispatch.opening import open_desk, open_senders
from pipeline.dispatch.report import DispatchReport
from pipeline.errors import WrongUsage
from pipeline.harvest.harvest import Access
from pipeline.tickets.listing import get_ticket
from pipeline.tickets.policy import find_policy
from pipeline.tickets.routing import find_routing
from pipeline.workspace import Workspace

UNNAMED = "ответственный не назначен"


def is_configured(workspace: Workspace) -> bool:
    """Somebody is named who could receive anything."""
    section = workspace.settings.dispatch
    return bool(section.duty_chat) or section.people(workspace.home).exists()


def send_messages(
    workspace: Workspace,
    *,
    now: datetime,
    write: Callable[[str], None],
    channel: str = "",
    dry_run: bool = False,
    retry: bool = False,
) -> DispatchReport:
    """Plan what is due and carry it; raises WrongUsage for an unknown channel."""
    # Without a key everything but VK is still carried.
    tokens = tuple(Token(secret) for secret in workspace.settings.write_tokens())
    access = Access(tokens, workspace.settings.vk_api_url)
    only = _carrier(channel) if channel else None
    senders = open_senders(workspace.sessions, workspace.home, access, now, write=write, only=only)
    return dispatch(
        workspace.sessions, desk_of(workspace, now), senders, dry_run=dry_run, retry=retry
    )


def show_card(workspace: Workspace, number: str, *, now: datetime) -> dict[str, str | None]:
    """The card that dispatch would send, to whom and where; raises WrongUsage."""
    desk = desk_of(workspace, now)
    with workspace.sessions() as session:
        [case] = cases_of(session, [get_ticket(session, number)])
    who = desk.recipient(case)
    person = who.person if who else UNNAMED
    return {
        "number": case.number,
        "department": case.department,
        "person": who.person if who else None,
        "chat": str(who.chat) if who else None,
        "text": card(case, desk.policy, person, desk.rules.quote),
    }


def desk_of(workspace: Workspace, now: datetime) -> Desk:
    """The people, rules and phrases of this moment."""
    home, settings = workspace.home, workspace.settings.dispatch
    return open_desk(home, settings, find_policy(home), find_routing(home), now)


def _carrier(name: str) -> Carrier:
    known = [one for one in Carrier if one is not Carrier.DIGEST]  # that one carries nothing
    if name not in known:
        msg = f"Нет канала {name}: выберите из {', '.join(known)}"
        raise WrongUsage(msg)
    return Carrier(name)
