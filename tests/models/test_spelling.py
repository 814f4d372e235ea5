"""How names are spelled, and so under which letter they stand."""

import importlib

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from pypinyin import Style, lazy_pinyin

from records.models import Organization, Person, Recipient
from records.models.spelling import OTHERS, pinyin_of, spelling_of, syllables
from tests.factories import make_recipient

# Surnames that sound otherwise than their character elsewhere, most of them under another letter.
SURNAMES = [
    ("单雄信", "shan4"),
    ("仇和", "qiu2"),
    ("解晓东", "xie4"),
    ("曾国藩", "zeng1"),
    ("查良镛", "zha1"),
    ("区寄", "ou1"),
    ("乐进", "yue4"),
    ("翟志刚", "zhai2"),
    ("种师道", "chong2"),
    ("折可适", "she2"),
    ("秘永", "bi4"),
    ("繁钦", "po2"),
    ("覃健", "qin2"),
    ("召信臣", "shao4"),
    ("句践", "gou1"),
    ("阚泽", "kan4"),
    ("郇文", "xun2"),
    ("祭遵", "zhai4"),
    ("厦明", "sha4"),
    ("朴明", "piao2"),
    ("盖文", "ge3"),
    ("葛优", "ge3"),
    ("任正", "ren2"),
    ("宁浩", "ning4"),
    ("华罗庚", "hua4"),
    ("燕青", "yan1"),
    ("那英", "na1"),
    ("缪文", "miao4"),
    ("黑山", "he4"),
    ("占明", "zhan1"),
    ("逄明", "pang2"),
    ("撒明", "sa3"),
    ("冯巩", "feng2"),
    ("洪明", "hong2"),
    ("牟明", "mou2"),
    ("佘明", "she2"),
    ("禚明", "zhuo2"),
    ("冼明", "xian3"),
    ("洗明", "xian3"),
    ("员明", "yun4"),
    ("沈从文", "shen3"),
    ("么明", "yao1"),
    ("卜明", "bu3"),
    ("都明", "du1"),
    ("隗明", "wei3"),
    ("单于明", "chan2 yu2"),
    ("尉迟恭", "yu4 chi2"),
    ("尉明", "wei4"),
    ("万俟明", "mo4 qi2"),
    ("万明", "wan4"),
    ("澹台明", "tan2 tai2"),
    ("长孙明", "zhang3 sun1"),
    ("令狐明", "ling2 hu2"),
    ("欧阳明", "ou1"),
    ("曾母明", "zeng1"),
    ("單明", "shan4"),
    ("區明", "ou1"),
]


@pytest.mark.parametrize(("name", "sound"), SURNAMES)
def test_surname_sounds_as_a_surname_does(name: str, sound: str) -> None:
    surname = name[: len(sound.split())]
    assert pinyin_of(name, is_person=True).startswith(f"{sound}{surname} ")


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("阿卜杜拉·买买提", "A"),
        ("单增卓玛次仁", "D"),  # too long for a surname and a given name
        ("约翰·史密斯", "Y"),
        ("Émile", "E"),
        ("Ｔｏｍ", "T"),
        ("“单”明", "S"),
        ("007", OTHERS),
        ("ひかり", OTHERS),
    ],
)
def test_other_names_of_people_stand_by_their_first_sound(name: str, letter: str) -> None:
    assert spelling_of("person", name)[0] == letter


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("重庆市公安局", "C"),
        ("长沙市第一医院", "C"),
        ("长治市消防救援支队", "C"),
        ("单县人民医院", "S"),
        ("曾家庄村党支部", "Z"),
        ("查庄社区", "Z"),
        ("解放军总医院", "J"),
        ("单位后勤处", "D"),
        ("区委办公室", "Q"),
        ("厦门航空", "X"),
        ("行政审批局", "X"),
        ("华北油田", "H"),
        ("任家村", "R"),
        ("《党建》编辑部", "D"),
        ("101中学", OTHERS),
    ],
)
def test_organization_stands_by_what_its_name_begins_with(name: str, letter: str) -> None:
    assert spelling_of("organization", name)[0] == letter


def test_names_of_one_letter_stand_by_their_sounds_and_tones_and_those_of_one_surname_together() -> None:
    in_order = ["张伟", "张一", "章娟", "掌一", "赵一", "郑一", "周一"]
    names = ["周一", "掌一", "章娟", "赵一", "张一", "郑一", "张伟"]
    assert sorted(names, key=lambda name: pinyin_of(name, is_person=True)) == in_order


# --- In the rows ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_name_is_spelled_whichever_way_its_row_is_written() -> None:
    saved = make_recipient("曾明", kind="person")
    (inserted,) = Recipient.objects.bulk_create([Recipient(name="单县医院", kind="organization")])
    proxied = Person.objects.create(name="解明")
    found = [Recipient.objects.get(pk=one.pk).initial for one in (saved, inserted, proxied)]
    assert found == ["Z", "S", "X"]


@pytest.mark.django_db
def test_changed_name_is_spelled_anew_though_the_name_alone_is_saved() -> None:
    recipient = Organization.objects.create(name="曾家庄村")
    recipient.short_name = "前曾村"
    recipient.save(update_fields=["short_name"])
    assert Recipient.objects.get().initial == "Q"


@pytest.mark.django_db
def test_migration_spells_the_names_that_there_are() -> None:
    for _ in range(3):
        make_recipient("仇明", kind="person")
    Recipient.objects.update(initial="", pinyin="")
    importlib.import_module("records.migrations.0019_spell_names").spell_names(
        apps, connection.schema_editor()
    )
    assert set(Recipient.objects.values_list("initial", "pinyin")) == {("Q", "qiu2仇 ming2")}


@pytest.mark.django_db
def test_name_that_an_earlier_release_has_added_is_spelled_when_the_database_is_next_updated() -> None:
    make_recipient("仇明", kind="person")
    Recipient.objects.update(initial="", pinyin="")
    call_command("update_database", without_backup=True)
    assert Recipient.objects.get().initial == "Q"


@pytest.mark.parametrize(
    "name", ["重庆银行长安支行", "绿色旅行社", "嗯ê〇", "Café 12 号", "阿依·古丽", "𠮷野家", "-一"]
)
def test_sounds_are_those_that_pypinyin_itself_gives(name: str) -> None:
    assert syllables(name) == lazy_pinyin(name, style=Style.TONE3)
