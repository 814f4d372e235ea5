"""The operator's details on the pages: each where it is set, nothing where it is not."""

import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import environ
import pytest
from django.core.checks import run_checks
from django.test import Client

from records.models import Record
from records.presentation.site_owner import MARK_FILES, Operator
from tests.factories import make_record, make_whole_record

pytestmark = pytest.mark.django_db

EVERY_SETTING = {
    "OPERATOR_NAME": "样例机关",
    "OPERATOR_CONTACT": "样例路 1 号",
    "ICP_NUMBER": "样ICP备12345678号-1",
    "POLICE_NUMBER": "样公网安备 12345678901234号",
    "SITE_ID_CODE": "bm98765432",
    "PARTY_GOVERNMENT_LINK": "https://example.org/party?a=1&b=2",
    "FIND_ERRORS_LINK": "https://example.org/errors",
    "CORRECTIONS_EMAIL": "office@example.org",
}
OPERATOR_WORDS = ["主办单位", "联系方式", "备", "标识", "党政机关", "找错", "纠错"]


def operator(**given: str) -> Operator:
    return Operator(**{name.lower(): value for name, value in given.items()})


@pytest.fixture
def operated(settings: Any) -> Operator:
    settings.OPERATOR = operator(**EVERY_SETTING)
    return settings.OPERATOR


@pytest.fixture
def marks(settings: Any, tmp_path: Path) -> Path:
    """Returns the folder that the operator puts marks into, empty."""
    settings.VAR = tmp_path
    (tmp_path / "marks").mkdir()
    return tmp_path / "marks"


def foot(client: Client, address: str = "/") -> str:
    page = client.get(address).content.decode()
    return page[page.index('<footer class="colophon">') :]


def head_fields(client: Client, address: str) -> dict[str, str]:
    page = client.get(address).content.decode()
    return {
        name: unescape(content)
        for name, content in re.findall(r'<meta name="(\w+)" content="([^"]*)">', page)
    }


# --- The foot -------------------------------------------------------------------------------------


def test_nothing_is_said_that_was_not_set(client: Client) -> None:
    page = client.get(make_whole_record().get_absolute_url()).content.decode()
    assert [word for word in OPERATOR_WORDS if word in page] == []


@pytest.mark.parametrize(
    "name", ["OPERATOR_NAME", "OPERATOR_CONTACT", "ICP_NUMBER", "POLICE_NUMBER", "SITE_ID_CODE"]
)
def test_each_part_is_shown_by_itself(client: Client, settings: Any, name: str) -> None:
    settings.OPERATOR = operator(**{name: EVERY_SETTING[name]})
    page = foot(client)
    found = [other for other in EVERY_SETTING if EVERY_SETTING[other] in unescape(page)]
    assert found == [name]


def test_numbers_lead_to_the_registers_they_stand_in(client: Client, operated: Operator) -> None:
    page = foot(client)
    assert f'<a href="https://beian.miit.gov.cn/">{operated.icp_number}</a>' in page
    assert "https://beian.mps.gov.cn/#/query/webSearch?code=12345678901234" in page


def test_links_are_escaped(client: Client, operated: Operator) -> None:
    assert 'href="https://example.org/party?a=1&amp;b=2"' in foot(client)


def test_foot_is_the_same_in_traditional_characters_but_for_its_numbers(
    client: Client, operated: Operator
) -> None:
    page = foot(client, "/zh-hant/")
    assert "主辦單位：樣例機關" in page
    assert 'href="https://example.org/party?a=1&amp;b=2"' in page


# --- Marks ----------------------------------------------------------------------------------------


def test_mark_is_shown_once_it_is_there(client: Client, operated: Operator, marks: Path) -> None:
    assert "/marks/" not in foot(client)
    (marks / MARK_FILES["POLICE_NUMBER"]).write_bytes(b"\x89PNG")
    assert foot(client).count('<img src="/marks/police.png"') == 1


def test_mark_is_served_from_the_operators_folder(client: Client, marks: Path) -> None:
    (marks / "police.png").write_bytes(b"\x89PNG")
    answer = client.get("/marks/police.png")
    assert (answer["Content-Type"], answer.content) == ("image/png", b"\x89PNG")
    assert answer["ETag"]


@pytest.mark.parametrize("name", ["police.png", "other.png", "..%2Fsecret_key.png"])
def test_other_files_than_marks_are_not_served(client: Client, marks: Path, name: str) -> None:
    (marks / "other.png").write_bytes(b"")
    assert client.get(f"/marks/{name}").status_code == 404


# --- The head -------------------------------------------------------------------------------------


def test_head_names_the_site(client: Client, operated: Operator) -> None:
    fields = head_fields(client, "/")
    assert (fields["SiteName"], fields["SiteDomain"], fields["SiteIDCode"]) == (
        "荣誉录",
        "127.0.0.1",
        "bm98765432",
    )


def test_head_of_a_list_names_its_column(client: Client) -> None:
    record = make_record()
    category = record.commendation.category
    assert head_fields(client, category.get_absolute_url())["ColumnName"] == category.name
    assert head_fields(client, "/categories/")["ColumnName"] == "表彰分类"
    assert "ColumnName" not in head_fields(client, "/")


def test_head_of_an_award_page_names_the_article_its_time_and_its_source(client: Client) -> None:
    record = make_record(title="样例 & 标题", source="样例报")
    fields = head_fields(client, record.get_absolute_url())
    assert fields["ArticleTitle"] == "样例 & 标题"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", fields["PubDate"])
    assert fields["ContentSource"] == "样例报"


def test_unknown_source_is_not_named(client: Client) -> None:
    assert "ContentSource" not in head_fields(client, make_record(source="").get_absolute_url())


# --- 纠错 -----------------------------------------------------------------------------------------


def corrections(client: Client, record: Record, variant: str = "") -> list[dict[str, str]]:
    page = client.get(variant + record.get_absolute_url()).content.decode()
    links = map(unescape, re.findall(r'href="(mailto:office@example\.org\?[^"]*)"', page))
    return [{name: values[0] for name, values in parse_qs(urlsplit(link).query).items()} for link in links]


def test_each_measure_offers_to_report_an_error_in_it(client: Client, operated: Operator) -> None:
    record = make_whole_record(sections=2, measures=2)
    first, *_, last = corrections(client, record)
    assert first["subject"] == f"纠错：{record.title}，样例章节1 一是"
    assert f"{record.get_absolute_url()}#s2-m2" in last["body"]


def test_message_survives_any_title(client: Client, operated: Operator) -> None:
    record = make_whole_record(1, 1, title='甲 & 乙?"#%')
    (message,) = corrections(client, record)
    assert '甲 & 乙?"#%' in message["subject"]


def test_message_to_the_office_is_the_same_in_traditional_characters(
    client: Client, operated: Operator
) -> None:
    record = make_whole_record(1, 1)
    assert corrections(client, record, "/zh-hant") == corrections(client, record)


# --- Settings -------------------------------------------------------------------------------------


def test_operator_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in EVERY_SETTING.items():
        monkeypatch.setenv(name, f" {value} ")
    assert Operator.from_environment(environ.Env()) == operator(**EVERY_SETTING)


def test_well_formed_settings_pass_the_check(operated: Operator, marks: Path) -> None:
    for name in MARK_FILES.values():
        (marks / name).write_bytes(b"")
    assert [found for found in run_checks() if "operator" in (found.id or "")] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ICP_NUMBER", "待备案"),
        ("POLICE_NUMBER", "12345"),
        ("SITE_ID_CODE", "123"),
        ("PARTY_GOVERNMENT_LINK", "javascript:alert(1)"),
        ("FIND_ERRORS_LINK", "example.org"),
        ("CORRECTIONS_EMAIL", "office"),
    ],
)
def test_mistyped_setting_is_reported_before_the_site_starts(settings: Any, name: str, value: str) -> None:
    settings.OPERATOR = operator(**{name: value})
    (found,) = [found for found in run_checks() if found.id == "operator.E001"]
    assert found.msg.startswith(f"{name} 应写成")
    assert value in found.msg


def test_missing_mark_is_asked_for_with_its_place(operated: Operator, marks: Path) -> None:
    missing = [found.msg for found in run_checks() if found.id == "operator.W001"]
    assert len(missing) == len(MARK_FILES)
    assert str(marks / "police.png") in missing[0]
