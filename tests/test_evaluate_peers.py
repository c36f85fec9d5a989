"""The parts that a peer finds in a text, put together as we compare them."""

from nlp.address.gazetteer import Gazetteer
from scripts.evaluate.peers import Peer


def test_parts_of_an_address_make_one_place() -> None:
    text = "улица Победы 7 корпус 2 кв 15"
    parts = [
        (0, 12, "улица", "Победы"),
        (13, 14, "дом", "7"),
        (15, 23, "корпус", "2"),
        (24, 29, "квартира", "15"),
    ]

    [place] = Peer({}, 0.0, Gazetteer.load()).places(text, parts)

    assert (place.text, place.street) == (text, "улица Победы")
    assert (place.house, place.building, place.flat) == ("7", "2", "15")
