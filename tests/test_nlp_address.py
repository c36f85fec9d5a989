from nlp.address import Extractor
from nlp.address.forms import load_forms
from nlp.address.head import Heads
from nlp.remark import Remark


def test_a_street_and_a_house_take_the_settlement_beside_them() -> None:
    [place] = Extractor.load().find(Remark("Гатчина, Рощинская 11 к 2. холодно"))

    assert (place.district, place.settlement) == ("Гатчинский", "Гатчина")
    assert (place.street, place.house, place.building) == ("Рощинская улица", "11", "2")
    assert place.text == "Рощинская 11 к 2"


def test_the_heads_that_are_read_are_those_of_the_forms() -> None:
    forms = load_forms()

    assert forms.heads == Heads.of(forms.rows)
