"""The classifier as the pipeline sees it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.classifier import Classifier, told
from nlp.place import Place
from nlp.prediction import NOT_COMPLAINT, Kind
from nlp.remark import Remark
from nlp.taxonomy import taxonomy

CLASSIFIER = Classifier.load()

PLAIN = """
heating              | complaint | батареи ледяные, в квартире +14
heating              | complaint | Нет отопления третий день, дети мёрзнут
hot_water            | complaint | нет горячей воды вторую неделю
cold_water           | complaint | воды нет с утра, ни холодной ни какой
sewerage             | complaint | канализация течёт во двор
electricity          | complaint | опять нет света во всей деревне
gas                  | complaint | запах газа в подъезде
snow_removal         | complaint | двор не чищен от снега, все в сугробах
snow_removal         | complaint | с крыши висят огромные сосульки над входом
billing              | complaint | пришла квитанция, сумма выросла втрое, сделайте перерасчёт
garbage              | complaint | мусор не вывозят неделю, контейнеры полные
roads                | complaint | яма на дороге, разбил колесо
street_lighting      | complaint | фонари не горят по всей улице
building_maintenance | complaint | в подъезде грязь, уборки нет
elevator             | complaint | лифт не работает
landscaping          | complaint | на детской площадке сломаны качели
transport            | complaint | автобус опять не пришёл, ждали час
not_complaint        | thanks    | спасибо большое, очень приятно
not_complaint        | question  | подскажите, а когда начнётся отопительный сезон?
"""

HARD = """
кириллица латиницей  | heating      | бaтapeи xoлoдныe, нeт oтoплeния
не та раскладка      | heating      | gjxtve ytn jnjgktybz
слипшиеся слова      | billing      | вернитеденьги за отопление, батареихолодные
капслок              | heating      | НЕТ ОТОПЛЕНИЯ ТРЕТИЙ ДЕНЬ
растянутые буквы     | heating      | отоплееения нееет, холооодно
обращение            | snow_removal | [id1|Иван], у нас тоже не убрали снег во дворе
без ё                | snow_removal | гололед, на тротуаре лед, не посыпано
опечатка             | heating      | батарреи холодныи, нет отаплени
"""


@pytest.mark.parametrize("line", PLAIN.strip().splitlines())
def test_plain_comments_are_understood(line: str) -> None:
    label, kind, text = (part.strip() for part in line.split("|"))
    [prediction] = CLASSIFIER.predict([Remark(text)])
    assert (prediction.labels[0], prediction.kind) == (label, Kind(kind))


@pytest.mark.parametrize("line", HARD.strip().splitlines())
def test_bad_spelling_does_not_hide_the_topic(line: str) -> None:
    _, label, text = line.split("|", 2)
    [prediction] = CLASSIFIER.predict([Remark(text.strip())])
    assert prediction.labels[0] == label.strip()


URGENT = """
да  | пахнет газом в подъезде, очень сильно
да  | застряли в лифте, люди внутри, диспетчер не отвечает
да  | с крыши падает лёд прямо на прохожих
да  | провод оборван и искрит у детской площадки
да  | с карниза отваливается лепнина, летит на головы прохожим
нет | батареи старые и плохо греют, а им денег деть некуда
нет | когда покрасят скамейки
нет | пришла квитанция с ошибкой
нет | спасибо, всё почистили
"""


@pytest.mark.parametrize("line", URGENT.strip().splitlines())
def test_danger_is_urgent(line: str) -> None:
    wanted, text = (part.strip() for part in line.split("|"))
    [prediction] = CLASSIFIER.predict([Remark(text)])
    assert prediction.urgent == (wanted == "да")


def test_two_complaints_are_two_labels() -> None:
    [prediction] = CLASSIFIER.predict([Remark("Плачу как за тепло, а дома +15")])
    assert set(prediction.labels) == {"heating", "billing"}


FIRST = """
billing | плачу 7 тысяч за отопление, а батареи чуть тёплые
heating | плачу 7 тысяч за отопление, а дома +9, грудной ребёнок мёрзнет
heating | дерут за тепло 6 тысяч, а батареи ледяные третьи сутки, грудной ребёнок, +10 дома
"""


@pytest.mark.parametrize("line", FIRST.strip().splitlines())
def test_a_bill_comes_first_unless_someone_is_in_danger(line: str) -> None:
    label, text = line.split(" | ")
    [prediction] = CLASSIFIER.predict([Remark(text)])
    assert prediction.labels[0] == label
    assert set(prediction.labels) == {"billing", "heating"}


def test_no_complaint_stands_alone_and_complaints_have_topics() -> None:
    texts = [line.split("|")[2] for line in PLAIN.strip().splitlines()]
    for prediction in CLASSIFIER.predict(Remark(text) for text in texts):
        assert len(prediction.labels) <= 3
        assert (NOT_COMPLAINT not in prediction.labels) or prediction.labels == (NOT_COMPLAINT,)
        if prediction.kind is Kind.COMPLAINT:
            assert prediction.labels != (NOT_COMPLAINT,)


# who suffers is told by the words, not by the name of the street
WHO = """
Гатчина, Школьная 6, нет отопления              |
На Бабушкина 5 батареи холодные, бабушка лежит  | elderly
проспект Ветеранов 12, батареи ледяные          |
в школе на Школьной 6 нет отопления             | school
"""


@pytest.mark.parametrize("line", WHO.strip().splitlines())
def test_a_street_suffers_from_nothing(line: str) -> None:
    text, who = (part.strip() for part in line.split("|"))
    [said] = CLASSIFIER.predict([Remark(text)])
    assert said.facts.vulnerable == tuple(who.split())


def test_words_that_decided_are_words_of_the_text() -> None:
    [prediction] = CLASSIFIER.predict([Remark("Батареи холодные, а за окном мороз")])
    assert "батареи" in prediction.because
    assert all(word in "батареи холодные, а за окном мороз" for word in prediction.because)


def test_order_is_kept_over_batches() -> None:
    texts = ["нет отопления", "лифт не работает"] * 1100
    first = [prediction.labels[0] for prediction in CLASSIFIER.predict(map(Remark, texts))]
    assert first == ["heating", "elevator"] * 1100


def test_neighbours_in_a_batch_change_nothing() -> None:
    remarks = [Remark("нет отопления"), Remark("спасибо"), Remark("яма на дороге")]
    together = [prediction.labels for prediction in CLASSIFIER.predict(remarks)]
    alone = [p.labels for remark in remarks for p in CLASSIFIER.predict([remark])]
    assert together == alone


ANYTHING = st.text(
    st.characters() | st.sampled_from("\ud800\x00\u200b😀батареи холодные снег 15\n"), max_size=80
)


@settings(max_examples=150, deadline=None)
@given(text=ANYTHING, post=st.none() | ANYTHING, parent=st.none() | ANYTHING)
def test_anything_gets_an_answer(text: str, post: str | None, parent: str | None) -> None:
    [prediction] = CLASSIFIER.predict([Remark(text, post=post, parent=parent)])
    assert prediction.labels
    assert all(0 <= score <= 1 for score in prediction.scores.values())
    assert set(prediction.scores) == {*taxonomy().topics, NOT_COMPLAINT}


@pytest.mark.parametrize(
    "text", ["", "😀", "   ", "\x00\x01", "\ud83d", "а" * 50_000, "снег " * 9_000]
)
def test_odd_texts_get_an_answer(text: str) -> None:
    assert len(list(CLASSIFIER.predict([Remark(text)]))) == 1


def test_chatter_tells_whole_addresses_only_and_thanks_what_is_of_the_oblast() -> None:
    town = Place("Тосно", 0, 5, district="Тосненский", settlement="Тосно")
    house = replace(town, street="улица Боярова", house="3")
    elsewhere = Place("Лиговский 44", 0, 12, street="Лиговский проспект", house="44")
    places = (town, house, elsewhere)

    assert told(Kind.COMPLAINT, places) == places
    assert told(Kind.THANKS, places) == (town, house)
    assert told(Kind.CHATTER, places) == (house,)
    assert told(Kind.SPAM, places) == ()
