"""Dispatch out of a workspace: its files, its keys, its moment."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from harvester.writer import Writer
from pipeline.dispatch.chat import Carrier, Chat
from pipeline.dispatch.desk import Desk
from pipeline.dispatch.phrases import shipped_phrases
from pipeline.dispatch.presets import DispatchSettings
from pipeline.dispatch.responsible import load_responsible, strangers
from pipeline.dispatch.rules import shipped_rules
from pipeline.dispatch.senders import Folder, Screen, Sender, Webhook
from pipeline.dispatch.vk import Communities, VkChat, VkComment
from pipeline.harvest.harvest import Access
from pipeline.harvest.pace import Pacer
from pipeline.tickets.policy import Policy
from pipeline.tickets.routing import Routing


def open_desk(
    home: Path, settings: DispatchSettings, policy: Policy, routing: Routing, now: datetime
) -> Desk:
    """The rules of this moment; raises WrongUsage for the file of the responsible or a chat."""
    people = load_responsible(settings.people(home))
    return Desk(
        people=people,
        duty=Chat.parse(settings.duty_chat) if settings.duty_chat else None,
        policy=policy,
        rules=shipped_rules(),
        phrases=shipped_phrases(),
        now=now,
        strangers=strangers(people, routing),
    )


def open_senders(
    sessions: sessionmaker[Session],
    home: Path,
    access: Access,
    now: datetime,
    *,
    write: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
    only: Carrier | None = None,
) -> dict[Carrier, Sender]:
    """Who carries what; without a key the messages to VK stay where they are."""
    pacer = Pacer(sessions, now, sleep)
    writers = [Writer(token, pacer, access.api_url, sleep) for token in access.tokens]
    communities = Communities(writers)
    senders: dict[Carrier, Sender] = {
        Carrier.VK_CHAT: VkChat(communities),
        Carrier.VK_COMMENT: VkComment(communities),
        Carrier.FILE: Folder(home),
        Carrier.STDOUT: Screen(write),
        Carrier.WEBHOOK: Webhook(),
    }
    return {name: sender for name, sender in senders.items() if only in (None, name)}
