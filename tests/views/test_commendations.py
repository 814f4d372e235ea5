"""The page of a commendation: its decision and roll, as anybody reads them."""

import json
import re
from datetime import date, timedelta
from typing import Any

import brotli
import pytest
from django.test import Client
from django.utils import timezone

from records.models import Commendation, Record, RollEntry
from records.rolls import open_tables, read_roll
from records.transparency.decisions import tell_of_decisions
from tests.factories import (
    make_category,
    make_commendation,
    make_commendation_version,
    make_recipient,
    make_record,
    make_roll_entry,
    make_roll_group,
)
from tests.made_rolls import PROVINCES, conferred, make_roll

pytestmark = pytest.mark.django_db


@pytest.fixture
def commendation() -> Commendation:
    return make_commendation(
        make_category("样例省劳动模范"), 2021, decided_on=date(2021, 4, 27), **conferred(quota=30)
    )


def in_notice(**fields: Any) -> Commendation:
    today = timezone.localdate()
    given = {
        "state": "notice",
        "notice_from": today,
        "notice_until": today + timedelta(days=7),
        "objections": "样例省表彰办，010-12345678",
    }
    return make_commendation(make_category("样例省先进"), 2026, **conferred(**given | fields))


def honored(commendation: Commendation, name: str, path: str = "", **fields: Any) -> RollEntry:
    """Adds a name that the public reads on the roll."""
    group = None
    if path:
        group = commendation.groups.filter(path=path).first() or make_roll_group(path, commendation)
    recipient = make_recipient(name.replace("\u3000", ""), "person")
    record = make_record(recipient=recipient, commendation=commendation, title=recipient.name)
    return make_roll_entry(recipient.name, record, group=group, printed=name, **fields)


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page.content.decode()))


def page(client: Client, commendation: Commendation, rest: str = "", **asked: str) -> str:
    response = client.get(f"/commendations/{commendation.pk}/{rest}", asked)
    assert response.status_code == 200
    return response.content.decode()


# --- The decision -----------------------------------------------------------------------------------


def test_the_page_says_who_conferred_it_when_and_by_what_document(
    client: Client, commendation: Commendation
) -> None:
    honored(commendation, "张三")
    shown = text_of(client.get(commendation.get_absolute_url()))
    for said in ("样例省委、 样例省人民政府", "2021年4月27日", "样发〔2021〕7号", "关于表彰样例先进个人"):
        assert said.replace(" ", "") in shown.replace(" ", ""), said


def test_each_line_of_the_decision_is_a_paragraph(client: Client, commendation: Commendation) -> None:
    honored(commendation, "张三")
    assert page(client, commendation).count("<p>各省、自治区、直辖市党委：</p>") == 1


def test_a_commendation_that_nobody_may_see_is_not_there(client: Client, commendation: Commendation) -> None:
    record = make_record("draft", commendation=commendation)
    make_roll_entry("李四", record)
    for rest in ("", "print/", "find/", "versions/", "roll.csv", "decision/", "notice/"):
        assert client.get(f"/commendations/{commendation.pk}/{rest}").status_code == 404, rest


def test_the_decision_is_described_for_programs(client: Client, commendation: Commendation) -> None:
    honored(commendation, "张三")
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page(client, commendation))
    said = json.loads(data)
    assert said["about"]["identifier"] == "样发〔2021〕7号"
    assert [body["name"] for body in said["about"]["author"]] == ["样例省委", "样例省人民政府"]
    assert said["mainEntity"]["numberOfItems"] == 1


# --- The roll ---------------------------------------------------------------------------------------


def test_names_stand_under_the_headings_of_the_decision_in_its_order(
    client: Client, commendation: Commendation
) -> None:
    make_roll_group("先进个人/天津市", commendation, position=1)
    make_roll_group("先进个人/北京市", commendation, position=2)
    honored(commendation, "后来的", "先进个人/北京市", position=3)
    honored(commendation, "第二个", "先进个人/天津市", position=2)
    honored(commendation, "第一个", "先进个人/天津市", position=1)
    shown = text_of(client.get(commendation.get_absolute_url()))
    found = re.findall("先进个人 3 名|天津市|北京市|第一个|第二个|后来的", shown[shown.index("名单") :])
    assert found == ["先进个人 3 名", "天津市", "第一个", "第二个", "北京市", "后来的"]


def test_a_name_is_spelled_as_the_decision_spells_it_and_leads_to_its_record(
    client: Client, commendation: Commendation
) -> None:
    entry = honored(commendation, "张\u3000三", post="样例厂技师")
    shown = page(client, commendation)
    assert f'<a href="/records/{entry.record_id}/" translate="no">张\u3000三</a>' in shown
    assert "<span>样例厂技师</span>" in shown


def test_a_revoked_honor_stays_on_the_roll_and_says_so(client: Client, commendation: Commendation) -> None:
    entry = honored(commendation, "张三")
    Record.objects.filter(roll_entry=entry).update(
        revoked_on=date(2022, 1, 1), revocation_reason="经查证不实"
    )
    assert "称号已撤销" in page(client, commendation)


def test_what_staff_note_beside_a_name_is_nowhere(client: Client, commendation: Commendation) -> None:
    honored(commendation, "张三", notes={"联系电话": "13800000000"})
    for rest in ("", "print/", "find/?q=张", "roll.csv", "roll.json"):
        response = client.get(f"/commendations/{commendation.pk}/{rest}")
        assert "13800000000" not in response.content.decode(), rest
    assert "13800000000" not in str(cells(client, commendation))


def test_a_name_whose_record_is_withdrawn_or_not_yet_public_is_not_on_it(
    client: Client, commendation: Commendation
) -> None:
    honored(commendation, "张三")
    for status, name in (("withdrawn", "李四"), ("draft", "王五")):
        record = make_record(status, commendation=commendation, recipient=make_recipient(name, "person"))
        make_roll_entry(name, record)
    shown = page(client, commendation)
    assert "张三" in shown
    assert "李四" not in shown
    assert "王五" not in shown


def test_a_record_that_the_roll_does_not_name_stands_behind_it(
    client: Client, commendation: Commendation
) -> None:
    honored(commendation, "张三")
    make_record(commendation=commendation, recipient=make_recipient("名单外的单位"))
    shown = text_of(client.get(commendation.get_absolute_url()))
    assert shown.index("张三") < shown.index("其他表彰记录") < shown.index("名单外的单位")


def test_records_of_a_commendation_without_a_roll_are_its_names(
    client: Client, commendation: Commendation
) -> None:
    record = make_record(commendation=commendation, recipient=make_recipient("样例单位"))
    shown = page(client, commendation)
    assert f'<a href="/records/{record.pk}/">样例单位</a>' in shown
    assert "其他表彰记录" not in shown


def test_a_long_roll_begins_with_its_headings_and_their_counts(
    client: Client, commendation: Commendation
) -> None:
    make_roll(commendation, {f"先进个人/{province}": 20 for province in PROVINCES[:9]})
    shown = page(client, commendation)
    assert '<ol class="roll' not in shown
    assert "?in=%E5%85%88%E8%BF%9B%E4%B8%AA%E4%BA%BA%2F%E5%8C%97%E4%BA%AC%E5%B8%82" in shown
    part = page(client, commendation, **{"in": "先进个人/北京市"})
    assert part.count('translate="no"') == 20
    assert "天津市" not in part


def test_a_long_heading_goes_on_over_pages_without_losing_a_name(
    client: Client, commendation: Commendation
) -> None:
    entries = make_roll(commendation, {"先进个人": 330, "先进集体": 3})
    found = []
    for number in ("1", "2", "3"):
        shown = page(client, commendation, **{"in": "先进个人", "page": number})
        found += re.findall(r'<a href="/records/(\d+)/" translate', shown)
    assert found == [str(entry.record_id) for entry in entries[:330]]
    assert client.get(commendation.get_absolute_url(), {"in": "先进个人", "page": "4"}).status_code == 404


def test_pages_pass_over_names_that_are_not_public_in_between(
    client: Client, commendation: Commendation
) -> None:
    entries = make_roll(commendation, {"": 320})
    hidden = [entry.record_id for entry in entries[::5] if entry.record_id]
    Record.objects.filter(pk__in=hidden).update(published_at=timezone.now() + timedelta(days=1))
    found = []
    for number in ("1", "2"):
        found += re.findall(r'"/records/(\d+)/" translate', page(client, commendation, page=number))
    assert found == [str(one.record_id) for one in entries if one.record_id not in hidden]


@pytest.mark.parametrize("asked", [{"in": "没有的"}, {"page": "0"}, {"page": "2"}, {"in": "/", "page": "x"}])
def test_a_heading_or_page_that_is_not_there_is_not_found(
    client: Client, commendation: Commendation, asked: dict[str, str]
) -> None:
    honored(commendation, "张三")
    assert client.get(commendation.get_absolute_url(), asked).status_code == 404


def test_numbers_of_the_decision_stand_beside_those_of_the_roll_where_they_differ(
    client: Client, commendation: Commendation
) -> None:
    honored(commendation, "张三")
    assert "1 名，决定所列 30" in text_of(client.get(commendation.get_absolute_url()))


def test_first_page_of_ten_thousand_names_is_sent_at_once_in_few_queries(
    client: Client, commendation: Commendation, django_assert_max_num_queries: Any
) -> None:
    groups = {f"{kind}/{province}": 156 for kind in ("先进个人", "先进工作者") for province in PROVINCES}
    make_roll(commendation, groups)
    tell_of_decisions([commendation.pk])
    for asked in ({}, {"in": "先进个人/北京市", "page": "2"}):
        client.get(commendation.get_absolute_url(), asked)  # what is counted once
        with django_assert_max_num_queries(8):
            response = client.get(commendation.get_absolute_url(), asked)
        assert len(brotli.compress(response.content, quality=5)) <= 14_600


def test_a_full_page_of_names_and_posts_is_sent_at_once(client: Client, commendation: Commendation) -> None:
    make_roll(commendation, {"先进个人": 150})
    tell_of_decisions([commendation.pk])
    response = client.get(commendation.get_absolute_url())
    assert response.content.decode().count("translate=") == 150
    assert len(brotli.compress(response.content, quality=5)) <= 14_600


def test_a_persons_name_keeps_its_characters_in_traditional_script(
    client: Client, commendation: Commendation
) -> None:
    honored(commendation, "余干里", post="样例厂干部")
    response = client.get(f"/zh-hant{commendation.get_absolute_url()}")
    assert "余干里" in response.content.decode()
    assert "樣例廠幹部" in response.content.decode()


# --- Finding a name ---------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["张三", "张 三", "样例厂", "技师 张", "zs", "zhangs", "張三"])
def test_a_name_is_found_by_name_post_or_letters(
    client: Client, commendation: Commendation, typed: str
) -> None:
    honored(commendation, "张\u3000三", "先进个人", post="样例厂技师")
    honored(commendation, "李四", "先进个人", post="样例校教师")
    shown = page(client, commendation, "find/", q=typed)
    assert "张\u3000三" in shown
    assert "李四" not in shown
    assert "<small>先进个人</small>" in shown


@pytest.mark.parametrize("typed", ["zsf", "zhangs", "ylj"])
def test_who_stands_in_notice_is_found_by_letters_too(client: Client, typed: str) -> None:
    commendation = in_notice()
    make_roll_entry("张三丰", commendation=commendation)
    make_roll_entry("李四", commendation=commendation)
    make_roll_entry("样例街道", commendation=commendation, kind="organization")
    shown = page(client, commendation, "find/", q=typed)
    assert ("样例街道" if typed == "ylj" else "张三丰") in shown
    assert "李四" not in shown


def test_who_finds_nothing_is_told_what_else_to_type(client: Client, commendation: Commendation) -> None:
    honored(commendation, "张三")
    assert "名单里没有找到“没有的人”" in page(client, commendation, "find/", q="没有的人")


def test_of_very_many_that_are_found_the_first_are_listed(client: Client, commendation: Commendation) -> None:
    make_roll(commendation, {"": 230})
    shown = page(client, commendation, "find/", q="样例")
    assert "只列出前 200 个" in shown
    assert shown.count("translate=") == 200


# --- In 公示 ----------------------------------------------------------------------------------------


def test_a_commendation_in_notice_says_so_first_and_leads_to_no_record(client: Client) -> None:
    announced = in_notice()
    make_roll(announced, {"拟表彰个人": 3})
    shown = text_of(client.get(announced.get_absolute_url()))
    assert "拟表彰，尚未表彰" in shown
    assert "010-12345678" in shown
    whole = page(client, announced)
    assert "/records/" not in whole
    assert "致敬</button>" not in whole
    assert whole.count('<b translate="no">') == 3


def test_a_notice_that_has_not_begun_is_not_there(client: Client) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    announced = in_notice(notice_from=tomorrow)
    make_roll(announced, {"": 1})
    assert client.get(announced.get_absolute_url()).status_code == 404
    assert announced.get_absolute_url() not in client.get("/commendations/").content.decode()


def test_names_in_notice_are_in_no_count_of_honors(client: Client) -> None:
    make_roll(in_notice(), {"": 5})
    assert "条表彰记录" not in text_of(client.get("/"))
    assert "拟表彰 5 个名字" in text_of(client.get("/commendations/"))


def decided_after_notice() -> Commendation:
    """Makes one whose notice was public: of three names one was struck, and one was added with the decision."""
    announced = in_notice(name="关于拟表彰的公示")
    facts = {
        name: getattr(announced, name) for name in ("state", "notice_from", "notice_until", "objections")
    }
    shown = timezone.now() - timedelta(days=1)
    make_commendation_version(announced, 1, name=announced.name, public_from=shown, **facts)
    announced.state, announced.name = "decided", "关于表彰的决定"
    announced.save()
    for name in ("张三", "李四"):
        honored(announced, name, was_proposed=True)
    make_roll_entry(
        "除名者",
        commendation=announced,
        was_proposed=True,
        struck_at=timezone.now(),
        struck_reason="被实名举报",
    )
    honored(announced, "补上的")
    return announced


def test_the_notice_stays_readable_as_it_stood_after_the_decision(client: Client) -> None:
    decided = decided_after_notice()
    shown = page(client, decided, "notice/")
    assert "这是当时的公示" in shown
    assert "关于拟表彰的公示" in shown
    assert re.findall(r'<b translate="no">(.*?)</b>', shown) == ["张三", "李四", "除名者"]
    assert "被实名举报" not in shown
    assert "/records/" not in shown


def test_who_was_struck_after_the_notice_is_not_on_the_roll_of_the_decision(client: Client) -> None:
    decided = decided_after_notice()
    shown = page(client, decided)
    assert "补上的" in shown
    assert "除名者" not in shown
    assert f"/commendations/{decided.pk}/notice/" in shown


def test_a_notice_that_nobody_read_is_not_offered(client: Client, commendation: Commendation) -> None:
    honored(commendation, "张三")
    day = timezone.localdate()
    Commendation.objects.update(notice_from=day, notice_until=day, objections="样例办")
    assert "/notice/" not in page(client, commendation)
    assert client.get(f"/commendations/{commendation.pk}/notice/").status_code == 404


def test_the_page_of_the_notice_leads_to_the_commendation_while_it_lasts(client: Client) -> None:
    announced = in_notice()
    make_roll(announced, {"": 1})
    response = client.get(f"/commendations/{announced.pk}/notice/")
    assert (response.status_code, response["Location"]) == (302, announced.get_absolute_url())


# --- The roll taken along ---------------------------------------------------------------------------


def test_the_printed_roll_has_every_name_with_those_of_two_characters_spaced(
    client: Client, commendation: Commendation
) -> None:
    honored(commendation, "张三", "先进个人")
    honored(commendation, "买买提·艾山", "先进个人")
    make_roll(commendation, {"先进工作者": 400})
    shown = page(client, commendation, "print/")
    assert ">张\u3000三</b>" in shown
    assert ">买买提·艾山</b>" in shown
    assert shown.count("<li>") >= 402
    assert "/records/" not in shown[shown.index('class="sheet"') :]


def cells(client: Client, commendation: Commendation) -> list[list[str]]:
    response = client.get(f"/commendations/{commendation.pk}/roll.xlsx")
    (table,) = open_tables(response.content, "roll.xlsx")
    return table.rows


def test_the_workbook_has_a_row_for_each_name_in_its_order(
    client: Client, commendation: Commendation
) -> None:
    honored(commendation, "张\u3000三", "先进个人/北京市", post="技师", region="样例省/样例市", award="模范")
    header, row = cells(client, commendation)
    assert header[0] == "序号"
    assert row == ["1", "张\u3000三", "个人", "技师", "样例省/样例市", "模范", "2021", "先进个人/北京市"]


@pytest.mark.parametrize("name", ["csv", "json"])
def test_the_roll_comes_as_text_too(client: Client, commendation: Commendation, name: str) -> None:
    honored(commendation, "张三", post="技师")
    response = client.get(f"/commendations/{commendation.pk}/roll.{name}")
    assert "张三" in response.content.decode()
    assert "技师" in response.content.decode()
    assert "filename*=" in response["Content-Disposition"]


# --- All commendations ------------------------------------------------------------------------------


def test_all_commendations_are_listed_by_year_with_their_names(
    client: Client, commendation: Commendation
) -> None:
    older = make_commendation(commendation.category, 2011, issuer="样例部")
    honored(commendation, "张三")
    honored(older, "李四"), honored(older, "王五")
    shown = text_of(client.get("/commendations/"))
    assert shown.index("关于表彰样例先进个人和先进集体的决定") < shown.index("样例省劳动模范（2011年）")
    assert "名单 2 个名字" in shown


def test_the_list_is_narrowed_down_by_conferring_body_and_year(
    client: Client, commendation: Commendation
) -> None:
    older = make_commendation(commendation.category, 2011, issuer="样例部")
    honored(commendation, "张三"), honored(older, "李四")
    assert "?issuer=%E6%A0%B7%E4%BE%8B%E9%83%A8" in client.get("/commendations/").content.decode()
    for asked in ({"issuer": "样例部"}, {"year": "2011"}):
        shown = client.get("/commendations/", asked).content.decode()
        assert older.get_absolute_url() in shown
        assert f'href="{commendation.get_absolute_url()}"' not in shown
    assert client.get("/commendations/", {"issuer": "没有的"}).status_code == 404


def test_decisions_have_a_feed(client: Client, commendation: Commendation) -> None:
    honored(commendation, "张三")
    make_roll(in_notice(), {"": 2})
    feed = client.get("/commendations/feed/").content.decode()
    assert "关于表彰样例先进个人和先进集体的决定" in feed
    assert "【公示】" in feed


def test_a_commendation_is_found_above_its_records(client: Client, commendation: Commendation) -> None:
    honored(commendation, "张三")
    for typed in ("样发〔2021〕7号", "关于表彰样例先进个人", "样例省人民政府"):
        shown = client.get("/search/", {"q": typed}).content.decode()
        assert f'<h3><a href="{commendation.get_absolute_url()}">' in shown, typed


def test_place_that_the_heading_or_the_name_says_is_not_said_again(
    client: Client, commendation: Commendation
) -> None:
    honored(commendation, "样例市急救中心", "先进集体/样例省", region="样例省/样例市", kind="organization")
    honored(commendation, "张三", "先进个人/样例省/样例市", region="样例省/样例市/样例区")
    page = client.get(f"/commendations/{commendation.pk}/print/").content.decode()
    beside = re.findall(r"</b><span>(.*?)</span>", page)
    assert beside == ["样例区"]


@pytest.mark.parametrize("name", ["csv", "json", "xlsx"])
def test_files_of_the_roll_say_which_honor_was_revoked(
    client: Client, commendation: Commendation, name: str
) -> None:
    entry = honored(commendation, "张三")
    Record.objects.filter(roll_entry=entry).update(
        revoked_on=date(2025, 3, 18), revocation_reason="查明材料不实"
    )
    roll = read_roll(client.get(f"/commendations/{commendation.pk}/roll.{name}").content, f"roll.{name}")
    assert [row.entry.notes for row in roll.rows if row.entry] == [{"称号撤销": "2025-03-18"}]


def test_home_leads_to_the_latest_commendations(client: Client) -> None:
    for year in (2020, 2021, 2022, 2023):
        make_roll(make_commendation(make_category(f"样例{year}"), year), {"": 2})
    home = text_of(client.get("/"))
    assert "最近的表彰 样例2023（2023年） 2 个名字 样例2022（2022年） 2 个名字 样例2021（2021年）" in home
    assert "样例2020（2020年）" not in home


def test_home_says_that_what_is_in_notice_is_so(client: Client) -> None:
    make_roll_entry("张三", commendation=in_notice())
    assert "样例省先进（2026年） 公示中，1 个名字" in text_of(client.get("/"))


def test_home_without_commendations_says_nothing_of_them(client: Client) -> None:
    assert "最近的表彰" not in text_of(client.get("/"))
