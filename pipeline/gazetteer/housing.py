"""Which house of the register a number means."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import RegisterHouse
from pipeline.gazetteer.found import Found
from pipeline.gazetteer.house_key import HouseKey
from pipeline.gazetteer.house_types import house_rank
from pipeline.gazetteer.search import Parents


def with_house(session: Session, parents: Parents, key: HouseKey | None) -> list[Found]:
    """The house under each parent; the parent itself where the register has no such house."""
    if key is None:
        return [found for _, found in parents]
    houses = find_houses(session, [number for number, _ in parents], key)
    answers: list[Found] = []
    for number, found in parents:
        near = houses.get(number, [])
        meant = meant_of(near, key)
        answers.extend(found.with_house(house) for house in meant)
        if not meant:
            titles = "; ".join(house.title for house in near)
            known = f", есть {titles}" if titles else ""
            answers.append(found.short_of(f"дома {key.written()} в реестре нет{known}"))
    return answers


def find_houses(
    session: Session, parents: Sequence[int], key: HouseKey
) -> dict[int, list[RegisterHouse]]:
    """Houses of this key or of one that the same words may mean, by parent."""
    keys = [str(one) for one in (key, *key.likenesses())]
    stmt = select(RegisterHouse).where(
        RegisterHouse.parent_id.in_(parents), RegisterHouse.key.in_(keys)
    )
    found: dict[int, list[RegisterHouse]] = {}
    for house in session.scalars(stmt):
        found.setdefault(house.parent_id, []).append(house)
    return found


def meant_of(houses: Sequence[RegisterHouse], key: HouseKey) -> list[RegisterHouse]:
    """The exact one; else 8/2 for 8к2 and the like, but only when there is just one of them."""
    exact = [house for house in houses if house.key == str(key)]
    if exact or len({house.key for house in houses}) == 1:
        return likeliest(exact or houses)
    return []


def likeliest(houses: Sequence[RegisterHouse]) -> list[RegisterHouse]:
    """A house before a garage of the same number."""
    lowest = min((house_rank(house.kind) for house in houses), default=0)
    return [house for house in houses if house_rank(house.kind) == lowest]
