"""Deeds that cannot be about the one of their name on the roll are not taken for his."""

from dataclasses import replace

import pytest

from records.models import Commendation, Recipient, Record
from records.publishing import PublishingRefused, save_deeds
from records.publishing.contradictions import places_contradict, posts_contradict
from tests.factories import make_commendation

from .lines import organization, person, saved
from .test_filling import deeds, record_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def commendation() -> Commendation:
    return make_commendation(year=2024)


@pytest.mark.parametrize(
    ("roll", "said"),
    [
        ("戊厂工人", "云南省昆明市某厂厂长"),
        ("滨州市甲公司经理", "滨州市乙公司经理"),
        ("甲县公安局民警", "乙县教育局科员"),
    ],
)
def test_another_unit_contradicts(roll: str, said: str) -> None:
    assert posts_contradict(said, [roll])


@pytest.mark.parametrize(
    ("roll", "said"),
    [
        ("甲公司经理", "甲公司总经理"),
        ("样例市样例厂工人", "样例厂第二车间班长"),
        ("样例市第一人民医院护士", "样例一院护士长"),
        ("工人", "戊厂厂长"),
        ("戊厂工人", ""),
        ("", "戊厂厂长"),
        ("山东样例集团股份有限公司车间主任", "样例集团高级技师"),
    ],
)
def test_what_may_be_the_same_unit_does_not(roll: str, said: str) -> None:
    assert not posts_contradict(said, [roll])


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        (("西藏自治区", ""), ("云南省/昆明市", ""), True),
        (("西藏自治区", ""), ("西藏/拉萨市", ""), False),
        (("西藏自治区", ""), ("", "云南省昆明市某厂厂长"), True),
        (("", "云南省某厂工人"), ("", "山东省某厂工人"), True),
        (("上海市", ""), ("", "云南白药工程师"), False),
        (("", ""), ("云南省", ""), False),
    ],
)
def test_places_lead_apart(one: tuple[str, str], other: tuple[str, str], contradict: bool) -> None:
    assert places_contradict(*one, *other) is contradict


def test_deeds_of_another_unit_are_refused_with_what_differs(commendation: Commendation) -> None:
    saved(commendation, person("李四", "戊厂工人", region="西藏自治区"), publish_now=True)
    with pytest.raises(PublishingRefused, match="戊厂工人，西藏自治区；材料写的是：云南省昆明市某厂"):
        save_deeds(deeds(commendation, "李四", post="云南省昆明市某厂厂长"), by=None, publish_now=True)
    assert not record_of(1).edited.has_deeds


def test_deeds_of_another_place_make_no_second_record(commendation: Commendation) -> None:
    saved(commendation, person("李四", region="西藏自治区"))
    with pytest.raises(PublishingRefused, match="名单上的“李四”"):
        save_deeds(deeds(commendation, "李四", region="云南省"), by=None)
    assert Record.objects.count() == 1


def test_an_organization_of_another_place_makes_none_either(commendation: Commendation) -> None:
    saved(commendation, organization("样例社区", region="西藏自治区"))
    about = deeds(commendation, "样例社区", region="云南省")
    with pytest.raises(PublishingRefused, match="名单上的“样例社区”"):
        save_deeds(replace(about, recipient=replace(about.recipient, kind="organization")), by=None)


def test_an_editor_settles_that_it_is_another(commendation: Commendation) -> None:
    saved(commendation, person("李四", region="西藏自治区"))
    save_deeds(deeds(commendation, "李四", region="云南省"), by=None, as_other=True)
    assert Recipient.objects.filter(name="李四").count() == 2


def test_deeds_that_came_once_come_again_unchanged(commendation: Commendation) -> None:
    saved(commendation, person("李四", "戊厂工人"))
    about = deeds(commendation, "李四", post="己局局长")
    save_deeds(about, by=None, recipient=Recipient.objects.get())
    assert save_deeds(about, by=None).outcome == "unchanged"


def test_of_one_who_is_not_on_the_roll_it_is_said(commendation: Commendation) -> None:
    saved(commendation, person("李四"))
    told = save_deeds(deeds(commendation, "王五"), by=None)
    assert told.outcome == "created"
    assert "名单上没有“王五”" in told.off_roll


def test_without_a_roll_nothing_is_said(commendation: Commendation) -> None:
    assert save_deeds(deeds(commendation, "王五"), by=None).off_roll == ""
