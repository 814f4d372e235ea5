"""Names that stand on the roll already, with something else about them: the editor says whether it is they."""

import pytest
from django.test import Client
from django.utils import timezone

from records.models import Commendation, Recipient, RollEntry
from tests.factories import make_commendation, make_recipient

from .roll_pages import ROLL, hand_in

pytestmark = pytest.mark.django_db

CORRECTED = ROLL.replace("工人", "班长")


@pytest.fixture
def commendation(admin_client: Client) -> Commendation:
    commendation = make_commendation()
    hand_in(admin_client, commendation).press("_import")
    return commendation


def posts() -> list[str]:
    return list(RollEntry.objects.order_by("position").values_list("post", flat=True))


def test_a_name_on_the_roll_is_asked_about(admin_client: Client, commendation: Commendation) -> None:
    looked = hand_in(admin_client, commendation, f"{CORRECTED}3,王五,样例医院,医生,山东省,男\n")
    assert "名单上已有同名的第 1 名（样例厂工人，" in looked.page
    refused = looked.press("_import")
    assert "请选是名单上的那一名还是另一人" in refused.page
    assert len(posts()) == 2


def test_who_is_that_line_stays_as_it_is(admin_client: Client, commendation: Commendation) -> None:
    looked = hand_in(admin_client, commendation, f"{CORRECTED}3,王五,样例医院,医生,山东省,男\n")
    done = looked.press("_import", **{"same-1": "line"})
    assert "另有 2 名已在名单上" in done.page
    assert posts() == ["样例厂工人", "样例小学教师", "样例医院医生"]


def test_who_is_another_gets_a_line_of_his_own(admin_client: Client, commendation: Commendation) -> None:
    hand_in(admin_client, commendation, CORRECTED).press("_import", **{"same-1": "new"})
    assert posts() == ["样例厂工人", "样例小学教师", "样例厂班长"]
    assert Recipient.objects.filter(name="张三").count() == 2


def test_another_may_be_one_whom_the_site_knows(admin_client: Client, commendation: Commendation) -> None:
    known = make_recipient("张三", "person")
    hand_in(admin_client, commendation, CORRECTED).press("_import", **{"same-1": str(known.pk)})
    assert RollEntry.objects.get(post="样例厂班长", record__recipient=known)


def test_all_of_them_are_settled_at_once(admin_client: Client, commendation: Commendation) -> None:
    corrected = CORRECTED.replace("教师", "校长")
    hand_in(admin_client, commendation, corrected).press("_import", **{"rest-line": "new"})
    assert posts()[2:] == ["样例厂班长", "样例小学校长"]


def test_the_choice_for_those_on_the_site_is_none_for_the_roll(
    admin_client: Client, commendation: Commendation
) -> None:
    hand_in(admin_client, commendation, CORRECTED).press("_import", **{"rest-same": "new"})
    assert len(posts()) == 2


def test_an_organization_of_the_same_place_can_only_be_that_line(admin_client: Client) -> None:
    commendation = make_commendation()
    roll = "名称,类型,职务,地区\n样例社区,集体,甲,山东省\n"
    hand_in(admin_client, commendation, roll).press("_import")
    looked = hand_in(admin_client, commendation, roll.replace("甲", "乙"))
    assert "另一个，新建" not in looked.page
    looked.press("_import", **{"same-1": "new"})
    assert posts() == ["甲"]


def test_a_roll_in_notice_asks_too(admin_client: Client) -> None:
    today = timezone.localdate()
    notice = make_commendation(state="notice", notice_from=today, notice_until=today, objections="样例电话")
    hand_in(admin_client, notice).press("_import")
    looked = hand_in(admin_client, notice, CORRECTED)
    looked.press("_import")
    assert len(posts()) == 2
    looked.press("_import", **{"same-1": "new"})
    assert posts()[2:] == ["样例厂班长"]


def test_a_name_in_another_group_is_that_line_and_it_is_said(
    admin_client: Client, commendation: Commendation
) -> None:
    page = hand_in(admin_client, commendation, ROLL.replace("备注\n", "备注\n先进个人（2名）,,,,,\n")).page
    assert "就是名单上的第 1 名，只是分组不同" in page
