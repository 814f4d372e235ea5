"""`import_records` and `seed` as an operator uses them: what is read, written, refused and said."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils.html import strip_tags

from records.deeds import document as document_values
from records.deeds.document import Deeds
from records.models import Category, Commendation, Edition, Recipient, Record, Section, Version
from records.publishing import PublishingRefused, save_deeds, withdraw
from records.tributes import pay
from tests.factories import make_category, make_commendation, make_recipient, make_record
from tests.importing.running import DEEDS, Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "样例.txt"
    path.write_text(DEEDS, encoding="utf-8")
    return path


def contents() -> Any:
    """All that the records say, to see that nothing changed."""
    rows = (Record, Section, Recipient, Commendation, Category)
    return [list(model.objects.order_by("pk").values()) for model in rows]


def test_an_imported_document_is_a_draft_with_all_its_parts(document: Path) -> None:
    assert Run(document).status == 0
    record = Record.objects.get()
    assert record.status == "draft"
    assert record.title == "样例省样例市样例区样例街道工委先进事迹材料"
    assert str(record.commendation) == "样例表彰（2011年）"
    assert [section.title for section in record.sections.all()] == ["筑牢根基"]
    measures = record.sections.get().measures.all()
    assert [measure.marker for measure in measures] == ["一是", "二是"]
    assert {str(figure) for figure in record.figures.all()} >= {"面积 12平方公里", "社区 3个"}
    assert record.figures.get(value=8).measure == measures[1]
    assert [honor.name for honor in record.recipient.distinctions.all()] == ["文明样例单位", "平安样例单位"]


def words_of(client: Any) -> str:
    """Returns what the page of the only record says, without its tags."""
    return strip_tags(client.get(Record.objects.get().get_absolute_url()).content.decode())


def test_what_looks_like_markdown_in_a_document_is_shown_as_it_was_written(
    document: Path, client: Any
) -> None:
    Run(document, "--publish")
    assert "写好*1年*的计划" in words_of(client)


def test_publish_puts_the_whole_page_on_the_site(document: Path, client: Any) -> None:
    run = Run(document, "--publish")
    address = Record.objects.get().get_absolute_url()
    assert address in run.out
    page = client.get(address).content.decode()
    for said in ("样例表彰", "筑牢根基", "建立制度", "联系群众", "文明样例单位", 'id="s1-m2"'):
        assert said in page


def test_a_document_whose_award_is_unsure_is_not_published_unseen(tmp_path: Path) -> None:
    path = tmp_path / "不确定.txt"
    path.write_text(
        "样例省样例市样例区样例街道工委先进事迹材料\n\n样例街道地处北部。近年来，样例街道先后被评为文明样例单位。\n",
        encoding="utf-8",
    )
    run = Run(path, "--publish")
    assert run.status == 0
    assert "没有发布" in run.out
    assert Record.objects.get().status == "draft"


def test_importing_the_same_file_twice_changes_nothing_and_says_so(document: Path) -> None:
    Run(document)
    before, edition = contents(), Edition.current()
    run = Run(document)
    assert run.status == 0
    assert "未作改动" in run.out
    assert (contents(), Edition.current()) == (before, edition)


def test_another_text_for_an_award_on_the_site_is_refused_with_its_address(document: Path) -> None:
    Run(document)
    document.write_text(DEEDS.replace("每月开一次会", "每周开一次会"), encoding="utf-8")
    before = contents()
    run = Run(document)
    assert run.status == 1
    assert Record.objects.get().get_absolute_url() in run.out
    assert "--replace" in run.out
    assert contents() == before


def test_replace_keeps_id_address_status_and_tributes(document: Path) -> None:
    Run(document, "--publish")
    record = Record.objects.get()
    pay(record.pk, "visitor")
    document.write_text(DEEDS.replace("每月开一次会", "每周开一次会"), encoding="utf-8")
    run = Run(document, "--replace")
    assert run.status == 0
    fresh = Record.objects.get()
    assert (fresh.pk, fresh.status, fresh.published_at) == (record.pk, "published", record.published_at)
    assert fresh.tribute_total.total == 1
    assert "每月开一次会" in fresh.sections.get().measures.all()[0].text
    assert "每周开一次会" in fresh.edited.sections.get().measures.all()[0].text
    assert fresh.revision == record.revision + 1


def test_a_replacement_that_cannot_be_saved_leaves_the_old_text(document: Path) -> None:
    Run(document)
    before = contents()
    markdown = document.with_suffix(".md")
    markdown.write_text(
        "---\ntitle: 新题\nrecipient: {name: 样例省样例市样例区样例街道工委, kind: organization}\n"
        "awards: [{name: 样例表彰, year: 2011}]\n---\n\n## " + "长" * 201 + "\n\n导语\n",
        encoding="utf-8",
    )
    run = Run(markdown, "--replace")
    assert run.status == 1
    assert "标题" in run.out
    assert contents() == before


def test_a_document_without_a_year_is_about_the_one_record_of_that_award(tmp_path: Path) -> None:
    head = "---\ntitle: 样例\nrecipient: {name: 样例单位, kind: organization}\nawards: [{name: 样例表彰YEAR}]\n---\n"
    path = tmp_path / "样例.md"
    path.write_text(head.replace("YEAR", ", year: 2011") + "原文\n", encoding="utf-8")
    Run(path)
    path.write_text(head.replace("YEAR", "") + "新文\n", encoding="utf-8")
    run = Run(path)
    assert run.status == 1
    assert "/records/" in run.out
    assert Run(path, "--replace").status == 0
    assert str(Record.objects.get().commendation) == "样例表彰（2011年）"


def test_a_document_that_names_a_new_honor_is_not_taken_for_the_same(document: Path) -> None:
    Run(document)
    record = Record.objects.get()
    record.recipient.distinctions.filter(name="平安样例单位").delete()
    assert Run(document).status == 1
    assert Run(document, "--replace").status == 0
    assert record.recipient.distinctions.filter(name="平安样例单位").exists()


def test_publish_brings_no_withdrawn_record_back(document: Path) -> None:
    Run(document, "--publish")
    withdraw(Record.objects.get(), by=None, reason="有误")
    Run(document, "--publish")
    assert Record.objects.get().status == "withdrawn"


PERSON_OF_A_CITY = document_values.Recipient("样例某", "person", region="甲省/甲市")


def deeds_of_nobody_in_particular(year: int | None = None) -> Deeds:
    named = document_values.Recipient("样例某", "person")
    return Deeds(
        title="样例",
        recipient=named,
        awards=(document_values.Award("样例表彰", year),),
        introduction="走访居民1200户。",
    )


def test_a_name_that_several_people_bear_is_not_guessed() -> None:
    make_recipient("样例某", kind="person", region="甲省")
    make_recipient("样例某", kind="person", region="乙省")
    with pytest.raises(PublishingRefused, match="所在地"):
        save_deeds(deeds_of_nobody_in_particular(2011), by=None)


def test_a_record_learns_its_year_from_a_later_document() -> None:
    first = save_deeds(deeds_of_nobody_in_particular(), by=None).record
    with pytest.raises(PublishingRefused, match=first.get_absolute_url()):
        save_deeds(deeds_of_nobody_in_particular(2011), by=None)
    save_deeds(deeds_of_nobody_in_particular(2011), by=None, replace=True)
    assert Record.objects.get().commendation.year == 2011


def test_a_region_given_more_closely_is_the_same_place() -> None:
    make_recipient("样例某", kind="person", region="甲省/甲市/甲区")
    deeds = replace(deeds_of_nobody_in_particular(2011), recipient=PERSON_OF_A_CITY)
    save_deeds(deeds, by=None)
    assert Recipient.objects.get().region == "甲省/甲市/甲区"


def test_an_honor_named_twice_is_kept_once() -> None:
    honor = document_values.Award("样例荣誉")
    deeds = deeds_of_nobody_in_particular(2011)
    saved = save_deeds(replace(deeds, awards=(*deeds.awards, honor, honor)), by=None)
    assert saved.record.recipient.distinctions.count() == 1


def test_a_new_text_does_not_keep_the_source_of_the_old_one() -> None:
    deeds = deeds_of_nobody_in_particular(2011)
    save_deeds(replace(deeds, source="旧来源"), by=None)
    Version.objects.update(source_link="https://example.org/old")
    save_deeds(replace(deeds, introduction="新文"), by=None, replace=True)
    record = Record.objects.get()
    assert (record.source, record.source_link) == ("", "")


def test_a_section_deleted_outside_the_admin_does_not_stop_an_import(document: Path) -> None:
    Run(document)
    record = Record.objects.get()
    record.sections.update(number=2)
    assert Run(document).status == 0


def test_a_year_is_not_guessed_among_several() -> None:
    save_deeds(deeds_of_nobody_in_particular(2001), by=None)
    save_deeds(deeds_of_nobody_in_particular(2011), by=None)
    with pytest.raises(PublishingRefused, match="年份"):
        save_deeds(deeds_of_nobody_in_particular(), by=None)


def test_an_import_by_staff_is_in_the_history() -> None:
    editor = User.objects.create_user("editor")
    save_deeds(deeds_of_nobody_in_particular(2011), by=editor)
    assert LogEntry.objects.get().get_change_message() == "导入材料"


def test_a_document_whose_recipient_is_unknown_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "无名.txt"
    path.write_text("我镇做了很多工作。\n", encoding="utf-8")
    run = Run(path)
    assert run.status == 1
    assert "受表彰对象" in run.out
    assert not Record.objects.exists()
    assert not Category.objects.exists()


def test_an_organization_of_another_region_is_another_recipient() -> None:
    make_recipient("样例街道工委", region="甲省/甲市")
    deeds = Deeds(
        title="样例",
        recipient=document_values.Recipient("样例街道工委", "organization", region="乙省/乙市"),
        awards=(document_values.Award("样例表彰", 2011),),
    )
    save_deeds(deeds, by=None)
    assert Recipient.objects.filter(name="样例街道工委").count() == 2


def test_what_an_editor_entered_about_a_recipient_is_not_overwritten(document: Path) -> None:
    make_recipient("样例省样例市样例区样例街道工委", short_name="编辑所定")
    Run(document)
    recipient = Recipient.objects.get()
    assert recipient.short_name == "编辑所定"
    assert recipient.region.startswith("样例省/样例市")


def deeds_of_a_person(**told: str) -> Deeds:
    named = document_values.Recipient("样例某", "person", post=told.get("post"))
    awards = (document_values.Award("样例表彰", 2011),)
    return Deeds(
        title="样例",
        recipient=named,
        awards=awards,
        summary=told.get("summary", ""),
        introduction="走访居民1200户。",
    )


def test_post_and_summary_of_a_document_stand_in_the_record() -> None:
    save_deeds(deeds_of_a_person(post="样例街道书记", summary="办了一件实事。"), by=None)
    record = Record.objects.get()
    assert (record.post, record.summary) == ("样例街道书记", "办了一件实事。")


def test_a_document_that_knows_no_post_leaves_what_an_editor_entered() -> None:
    save_deeds(deeds_of_a_person(post="样例街道书记", summary="办了一件实事。"), by=None)
    assert save_deeds(deeds_of_a_person(), by=None).outcome == "unchanged"
    record = Record.objects.get()
    assert (record.post, record.summary) == ("样例街道书记", "办了一件实事。")


def test_a_document_with_another_post_is_another_text() -> None:
    save_deeds(deeds_of_a_person(post="样例街道书记"), by=None)
    with pytest.raises(PublishingRefused):
        save_deeds(deeds_of_a_person(post="样例街道主任"), by=None)


def test_an_existing_category_and_commendation_are_used(document: Path) -> None:
    commendation = make_commendation(make_category("样例表彰", parent=make_category("上级")))
    Run(document)
    assert Record.objects.get().commendation == commendation


def test_dry_run_writes_nothing(document: Path) -> None:
    run = Run(document, "--dry-run")
    assert run.status == 0
    assert "每月开一次会" not in run.out
    assert "1 个章节、2 条举措" in run.out
    assert not Record.objects.exists()


def test_json_is_one_object_a_line_with_what_was_read(document: Path) -> None:
    run = Run(document.parent, "--json", "--dry-run")
    (row,) = run.rows
    assert row["source"] == str(document)
    assert row["ok"] is True
    assert row["record"]["awards"][0] == {"name": "样例表彰", "year": 2011, "holder": None}
    assert "手机版" in row["record"]["left_out"]
    assert "样例" in run.out, "Chinese is not escaped"


def test_json_of_an_import_says_what_became_of_it(document: Path) -> None:
    Run(document)
    (row,) = Run(document, "--json").rows
    assert [message["code"] for message in row["messages"]][-1] == "unchanged"


def test_an_unreadable_file_fails_and_the_others_go_on(document: Path, tmp_path: Path) -> None:
    run = Run(tmp_path / "missing.txt", document, "--json")
    assert run.status == 1
    assert [row["ok"] for row in run.rows] == [False, True]
    assert Record.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"   \n\n"], ids=["empty", "binary", "blank"])
def test_a_file_that_is_no_text_is_named_and_explained(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "坏文件.txt"
    path.write_bytes(content)
    run = Run(path)
    assert run.status == 1
    assert "坏文件.txt" in run.out
    assert "✗" in run.out


def test_a_mistake_in_a_markdown_head_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "头.md"
    path.write_text("---\ntitle: 样例\nyear: 2011\n---\n正文\n", encoding="utf-8")
    run = Run(path)
    assert run.status == 1
    assert "第 3 行" in run.out


def test_a_folder_without_documents_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有找到"):
        Run(tmp_path)


# --- seed -----------------------------------------------------------------------------------------


def seed() -> str:
    out = io.StringIO()
    call_command("seed", stdout=out)
    return out.getvalue()


def test_seed_fills_an_empty_site() -> None:
    assert "1 条表彰记录" in seed()
    record = Record.objects.published().get()
    assert str(record.recipient) == "彭李街道党工委"
    assert str(record.commendation) == "全国先进基层党组织（2011年）"
    assert str(record.commendation.category.parent) == "党内表彰"


def test_seed_leaves_a_site_with_content_as_it_is() -> None:
    make_record()
    before = contents()
    assert "未作改动" in seed()
    assert contents() == before


def test_a_seed_that_fails_half_way_leaves_the_site_empty(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "categories.yaml").write_text("- 样例分类\n", encoding="utf-8")
    (tmp_path / "records" / "broken.md").write_text("---\ntitle: 只有标题\n---\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"broken\.md"):
        call_command("seed", str(tmp_path))
    assert not Category.objects.exists()


def test_the_first_record_states_every_fact_of_its_document(client: Any) -> None:
    seed()
    words = words_of(client)
    missing = [fact for fact in FACTS + NUMBERS if fact not in words]
    assert not missing


# A bare number would be found in any address or date: each stands with what it counts.
NUMBERS = [
    "（2011年）",
    "34 平方公里",
    "15.8 万",
    "6 个社区",
    "21 个居委会",
    "35 个基层党组织",
    "934 名党员",
    "联系 1 个居委会",
    "21 名机关党员干部",
    "50 余名优秀大学生党员",
    "2010 年",
    "1.83 亿元",
    "92 个乡镇（街道）",
    "170 万平米",
    "15 万平米",
    "都是 98%",
    "为 90%",
]

FACTS = """
全国先进基层党组织 彭李街道党工委 全国和谐社区建设示范社区 省级文明单位 山东省特色产业镇 “五个好”街道党工委
平安建设先进集体 市委、市政府 强本固基聚合力 创先争优塑品牌 统筹协调促发展 书记抓、抓书记
月观摩 季总结 年考核 每月开一次 联系 党建指导员 大学生党员 “三制” 基础工资 考核工资 奖励工资
社区治安联防，共保小区平安 社区环境联管，共造优美环境 文体活动联办，共享快乐生活 社区教育联抓，共塑文明市民
社区服务联促，共创满意家园 党建工作联动，共建坚强堡垒 带头听党的话 带头履岗尽责 带头勤劳致富 带头诚实守信
带头弘扬正气 带头遵纪守法 带头尊老爱幼 带头团结互助 带头崇尚科学 带头倡树新风 匾牌 家门口 党员活动服务中心
起点高、功能全、辐射广 党员信息卡 流动党员驿站 流动党员支部 现代商务区 文化创意区 休闲旅游区 特色餐饮区 金融商业街
电子科技街 商贸物流区 第二位 银座家居 福玛特购物广场 富尔玛广场 万益广场 铂金时代
居民文明提升工程 政府主导 民政牵头 科室参与 中心负责 养老 医疗 工伤 生育 失业
""".split()  # noqa: SIM905 — eighty facts read better as text


def test_the_first_records_figures_are_rows() -> None:
    seed()
    figures = [str(figure) for figure in Record.objects.get().figures.all()]
    assert figures[:6] == [
        "面积 34平方公里",
        "总人口 15.8万人",
        "社区 6个",
        "居委会 21个",
        "基层党组织 35个",
        "党员 934名",
    ]
    revenue = Record.objects.get().figures.get(label="地方财政收入")
    assert (str(revenue.amount), revenue.as_of, revenue.rank, revenue.rank_of) == ("1.83", 2010, 2, 92)
    insured = Record.objects.get().figures.filter(series="五大保险覆盖率")
    assert [figure.amount for figure in insured] == ["98", "98", "98", "98", "90"]
