"""Putting right what a ticket is about, or where."""

from typing import Annotated

import typer

from commands.options import Actor, AsOf, DryRun, Home, InDistrict, Number, OnTopic
from commands.words import say
from commands.workplace import PATIENCE, now_or, who, writing

app = typer.Typer()

Why = Annotated[str, typer.Option("--why", "--reason", help="Почему, словами для истории.")]
Settlement = Annotated[str | None, typer.Option("--settlement", help="Верный населённый пункт.")]
Street = Annotated[str | None, typer.Option("--street", help="Верная улица.")]
House = Annotated[
    str | None, typer.Option("--house", help="Верный дом; корпус прежнего дома забывается.")
]
Building = Annotated[str | None, typer.Option("--building", help="Верный корпус.")]


@app.command("correct")
def tickets_correct(
    number: Number,
    why: Why,
    topic: OnTopic = None,
    district: InDistrict = None,
    settlement: Settlement = None,
    street: Street = None,
    house: House = None,
    building: Building = None,
    dry_run: DryRun = False,
    actor: Actor = "",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Исправить тему или адрес. Пример: otklik tickets correct 12 --topic мусор --why "о мусоре"

    Класс и сроки считаются заново от времени жителя, орган выбирается по таблице маршрутов, прежнее
    остаётся в истории. Пустая строка стирает часть адреса: --house "".
    """
    from pipeline.tickets.correction import Correction, correct
    from pipeline.tickets.events import Cause
    from pipeline.tickets.listing import get_ticket
    from pipeline.tickets.local import Local
    from pipeline.tickets.policy import find_policy
    from pipeline.tickets.typed import Typed

    wanted = Correction(topic, Typed(district, settlement, street, house, building))
    cause = Cause(now_or(as_of), who(actor), reason=why)
    with writing(home, wait=PATIENCE, dry_run=dry_run) as desk, desk.sessions() as session:
        policy, local = find_policy(desk.home), Local.load(desk.home)
        ticket = get_ticket(session, number)
        found = correct(session, policy, ticket, cause, local=local, wanted=wanted)
        if not dry_run:
            session.commit()
    end = "Ничего не записано: это проба." if dry_run else "Записано."
    say("\n".join([f"Обращение {found.number}", *found.lines(), end]))
