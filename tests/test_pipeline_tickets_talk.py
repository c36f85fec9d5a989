"""What a short word in a talk belongs to, when the classifier has heard no more than the words."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from models import Appeal, Comment, Outcome, Prediction, Review, Status, Ticket
from models.database import open_engine, open_sessions, upgrade
from nlp.classifier import Classifier
from nlp.prediction import NOT_COMPLAINT
from pipeline.classify import classify
from pipeline.exchange.dump import import_lines
from pipeline.progress import Silent
from pipeline.reports.equation import equation
from pipeline.tickets.load import load_tickets
from pipeline.tickets.policy import shipped_policy

CLASSIFIER = Classifier.load()
START = datetime(2023, 11, 13, 6, 0, tzinfo=UTC)
HQ = -1
DOUBTS = {"?": "doubtful_kind", "~": "doubtful_topic"}

# First the post. Then: number < number answered | author | hours later
# | what is heard (~: doubts the topic, ?: the kind) | ticket and role, - for none | text
TALKS = {
    "a neighbour's joy is about his own house": """
        Луга. Пишите, у кого холодно.
        1    | 7  | 0 | complaint heating .9 | A opening  | Победы 3, батареи ледяные
        2<1  | 8  | 1 | complaint heating .9 | B opening  | а у нас Победы 5, с субботы ни градуса
        3    | HQ | 2 | official             | -          | Ведём работы.
        4<1  | 7  | 5 | resolved             | A resolved | Дали тепло, спасибо!
        5<4  | 8  | 6 | follow_up            | B resolved | и на 5м дали
    """,
    "«и у нас» under joy is joy": """
        Луга. Пишите, у кого холодно.
        1    | 7  | 0 | complaint heating .9 | A opening   | Победы 3, батареи ледяные
        2<1  | 8  | 1 | follow_up            | A duplicate | Победы 3, во втором подъезде так же
        3<1  | 7  | 5 | resolved             | A resolved  | Дали тепло, спасибо!
        4<3  | 8  | 6 | follow_up            | A resolved  | ага, и у нас тоже
        5<3  | 8  | 9 | follow_up            | A reopening | и у нас тоже опять холодно
    """,
    "the author answers a neighbour": """
        Луга. Пишите, у кого холодно.
        1    | 7 | 0 | complaint heating .9 | A opening   | Победы 3, батареи ледяные
        2<1  | 8 | 1 | follow_up            | A duplicate | Победы 3, у нас так же
        3<2  | 7 | 2 | chatter              | A follow_up | Третий, над аптекой
        4<1  | 9 | 3 | chatter              | -           | Держитесь там
    """,
    "a guess at a topic gives way to the complaint replied to": """
        Луга. Отопление и содержание домов.
        1    | 7 | 0 | complaint elevator .9    | A opening   | Победы 3, лифт стоит
        2<1  | 8 | 1 | follow_up landscaping .3 | A duplicate | во второй тоже с понедельника
        3    | 9 | 2 | complaint heating .9     | B opening   | Победы 3, батареи ледяные
        4<1  | 9 | 3 | complaint electricity .9 | C opening   | на Победы 3 ещё и щиток искрит
    """,
    "a guess at a topic gives way to that of the post": """
        Луга. Снежный штаб: где не убрано?
        1 | 7 | 0 | complaint transport ~ .2 | A opening   | улица Победы, 3. Никто не проедет
        2 | 8 | 1 | complaint snow_removal .9 | A duplicate | Победы 3, сугробы по пояс
    """,
    "of two numbers the one is right that «а» leads to": """
        Луга. Дороги: где ямы?
        1   | 7 | 0 | complaint roads .9 | A opening   | улица Победы 32, кратер
        2<1 | 7 | 1 | chatter            | A follow_up | не 32, а 34, очки надел
        3   | 8 | 2 | complaint roads .9 | A duplicate | улица Победы 34, яма
    """,
    "of two topics the main one names the ticket": """
        Луга. Отопление и содержание домов.
        1 | 7 | 0 | complaint heating .9, garbage .6 | A opening | Победы 3, холод, в подвале хлам
        2 | 8 | 1 | complaint garbage .9             | B opening | Победы 3, мусор не вывозят
    """,
    "a house is no part of a street": """
        Луга. Снежный штаб: где не убрано?
        1   | 7 | 0 | complaint snow_removal .9 | A opening   | Улица Победы не чищена
        2<1 | 8 | 1 | complaint snow_removal .9 | B opening   | у нас так же, у дома 64 колея
        3<1 | 9 | 2 | complaint snow_removal .9 | A duplicate | да, вся в снегу
    """,
    "a typo is corrected by the number alone": """
        Луга. Пишите, у кого холодно.
        1   | 7 | 0 | complaint heating .9 | A opening   | Победы 27, батареи ледяные
        2<1 | 7 | 1 | chatter ?            | A follow_up | 37* опечатка
        3   | 8 | 2 | complaint heating .9 | B opening   | Победы 27, холодно
        4   | 9 | 3 | complaint heating .9 | A duplicate | Победы 37, холодно
    """,
    "relief that is taken back is none": """
        Луга. Пишите, у кого холодно.
        1   | 7  | 0 | complaint heating .9 | A opening   | Победы 3, батареи ледяные
        2<1 | HQ | 2 | official             | -           | Теплоноситель в дом подан.
        3<2 | 7  | 9 | resolved ~           | A reopening | Рано радовались, опять остыло
    """,
    "under our answer one problem has many names": """
        Луга. Горячая вода и отопление.
        1   | 7  | 0 | complaint hot_water .9  | A opening   | Победы 3, нет горячей воды
        2<1 | HQ | 1 | official                | -           | Передано в аварийную службу.
        3<2 | 7  | 9 | complaint cold_water .9 | A follow_up | в службу передали, воды нет
        4<2 | 7  | 9 | complaint elevator .9   | B opening   | а лифт на Победы 3 когда запустят
    """,
    "a neighbour's question adds nothing": """
        Луга. Пишите, у кого холодно.
        1   | 7 | 0 | complaint heating .9 | A opening   | Победы 3, батареи ледяные
        2<1 | 8 | 1 | follow_up            | -           | а это какой подъезд?
        3<1 | 9 | 2 | follow_up            | A duplicate | Победы 3? и у нас
    """,
    "«дома 16» is no house": """
        Луга. Пишите, у кого холодно.
        1   | 7  | 0 | complaint heating .9 | A opening   | Победы 3, батареи ледяные
        2<1 | HQ | 1 | official             | -           | Отопление восстановлено.
        3<2 | 7  | 9 | follow_up            | A reopening | Увы, дома 16
    """,
    "a complaint may turn away from the one replied to": """
        Луга. Отопление и содержание домов.
        1   | 7 | 0 | complaint elevator .9             | A opening | Победы 3, лифт стоит
        2<1 | 8 | 1 | complaint heating .9, elevator .4 | B opening | Победы 3, лифт ладно, тут +29
    """,
    "another's house does not correct the one complained of": """
        Луга. Пишите, у кого холодно.
        1    | 7  | 0 | complaint heating .9 | A opening   | Победы 3, батареи ледяные
        2<1  | 8  | 1 | follow_up            | B opening   | у нас так же
        3<2  | HQ | 2 | official             | -           | Уточните, пожалуйста, ваш адрес.
        4<3  | 8  | 3 | follow_up            | B follow_up | Победы 5
        5    | 9  | 4 | complaint heating .9 | A duplicate | Победы 3, холодно
    """,
    "an office that asks for the address takes it for an appeal": """
        Луга. Пишите, у кого холодно.
        1   | 7  | 0 | chatter   | A opening   | А мы когда??
        2<1 | HQ | 1 | official  | -           | Подскажите улицу и дом.
        3<2 | 7  | 2 | follow_up | A follow_up | Победы 3
        4   | 8  | 3 | chatter   | -           | С праздником!
        5<4 | HQ | 4 | official  | -           | Спасибо, и вас!
    """,
    "a town that the author shouts is a cry": """
        Луга. Пишите, у кого холодно.
        1   | 7  | 0 | complaint heating .9 | A opening   | улица Урицкого 3, батареи ледяные
        2<1 | HQ | 1 | official             | -           | Передано в аварийную службу.
        3<2 | 7  | 9 | complaint heating .6 | A resolved  | Победа! Горяченькие
        4   | 7  | 9 | question             | A follow_up | А нашим подвалом кто займётся?
    """,
    "thanks are relief where nothing else is thanked for": """
        Луга. Пишите, у кого холодно.
        1   | 7  | 0 | complaint heating .9 | A opening   | Победы 3, батареи ледяные
        2<1 | 7  | 5 | thanks               | A resolved  | Низкий поклон всем, спасибо!
        9   | 5  | 0 | thanks ~             | C opening   | Спасибо за лёд в доме, Победы 7!
        3   | 8  | 0 | complaint heating .9 | B opening   | Победы 5, батареи ледяные
        4<3 | HQ | 1 | official             | -           | Передано в аварийную службу.
        5<4 | 8  | 2 | thanks               | -           | Спасибо, ждём
        6<4 | 8  | 9 | thanks               | B follow_up | Спасибо за отписку
        7<3 | HQ | 9 | official             | -           | Отопление восстановлено.
        8<7 | 8  | 9 | complaint heating .9 | B resolved  | Спасибо, что приехали
    """,
    "what a neighbour has is no news of the house": """
        Луга. Пишите, у кого холодно.
        1   | 7 | 0 | complaint heating .9 | A opening   | Победы 3, батареи ледяные
        2<1 | 8 | 1 | complaint heating .9 | -           | А у нас тепло, не жалуемся
        3<1 | 9 | 2 | chatter              | A duplicate | я там живу этажом выше, иней на окне
    """,
    "a street of the talk is known by one of its words": """
        Сосновый Бор. Пишите, у кого холодно.
        1   | 7 | 0 | complaint heating .9 | A opening   | улица Красных Фортов 13, холодно
        2<1 | 8 | 1 | follow_up heating .6 | B opening   | нас на Фортов 15 так же гоняют
        3<1 | 9 | 2 | chatter ?            | A duplicate | мы с третьего, кашу сварить не можем
    """,
    "what is heard half is about what it points at": """
        Луга. Снежный штаб: где не убрано?
        1   | 7 | 0 | complaint snow_removal .9 | A opening   | улица Победы 3, не чищено
        2<1 | 8 | 1 | chatter ?                 | A duplicate | сегодня там девочку чуть не сбили
        3<1 | 9 | 2 | chatter                   | -           | Лопату в руки и вперёд
    """,
    "what is mended elsewhere ends no complaint of one's own": """
        Луга. Пишите, у кого холодно.
        1   | 7 | 0  | complaint heating .9 | A opening  | Победы 3, батареи ледяные
        2   | 7 | 30 | complaint roads .9   | B opening  | Дорогу починили, теперь лужи по колено
        3<1 | 7 | 40 | complaint roads .9   | A resolved | Приехали и починили, спасибо
    """,
    "what is over at another house ends nothing here": """
        Луга. Пишите, у кого холодно.
        1   | 7 | 0 | complaint heating .9 | A opening  | улица Победы 3, батареи ледяные
        2   | 7 | 5 | resolved             | -          | У мамы, улица Мира 5, дали
        3   | 7 | 6 | complaint heating .9 | B opening  | У мамы, улица Мира 5, жарко, трубы кипяток
        4   | 7 | 9 | resolved             | A resolved | Победы 3, дали
    """,
    "who answers a question only describes": """
        Луга. Пишите, у кого холодно.
        1   | 7  | 0 | complaint heating .9   | A opening   | Победы 3, батарея ледяная
        2<1 | HQ | 1 | official               | -           | Уточните: во всех комнатах?
        3<2 | 7  | 2 | complaint heating ? .9 | A follow_up | В одной. На кухне горячая
    """,
    "a danger is never good news": """
        Луга. Пишите, у кого холодно.
        1   | 7 | 0 | complaint heating .9     | A opening   | Победы 3, батареи ледяные
        2<1 | 7 | 9 | complaint electricity .9 | B opening   | Свет дали, щиток искрит и дымит
        3<1 | 7 | 9 | complaint heating .9     | A resolved  | Дали тепло, +24, дети спят раскрытые
    """,
    "who joined from beside is at home in the thread": """
        Луга. Снежный штаб: где не убрано?
        1   | 7  | 0 | complaint snow_removal .9 | A opening   | Победы 3, каток у подъездов
        2   | 8  | 1 | complaint snow_removal .9 | A duplicate | Победы 3, бабушка упала
        3<1 | HQ | 4 | official                  | -           | Двор посыпан.
        4<3 | 7  | 5 | complaint snow_removal .9 | A reopening | горсть бросили у урны
        5<4 | 8  | 6 | complaint roads ~ .2      | A follow_up | вечером шла, держалась за забор
    """,
    "who answers a bystander does not speak to his ticket": """
        Луга. Снежный штаб: где не убрано?
        1   | 7 | 0 | complaint snow_removal .9 | A opening   | Победы 3, каток у подъездов
        2   | 8 | 1 | complaint snow_removal .9 | A duplicate | Победы 3, бабушка упала
        3<1 | 9 | 2 | chatter                   | -           | У всех выходные, потерпите
        4<3 | 8 | 3 | complaint landscaping ~ 0 | -           | За выходные им деньги платят
    """,
    "a neighbour who denies it has no trouble": """
        Луга. Снежный штаб: где не убрано?
        1   | 7 | 0 | complaint snow_removal .9   | A opening | Победы 31, двор не чищен
        2<1 | 8 | 1 | follow_up snow_removal ? .4 | -         | Какой? У нас чисто, с утра скребли
        3<1 | 9 | 2 | chatter ?                   | -         | а кто у вас в 31м? Врать не надо
        4<2 | 7 | 3 | follow_up                   | A follow_up | Простите, Победы 13, мы без очков
        5   | 5 | 4 | complaint snow_removal .9   | A duplicate | Победы 13, снег по колено
    """,
    "a conversation starts with «а»": """
        Луга. Пишите, у кого холодно.
        1   | 7 | 0 | complaint heating .9 | A opening   | Победы 3, бойлерная общая с пятым
        2<1 | 8 | 1 | follow_up            | -           | а почему общая? Вторую же строили
        3<1 | 9 | 2 | complaint building_maintenance .6 | A duplicate | и я этажом ниже, в пуховике
    """,
    "thanks to workers under a neighbour's joy is joy": """
        Луга. Пишите, у кого холодно.
        1   | 7 | 0 | complaint heating .9 | A opening   | улица Победы 3, батареи ледяные
        2   | 8 | 0 | complaint heating .9 | A duplicate | улица Победы 3, холодно
        3   | 9 | 0 | complaint heating .9 | B opening   | улица Мира 5, холодно
        4   | 7 | 5 | follow_up ~          | A resolved  | на Победы 3 забулькало, греется!
        5<4 | 8 | 6 | thanks               | A resolved  | да, пошло! Поклон рабочим
        6<5 | 9 | 6 | thanks               | B resolved  | на Мира тоже. Им спасибо, а мэру нет
    """,
    "a nuisance that is gone is relief": """
        Луга. Отопление и содержание домов.
        1   | 7  | 0 | complaint sewerage .9     | A opening   | Победы 3, в подвале стоки
        2<1 | 8  | 1 | follow_up                 | A duplicate | у нас тоже пахнет
        3<1 | HQ | 4 | official                  | -           | Засор устранён.
        4<3 | 8  | 5 | complaint cold_water ~ .2 | A resolved  | вони нет, сыро, но это ладно
    """,
    "a condition that somebody else must meet is a final answer": """
        Луга. Отопление и содержание домов.
        1   | 7  | 0 | complaint building_maintenance .9 | A opening   | Победы 3, стена мокрая
        2<1 | HQ | 1 | official | - | Ремонт возможен после решения собрания собственников.
        3<2 | 7  | 5 | complaint building_maintenance .9 | A reopening | А труба пусть течёт?
    """,
    "«обратитесь в УК» is final, a plan without a term is a promise": """
        Луга. Отопление и содержание домов.
        1   | 7  | 0 | complaint building_maintenance .9 | A opening   | Победы 3, козырёк крошится
        2<1 | HQ | 1 | official | - | По этой трубе вам лучше обратиться в управляющую компанию.
        3<2 | 7  | 5 | follow_up                         | A reopening | Мы там были три раза
        4   | 8  | 0 | complaint roads .9                | B opening   | улица Мира, одни ямы
        5<4 | HQ | 1 | official | - | Участок включён в план, срок уточняется.
        6<5 | 8  | 5 | complaint roads .9                | B follow_up | План, а колесо я порвал
    """,
    "heat that is said to be on is done": """
        Луга. Пишите, у кого холодно.
        1   | 7  | 0 | complaint heating .9 | A opening   | Победы 3, батареи ледяные
        2<1 | HQ | 1 | official | - | Теплоноситель подан, стравите воздух через кран Маевского.
        3<2 | 7  | 5 | complaint heating .9 | A reopening | Крана у меня нет, батарея мёртвая
        4<1 | HQ | 6 | official             | -           | Передали слесарю.
        5<4 | 7  | 7 | follow_up            | A follow_up | Опять передали
    """,
    "what named no house goes along with its author": """
        Луга. Пишите, у кого холодно.
        1   | 7 | 0 | complaint heating .9 | A opening   | Победы 3, батареи ледяные
        2   | 6 | 1 | complaint heating .9 | B opening   | Победы 9, холодно
        3<1 | 8 | 2 | follow_up            | B duplicate | у нас так же
        4<1 | 8 | 3 | follow_up heating .9 | B follow_up | мы на Победы 9, третий день мёрзнем
        5<1 | 9 | 4 | follow_up            | A duplicate | Победы 3, у нас так же
        6<1 | 9 | 5 | complaint heating .9 | C opening   | а ещё у мамы на Победы 11 холодно
        7<3 | 8 | 9 | resolved             | B resolved  | Дали!
    """,
    "who envies another's joy objects to nothing": """
        Луга. Где темно?
        1   | 7  | 0 | complaint street_lighting .9 | A opening   | улица Победы, темно у школы
        2<1 | HQ | 4 | official                     | -           | Светильники заменены.
        3<2 | 7  | 5 | complaint street_lighting .9 | A resolved  | горят, и дворы видно!
        4<3 | 8  | 6 | follow_up                    | -           | и нам бы к рынку хоть один
        5<3 | 9  | 7 | follow_up                    | A reopening | у нас так и не горит ни один
    """,
    "a joke under another's joy objects to nothing": """
        Луга. Отопление и содержание домов.
        1   | 7 | 0 | complaint garbage .9 | A opening   | Победы 3, баки завалены
        2<1 | 8 | 1 | complaint garbage .9 | A duplicate | голуби с чайками дерутся
        3<1 | 7 | 5 | resolved             | A resolved  | Вывезли, подмели
        4<3 | 8 | 6 | complaint garbage .9 | -           | Чайки в трауре?)
        5<3 | 8 | 7 | complaint garbage .9 | A reopening | а второй бак почему полный?
    """,
    "what was suffered before the good news is past": """
        Луга. Пишите, у кого нет воды.
        1    | 7 | 0 | complaint cold_water .9 | A opening  | Победы 3, воды нет с утра
        2<1  | 7 | 9 | follow_up               | A resolved | Не мылись два дня. Всё, пустили!
        3    | 8 | 0 | complaint cold_water .9 | B opening  | Победы 5, кран сухой
        4<3  | 8 | 9 | follow_up               | B resolved | Пустили, ура! А сразу нельзя было
        5    | 9 | 0 | complaint cold_water .9 | C opening  | Победы 7, воды нет
        6<5  | 9 | 9 | follow_up               | C follow_up | Пустили с утра. Воды так и нет
    """,
    "who answers «сделано» with a reproach objects": """
        Луга. Где не чищено?
        1    | 7  | 0 | complaint snow_removal .9 | A opening   | Победы 3, двор завален
        2<1  | HQ | 4 | official                  | -           | Двор расчищен.
        3<2  | 7  | 5 | follow_up                 | A reopening | Проехали. К подъезду хода нет
    """,
    "a neighbour who names the house agrees, whatever topic is heard": """
        Луга. Пишите, у кого холодно.
        1   | 7 | 0 | complaint heating .9    | A opening   | Победы 3, батареи ледяные
        2   | 8 | 1 | follow_up sewerage .9   | A duplicate | победы 3 присоединяюсь, сырость
        3   | 9 | 2 | complaint garbage .9    | B opening   | на Победы 3 тоже мусор неделю лежит
    """,
    "what is seen there is a complaint, advice is none": """
        Луга. Снежный штаб: где не убрано?
        1   | 7 | 0 | complaint snow_removal .9 | A opening   | улица Победы 3, не чищено
        2<1 | 8 | 1 | chatter                   | A duplicate | тут утром дедушка еле поднялся
        3<1 | 9 | 2 | chatter                   | -           | Сходите в ЖЭК, тут вам не ответят
        4<1 | 5 | 3 | thanks ?                  | A duplicate | Угу, коньки бы ещё раздали
    """,
    "to a bystander one may say anything": """
        Луга. Пишите, у кого холодно.
        1   | 7 | 0 | complaint heating .9 | A opening   | Победы 3, батареи ледяные
        2<1 | 8 | 1 | question             | -           | А вы не Сергей из депо?
        3<2 | 7 | 2 | chatter              | -           | Нет, обознались, никогда там не был
        4<1 | 9 | 3 | chatter              | -           | Воздух спустите
        5<4 | 7 | 4 | chatter              | A follow_up | спускали, ледяная как была
    """,
    "a half heard word that names nothing waits for a person": """
        Луга. Снежный штаб: где не убрано?
        1 | 7 | 0 | complaint snow_removal ~ .2 | -         | Метель-то какая, красота за окном
        2 | 8 | 1 | complaint snow_removal ~ .2 | A opening | У нас вдоль школы тропинка в локоть
        3 | 9 | 2 | complaint snow_removal ~ .2 | B opening | Вдоль садика тротуар занесло
    """,
    "a department answers from its own community": """
        Луга. Пишите, у кого нет воды.
        1   | 7  | 0 | complaint cold_water .9 | A opening   | Победы 3, воды нет с утра
        2<1 | -5 | 1 | official                | -           | Запчасть заказана, ждём поставку.
        3<2 | 7  | 2 | chatter                 | A follow_up | третий день с вёдрами
        4<3 | -5 | 3 | complaint cold_water .9 | -           | Порыв устранён. Водоканал.
        5<4 | 7  | 4 | complaint cold_water .9 | A reopening | ничего подобного, кран сухой
        6<5 | -9 | 6 | complaint cold_water .9 | A duplicate | Победы 3, и у нас в парикмахерской
    """,
    "an explanation is praised, and what it could not help is over after all": """
        Луга. Отопление и содержание домов.
        1   | 7  | 0 | complaint cold_water .9 | A opening  | Победы 3, струйка вместо напора
        2<1 | HQ | 1 | official                | -          | Давление соответствует норме.
        3<2 | 7  | 2 | chatter                 | -          | спасибо, нормально объяснили
        4<2 | 7  | 9 | resolved                | A resolved | Муж прочистил фильтр, напор есть
    """,
    "who lives in the very house names it": """
        Луга. Отопление и содержание домов.
        1   | 7 | 0 | complaint sewerage .9      | A opening   | Победы 3, в подвале стоки
        2<1 | 8 | 1 | complaint landscaping ~ .4 | A duplicate | там же первый этаж, сырость
        3<1 | 9 | 2 | chatter                    | A duplicate | мы из вашего дома, нечем дышать
        4<1 | 5 | 3 | chatter                    | -           | Вы из какого района?
        5   | 6 | 4 | complaint sewerage .9      | B opening   | Тот же дом, что вчера
    """,
    "a number alone tells which house of the street it is": """
        Луга. Пишите, у кого нет воды.
        1   | 7  | 0 | complaint cold_water .9 | A opening   | Воды нет на улице Мира
        2<1 | HQ | 1 | official                | -           | Напишите номер дома.
        3<2 | 7  | 2 | chatter                 | A follow_up | 31
        4   | 8  | 3 | complaint cold_water .9 | A duplicate | улица Мира 31, кран сухой
    """,
    "a street is a place where streets are asked for": """
        Луга. Снежный штаб: где не убрано?
        1 | 7 | 0 | follow_up ? | A opening | Улица Победы, вся, целиком
        2 | 8 | 1 | follow_up ? | -         | Луга, вся, целиком
    """,
    "«теперь вопрос» is about what nobody has told yet": """
        Луга. Пишите, у кого холодно.
        1 | 7 | 0 | complaint heating .9             | A opening  | Победы 3, батареи ледяные
        2 | 7 | 5 | resolved                         | A resolved | Победы 3, дали!
        3 | 7 | 9 | complaint heating .9, billing .9 | B opening  | А ещё: Победы 3, за что счёт?
    """,
    "neither trouble nor place is no ticket": """
        Луга. Пишите, у кого холодно.
        1 | 7 | 0 | follow_up ~               | -         | Понастроили, а теперь слушают, смешно
        2 | 8 | 1 | follow_up                 | A opening | У нас так же
        3 | 9 | 2 | complaint landscaping ~ 0 | -         | Трубы бы меняли, а не плитку клали
    """,
    "good news may be late, an objection may not": """
        Луга. Отопление и содержание домов.
        1   | 7  | 0   | complaint billing .9 | A opening  | Победы 3, насчитали лишнее
        2<1 | HQ | 1   | official             | -          | Перерасчёт выполнен.
        3<2 | 7  | 500 | resolved             | A resolved | Пришла квитанция, всё верно
        4<2 | 7  | 600 | complaint billing .9 | B opening  | Победы 3, снова насчитали лишнее
    """,
    "our last word is objected to in any words": """
        Луга. Отопление и содержание домов.
        1   | 7  | 0 | complaint building_maintenance .9 | A opening   | Победы 3, кровля течёт
        2<1 | HQ | 1 | official | - | Ремонт кровли дома программой не предусмотрен.
        3<2 | 7  | 5 | complaint roads ? .8              | A reopening | хоть заплатку положите
        4   | 8  | 0 | complaint snow_removal .9         | B opening   | Победы 5, сосульки
        5<4 | HQ | 1 | official                          | -           | Сосульки сбиты.
        6<5 | 9  | 5 | complaint building_maintenance .9 | B reopening | сбили, а выше? Победы 5
        7<5 | 6  | 6 | complaint elevator .9             | C opening   | на Победы 5 лифт запустят?
    """,
    "what names its trouble under «сделано» objects, a mere word may": """
        Луга. Дороги: где ямы?
        1   | 7  | 0 | complaint roads .9 | A opening   | Победы 3, яма
        2<1 | HQ | 1 | official           | -           | Яма засыпана.
        3<2 | 7  | 5 | follow_up          | A follow_up | Вот фото, сегодняшнее
        4<2 | 7  | 6 | follow_up roads .9 | A reopening | Вот фото, полюбуйтесь
    """,
    "what comes back after one's own good news has many names": """
        Луга. Отопление и содержание домов.
        1   | 7 | 0  | complaint heating .9      | A opening   | Победы 3, батареи ледяные
        2<1 | 7 | 5  | resolved                  | A resolved  | Дали, спасибо
        3<2 | 7 | 30 | complaint snow_removal .9 | A reopening | Потрогала, лёд
        4<2 | 7 | 31 | complaint elevator .9     | B opening   | а ещё лифт на Победы 3 стоит
    """,
    "a joke or advice under a complaint is none": """
        Луга. Отопление и содержание домов.
        1   | 7 | 0 | complaint landscaping .9       | A opening   | Победы 3, трава по пояс
        2<1 | 8 | 1 | suggestion landscaping ? .9    | -           | Козу заведите, съест и траву)
        3<2 | 9 | 2 | follow_up other_complaint ? .8 | -           | Была коза, ночами орала
        4<2 | 7 | 3 | follow_up                      | -           | А ваша коза сколько съедает?
        8<2 | 7 | 8 | follow_up landscaping ~ .4     | -           | Тоже под снос, как яма?))
        5<1 | 6 | 4 | complaint landscaping .4       | -           | Газонокосилку купите вообще-то
        6<1 | 5 | 5 | follow_up landscaping ? .9     | A duplicate | у нас такие же джунгли)
        7<1 | 4 | 6 | follow_up landscaping ? .9     | -           | а косилку вызывали?
    """,
    "what is seen there belongs there, whatever topic is guessed": """
        Луга. Отопление и содержание домов.
        1   | 7 | 0 | complaint roads .9         | A opening   | Победы 3, ходим по доске
        2<1 | 8 | 1 | complaint landscaping ~ .1 | A duplicate | дедушка с этой доски упал
        3<1 | 9 | 2 | chatter ?                  | A duplicate | сын прищемил этой доской палец
        5<1 | 6 | 3 | chatter                    | A duplicate | свекровь там упала
        6<1 | 4 | 4 | chatter ?                  | -           | не мучайтесь, купите сапоги
        4<1 | 5 | 3 | complaint landscaping ~ .1 | -           | Раньше-то доски лучше строгали
    """,
    "an echo of nearly the same is of the same": """
        Луга. Отопление и содержание домов.
        1   | 7 | 0 | complaint garbage .9     | A opening   | Победы 3, баки не вывозят
        2<1 | 8 | 1 | follow_up landscaping .7 | B opening   | на Победы 5 тоже с горкой
        3<1 | 7 | 5 | resolved                 | A resolved  | Вывезли утром
        4<3 | 8 | 6 | chatter                  | B follow_up | а наши мимо проехали
        5   | 9 | 7 | complaint garbage .9     | B duplicate | Победы 5, мусор не вывозят
    """,
    "who has no trouble and tells so has no ticket": """
        Луга. Пишите, у кого холодно.
        1 | 7 | 0 | complaint heating ? .8 | -         | Победы 3. Тепло, дали вовремя, хвалю
        2 | 8 | 1 | complaint heating ? .8 | A opening | Победы 5. Дали вовремя, но опять остыло
    """,
    "one's own street is a reminder, whatever topic is guessed": """
        Луга. Горячая вода: пишите адреса.
        1 | 7 | 0 | complaint cold_water .9   | A opening   | Воды нет на улице Победы
        2 | 7 | 9 | complaint cold_water ~ .2 | A follow_up | а на улице Победы когда? носим вёдрами
        3 | 7 | 30 | complaint cold_water ~ .2 | A follow_up | а нам когда? ведро на плите
    """,
    "comfort and mockery under a complaint end nothing": """
        Луга. Пишите, у кого холодно.
        1   | 7 | 0 | complaint heating .9         | A opening   | Победы 3, батареи ледяные
        2<1 | 8 | 1 | chatter                      | -           | На Мира дали, потерпите чуток
        3<1 | 9 | 2 | chatter                      | -           | Подвал тёплый зато
        4<1 | 6 | 3 | complaint street_lighting .9 | -           | Зато звёзды видно
        5<1 | 5 | 4 | chatter                      | -           | На горячую линию звоните
        6<1 | 4 | 5 | complaint heating .9         | A duplicate | и у нас, зато свет не гаснет
    """,
    "who has no trouble praises, who hints at one does not": """
        Луга. Пишите, у кого холодно.
        1 | 7 | 0 | complaint heating .9   | -         | У нас на Мира +22, кочегарам поклон
        2 | 8 | 1 | complaint heating ~ .1 | -         | Мира 7, у нас и не отключали
        3 | 9 | 2 | complaint heating .9   | A opening | Мира 9, у нас +22 только в лифте, поклон
    """,
    "an advertisement is none of the trouble": """
        Луга. Дороги: где ямы?
        1 | 7 | 0 | follow_up roads .9 | -         | Продам гараж, яма сухая, торг
        2 | 8 | 1 | complaint roads .9 | A opening | Продам колесо: не доехало, улица Победы, яма
    """,
    "a greeting and a joke with a neighbour add nothing": """
        Луга. Где темно?
        1   | 7 | 0 | complaint street_lighting .9 | A opening   | Победы 3, во дворе темно
        2<1 | 8 | 1 | complaint street_lighting .9 | A duplicate | Победы 3, второй подъезд, темно
        3<2 | 7 | 2 | chatter                      | -           | Лена, это ты что ли? Привет
        4<1 | 9 | 3 | chatter                      | -           | У нас светло, заходите
        5<4 | 7 | 4 | question                     | -           | Торт брать?
        6<1 | 6 | 5 | chatter                      | -           | Электрик тоже человек, устал
    """,
    "what was done about it goes on, whoever asked": """
        Луга. Отопление и содержание домов.
        1   | 7 | 0 | complaint other_complaint .9 | A opening   | Победы 3, ночью грохот под окном
        2<1 | 8 | 1 | chatter                      | -           | Полицию зовите
        3<2 | 7 | 2 | chatter                      | A follow_up | Вызывал. Приезжают, когда тихо
    """,
    "thanks for a trouble under a complaint are irony": """
        Луга. Новое расписание автобусов.
        1   | 7 | 0 | complaint transport .9 | A opening   | Победы 3, рейс 6:20 убрали
        2<1 | 8 | 1 | thanks                 | A duplicate | и мне теперь в пять вставать, спасибо
        3<1 | 9 | 2 | chatter                | A duplicate | мы тогда пешком пошли, пять км
        4<1 | 6 | 3 | thanks                 | -           | Спасибо за информацию
    """,
    "who confirms an objection confirms no repair": """
        Луга. Отопление и содержание домов.
        1   | 7  | 0 | complaint elevator .9 | A opening   | Победы 3, лифт стоит
        2<1 | HQ | 1 | official              | -           | Лифт запущен.
        3<2 | 7  | 2 | complaint elevator .9 | A reopening | Доехал до третьего и встал
        4<3 | 8  | 3 | follow_up             | A duplicate | подтверждаю, кнопкой светит
    """,
    "a refusal is objected to by a proposal as well": """
        Луга. Дороги: где ямы?
        1   | 7  | 0 | complaint roads .9 | A opening   | улица Победы, яма у магазина
        2<1 | HQ | 1 | official           | -           | Дорога лесная, к районным не относится.
        3<2 | 7  | 2 | suggestion         | A reopening | Какая лесная? Карту откройте
        4   | 8  | 0 | complaint roads .9 | B opening   | улица Мира, яма
        5<4 | HQ | 1 | official           | -           | Яма засыпана.
        6<5 | 8  | 2 | suggestion         | B follow_up | А лавочку рядом поставите?
    """,
    "under our promise an old complaint is still the same": """
        Луга. Дороги: где ямы?
        1   | 7  | 0    | complaint roads .9 | A opening   | Победы 3, яма
        2<1 | HQ | 1    | official           | -           | Участок стоит в плане работ на май.
        3<2 | 7  | 1200 | complaint roads .9 | A follow_up | Май кончается, яма растёт
    """,
    "«да» and the same house agree, whatever topic is heard": """
        Луга. Нет света: пишите адреса.
        1   | 7 | 0 | complaint electricity .9 | A opening   | Победы 3, света нет
        2<1 | 8 | 1 | complaint elevator .9    | A duplicate | да, Победы 3. Чайник, лифт молчат
        3<1 | 9 | 2 | complaint elevator .9    | B opening   | Победы 3, лифт застрял
    """,
    "a house is no warmth": """
        Луга. Пишите, у кого холодно.
        1   | 7 | 0 | complaint heating .9 | A opening | Победы 19, батареи ледяные
        2<1 | 8 | 1 | follow_up heating .9 | B opening | И у нас, Победы 21. Под одеялами сидим
        3<1 | 9 | 2 | follow_up ~          | C opening | у нас на Победы 23 тоже с вечера
    """,
}


@pytest.mark.parametrize("name", TALKS)
def test_a_word_belongs_where_the_talk_puts_it(name: str) -> None:
    post, talk = read(TALKS[name])
    sessions = memory()
    load(sessions, post, talk)
    with sessions() as session:
        found = belonging(session)
    expected = [(int(row[0].partition("<")[0]), row[4]) for row in talk]
    assert [(number, found.get(number, "-")) for number, _ in expected] == expected


EXPLAINED = """
    Луга. Отопление и содержание домов.
    1   | 7  | 0 | complaint cold_water .9 | A opening  | Победы 3, струйка вместо напора
    2<1 | HQ | 1 | official                | -          | Давление соответствует норме.
    3   | 8  | 1 | complaint cold_water .9 | B opening  | Победы 5, еле капает
    4<3 | HQ | 2 | official                | -          | Давление соответствует норме.
    5<2 | 7  | 9 | resolved                | A resolved | Прочистили фильтр, пошла вода
    6<3 | HQ | 9 | official                | -          | Регулятор заменён.
"""


def test_what_was_only_explained_may_be_over_after_all() -> None:
    post, talk = read(EXPLAINED)
    sessions = memory()
    load(sessions, post, talk)
    with sessions() as session:
        ended = session.execute(select(Ticket.status, Ticket.outcome, Ticket.resolved_at)).all()
        over = START + timedelta(hours=9)
        assert ended == [(Status.ANSWERED, Outcome.FIXED, over)] * 2


PROMISED = """
    Луга. Пишите, у кого холодно.
    1   | 7  | 0 | complaint heating .9 | A opening   | Победы 3, батареи ледяные
    2<1 | HQ | 1 | official             | -           | Отопление восстановлено.
    3<2 | 7  | 2 | complaint heating .9 | A reopening | Ничего подобного, ледяные
    4<3 | HQ | 3 | official             | -           | Слесарь будет завтра.
"""


def test_an_objection_stands_until_something_is_done() -> None:
    post, talk = read(PROMISED)
    sessions = memory()
    load(sessions, post, talk)
    with sessions() as session:
        assert session.scalars(select(Ticket.status)).one() == Status.REOPENED


RETRACTED = """
    Луга. Пишите, у кого холодно.
    1   | 7  | 0 | complaint heating .9 | A opening | Победы 3, батареи ледяные
    2<1 | HQ | 1 | official             | -         | Отопление восстановлено.
    3<1 | HQ | 2 | official             | -         | Простите, предыдущий ответ ошибочный.
"""


def test_an_answer_about_another_house_is_taken_back() -> None:
    post, talk = read(RETRACTED)
    sessions = memory()
    load(sessions, post, talk)
    with sessions() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert (ticket.status, ticket.outcome, ticket.repeats) == (Status.ASSIGNED, None, 0)
        assert ticket.answered_at == START + timedelta(hours=1)
        assert equation(session).holds


ASKED = """
    Луга. Пишите, у кого холодно.
    1   | 7  | 0 | chatter ? | A opening | А мы когда??
    2<1 | HQ | 1 | official  | -         | Подскажите улицу и дом.
"""


def test_an_appeal_that_the_office_found_leaves_the_queue() -> None:
    post, talk = read(ASKED)
    sessions = memory()
    load(sessions, post, talk[:1])
    with sessions() as session:
        assert equation(session).review == 1
    load(sessions, post, talk)
    with sessions() as session:
        assert belonging(session) == {1: "A opening"}
        assert session.scalars(select(Review.closed_at).where(Review.reason == "doubt")).one()
        assert equation(session).holds


JOINED = """
    Луга. Пишите, у кого холодно.
    1   | 7  | 0 | complaint heating .9 | A opening   | Победы 3, батареи ледяные
    2<1 | 8  | 1 | follow_up            | A duplicate | у нас так же
    3<2 | HQ | 2 | official             | -           | Уточните, пожалуйста, ваш адрес.
    4<3 | 8  | 3 | follow_up            | B follow_up | Победы 5
"""


def test_a_question_goes_with_the_words_that_it_was_about() -> None:
    post, talk = read(JOINED)
    sessions = memory()
    load(sessions, post, talk[:3])
    load(sessions, post, talk)
    with sessions() as session:
        one, other = session.scalars(select(Ticket).order_by(Ticket.opened_at))
        assert (one.status, one.answered_at, one.voices) == (Status.REVIEW, None, 1)
        assert one.last_at == START
        assert (other.house, other.voices) == ("5", 1)
        assert other.opened_at == START + timedelta(hours=1)
        assert other.answered_at == START + timedelta(hours=2)
        assert equation(session).holds


def read(talk: str) -> tuple[str, list[list[str]]]:
    post, *rows = talk.strip().splitlines()
    return post, [[part.strip() for part in row.split("|")] for row in rows]


def memory() -> sessionmaker[Session]:
    engine = open_engine("sqlite://")
    upgrade(engine)
    return open_sessions(engine)


def load(sessions: sessionmaker[Session], post: str, talk: list[list[str]]) -> None:
    import_lines(sessions, lines(post, talk), now=START)
    classify(sessions, CLASSIFIER, progress=Silent())
    with sessions.begin() as session:
        for number, _, _, heard, _, _ in talk:
            tell(session, int(number.partition("<")[0]), heard)
    load_tickets(sessions, shipped_policy(), now=START + timedelta(days=2), progress=Silent())


def lines(post: str, talk: list[list[str]]) -> Iterator[tuple[int, bytes]]:
    def at(hours: str) -> int:
        return int((START + timedelta(hours=int(hours))).timestamp())

    wall = {"owner_id": HQ, "from_id": HQ}
    yield 1, json.dumps({"type": "post", "id": 100, "date": at("0"), "text": post, **wall}).encode()
    roots: dict[str, str] = {}
    for own, author, hours, _, _, text in talk:
        number, _, target = own.partition("<")
        roots[number] = roots.get(target, number)
        comment: dict[str, object] = {
            "type": "comment", "id": int(number), "owner_id": HQ, "post_id": 100,
            "from_id": HQ if author == "HQ" else int(author), "date": at(hours), "text": text,
        }  # fmt: skip
        if target:
            comment |= {"reply_to_comment": int(target), "parents_stack": [int(roots[number])]}
        yield int(number) + 1, json.dumps(comment).encode()


def tell(session: Session, number: int, heard: str) -> None:
    """Put «complaint heating .9, billing .6» in the place of what the classifier heard."""
    stmt = select(Prediction).join(Comment, Prediction.comment_id == Comment.id)
    prediction = session.scalars(stmt.where(Comment.vk_id == number)).one()
    doubt = next((sign for sign in DOUBTS if sign in heard), None)
    kind, *words = heard.replace("?", "").replace("~", "").replace(",", "").split()
    topics = words[::2]
    prediction.kind = kind
    prediction.labels = topics or [NOT_COMPLAINT]
    prediction.scores = {
        topic: float(score) for topic, score in zip(topics, words[1::2], strict=True)
    }
    prediction.review, prediction.review_reason = (
        doubt is not None,
        DOUBTS[doubt] if doubt else None,
    )


def belonging(session: Session) -> dict[int, str]:
    """Comment → letter of its ticket in order of opening, and role."""
    numbers = session.scalars(select(Ticket.id).order_by(Ticket.opened_at, Ticket.id)).all()
    letters = {number: chr(ord("A") + n) for n, number in enumerate(numbers)}
    stmt = select(Comment.vk_id, Appeal.ticket_id, Appeal.role).join_from(Appeal, Comment)
    return {number: f"{letters[ticket]} {role}" for number, ticket, role in session.execute(stmt)}
