"""One document under review: what its page shows, keeps, and saves as a draft."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.db import connections
from selectolax.lexbor import LexborHTMLParser

from records.admin.imports.intake import fields_for
from records.admin.imports.stored_readings import load_reading
from records.deeds import read_deeds
from records.models import AuditEntry, Category, Figure, ImportedDocument, Measure, Record
from records.presentation.markdown import to_html
from records.publishing import save_deeds
from tests.admin.imports.import_pages import STREET, address, hand_in, handed_in, opened
from tests.admin.pages import outline
from tests.factories import make_category, make_commendation, make_picture, make_recipient, make_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(editor):
    (row,) = handed_in(editor, STREET)
    return row


def state_of(row):
    row.refresh_from_db()
    return row.state


def deeds_of(row):
    row.refresh_from_db()
    return row.reading["deeds"]


# --- What the page shows --------------------------------------------------------------------------------


def test_the_fields_hold_what_was_read(editor, row):
    page = opened(editor, row)
    assert page.data["title"] == "样本街道先进事迹材料"
    assert (page.data["name"], page.data["kind"]) == ("样本街道", "organization")
    assert (page.data["awards-0-name"], page.data["awards-0-year"]) == ("全国示例先进组织", "2019")
    assert page.data["sections-0-measures-1-marker"] == "二是"
    assert page.data["sections-0-measures-1-text"] == "安排专人检查，选派了6名人员。"


def test_each_recognized_part_of_the_document_leads_to_its_field(editor, row):
    content = opened(editor, row).content
    assert (
        '<a class="part is-measure" data-paths="sections.1.measures.1.text" title="举措 1.1" '
        'href="#id_sections-0-measures-0-text">写清楚读取规则。每名读者核对</a>'
    ) in content
    assert 'id="id_sections-0-measures-0-text"' in content


def test_a_figure_within_a_measure_belongs_to_both(editor, row):
    content = opened(editor, row).content
    assert 'class="part is-measure is-figure" data-paths="figures.3 sections.1.measures.2.text"' in content
    assert 'title="数据 3 · 举措 1.2"' in content


def test_each_line_has_its_number_to_jump_to(editor, row):
    content = opened(editor, row).content
    assert 'id="line-4"' in content
    assert 'href="#line-4"' in content


def test_a_doubt_stands_at_its_field_and_describes_it(editor):
    (row,) = handed_in(editor, STREET.replace("（2019年）", ""))
    row.reading["messages"] = [
        {"level": "warning", "code": "x", "text": "请填写年份。", "line": 2, "path": "awards.1.year"}
    ]
    row.save()
    content = opened(editor, row).content
    assert 'aria-describedby="note-1"' in content
    assert 'id="note-1">请填写年份。' in content


def test_a_doubt_about_the_whole_stands_above_with_its_line(editor, row):
    row.reading["messages"] = [
        {"level": "warning", "code": "x", "text": "整篇存疑。", "line": 3, "path": None}
    ]
    row.save()
    content = opened(editor, row).content
    assert "整篇存疑。" in content
    assert 'href="#line-3">第 3 行</a>' in content


def test_markup_in_a_document_is_shown_and_not_obeyed(editor):
    (row,) = handed_in(
        editor, STREET.replace("测试要先有样本。", "测试<script>alert(1)</script>要先有样本。")
    )
    content = opened(editor, row).content
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert" in content


def test_marks_beyond_the_text_do_no_harm(editor, row):
    row.reading["marks"] += [["title", 5, 10**6], ["closing", 9, 9]]
    row.save()
    assert opened(editor, row)


def test_a_form_has_no_more_fields_than_it_was_let_in_with(editor):
    section = {"title": "样本", "measures": [{"marker": "一是", "text": "好。"}] * 9}
    deeds = {"sections": [section] * 30, "awards": [{"name": "样本奖"}] * 90, "left_out": ["样本"] * 200}
    deeds["figures"] = [{"label": "样本", "value": 1, "unit": "个"}] * 60
    hand_in(editor, ("多.json", json.dumps(deeds).encode()))
    row = ImportedDocument.objects.get()
    data = opened(editor, row).data
    boxes = sum(name.endswith(("-place", "-sentence")) for name in data)  # to remove a row, to say about
    assert len(data) + boxes <= fields_for(load_reading(row).deeds)


DOUBTFUL = STREET.replace("测试要先有样本。", "测试要先有样本。最多的一天接94个。")


def test_a_doubtful_number_stands_in_a_row_that_is_switched_off(editor):
    (row,) = handed_in(editor, DOUBTFUL)
    page = opened(editor, row)
    assert page.data["suggested-0-value"] == "94"
    assert "suggested-0-taken" not in page.data
    assert 'data-paths="suggested.1' in page.content


def test_a_document_without_doubtful_numbers_has_no_such_rows(editor, row):
    assert 'id="suggested"' not in opened(editor, row).content


# --- Saving ----------------------------------------------------------------------------------------------


def test_what_was_read_becomes_a_draft_with_a_way_to_it(editor, row):
    response = opened(editor, row).send(editor)
    record = Record.objects.get()
    assert response.status_code == 302
    assert outline(record) == [
        (
            1,
            "立好样本定规矩",
            [(1, "写清楚读取规则。每名读者核对2个段落。"), (2, "安排专人检查，选派了6名人员。")],
        ),
        (2, "用好样本看效果", [(1, "标题读得准。"), (2, "举措分得开。")]),
    ]
    assert (record.status, state_of(row), row.record) == ("draft", "created", record)
    told = editor.get(response.url).content.decode()
    assert f'href="/admin/records/record/{record.pk}/change/"' in told
    assert f'href="/records/{record.pk}/preview/"' in told
    assert LogEntry.objects.filter(object_id=str(record.pk), change_message="导入材料").exists()


def test_saving_unchanged_writes_just_what_the_command_would(editor, row):
    opened(editor, row).send(editor)
    assert save_deeds(read_deeds(STREET.encode(), "a.txt").deeds, by=None).outcome == "unchanged"


def test_plain_signs_that_mean_something_in_markdown_stay_what_they_are(editor):
    (row,) = handed_in(editor, STREET.replace("标题读得准。", "标题*读*得准_很准_。"))
    opened(editor, row).send(editor)
    assert Measure.objects.get(text__contains="很准").text == r"标题\*读\*得准\_很准\_。"


def test_what_was_typed_is_what_is_stored(editor, row):
    page = opened(editor, row)
    page.data |= {"title": "改过的标题", "sections-1-title": "改过的章节", "closing": "**新的**结语"}
    page.send(editor)
    record = Record.objects.get()
    assert (record.title, record.closing) == ("改过的标题", "**新的**结语")
    assert outline(record)[1][1] == "改过的章节"


def test_rows_are_stored_in_the_order_of_their_places(editor, row):
    page = opened(editor, row)
    page.data |= {"sections-0-place": "2", "sections-1-place": "1"}
    page.data |= {"sections-1-measures-0-place": "2", "sections-1-measures-1-place": "1"}
    page.send(editor)
    assert [title for _, title, _ in outline(Record.objects.get())] == ["用好样本看效果", "立好样本定规矩"]
    assert outline(Record.objects.get())[0][2] == [(1, "举措分得开。"), (2, "标题读得准。")]


def test_a_figure_follows_its_measure_when_sections_change_places(editor, row):
    page = opened(editor, row)
    page.data |= {"sections-0-place": "2", "sections-1-place": "1"}
    page.send(editor)
    assert Figure.objects.get(value=6).measure.text.startswith("安排专人检查")


def test_removed_rows_go_and_their_figures_stay_with_the_whole(editor, row):
    page = opened(editor, row)
    page.data["sections-0-measures-1-DELETE"] = "on"
    page.send(editor)
    assert outline(Record.objects.get())[0][2] == [(1, "写清楚读取规则。每名读者核对2个段落。")]
    assert Figure.objects.get(value=6).measure is None


def test_the_blank_rows_take_new_content_without_any_script(editor, row):
    page = opened(editor, row)
    page.data |= {
        "sections-2-title": "新的章节",
        "sections-2-measures-0-marker": "一是",
        "sections-2-measures-0-text": "新的举措。",
        "awards-2-name": "样本先进集体",
    }
    page.send(editor)
    assert outline(Record.objects.get())[2] == (3, "新的章节", [(1, "新的举措。")])
    assert Record.objects.get().recipient.distinctions.filter(name="样本先进集体").exists()


def test_a_section_may_consist_of_its_measures_alone(editor, row):
    page = opened(editor, row)
    page.data["sections-2-measures-0-text"] = "只有举措。"
    page.send(editor)
    assert outline(Record.objects.get())[2] == (3, "", [(1, "只有举措。")])


def test_a_line_that_was_left_out_is_put_into_a_text(editor, row):
    page = opened(editor, row)
    page.data |= {"left_out-1-into": "closing", "left_out-0-into": "sections-0-lead"}
    page.send(editor)
    record = Record.objects.get()
    assert record.closing == "已有Loading人致敬"
    assert record.sections.first().lead.endswith("\n\n全国示例先进组织（2019年）")


def test_a_picture_is_put_behind_a_text_with_its_caption(editor, row):
    row.reading["pictures"] = [{"address": "/media/images/a.webp", "caption": "样[本]图", "line": 3}]
    row.save()
    page = opened(editor, row)
    page.data["pictures-0-into"] = "introduction"
    page.send(editor)
    assert Record.objects.get().introduction.endswith(r'![](/media/images/a.webp "样\[本\]图")')


def test_a_picture_says_its_own_caption_by_itself(editor, row):
    make_picture("a.webp", alt="", caption="样本图")
    row.reading["pictures"] = [{"address": "/media/images/a.webp", "caption": "样本图", "line": 3}]
    row.save()
    page = opened(editor, row)
    page.data["pictures-0-into"] = "introduction"
    page.send(editor)
    assert Record.objects.get().introduction.endswith("![](/media/images/a.webp)")


def test_cover_and_portrait_that_a_file_names_are_kept_by_the_review(editor):
    cover, portrait = make_picture("c.webp"), make_picture("p.webp")
    (row,) = handed_in(editor, STREET)
    row.reading["deeds"] |= {"cover": cover.in_texts}
    row.reading["deeds"]["recipient"] |= {"portrait": portrait.in_texts}
    row.save()
    opened(editor, row).send(editor)
    record = Record.objects.get()
    assert (record.cover, record.recipient.portrait) == (cover, portrait)


def test_a_caption_that_looks_like_a_link_is_shown_as_it_is(editor, row):
    caption = r"样本](x) [图](javascript:alert(1)) \[ *a* `b`"
    row.reading["pictures"] = [{"address": "/media/images/a.webp", "caption": caption, "line": 3}]
    row.save()
    page = opened(editor, row)
    page.data["pictures-0-into"] = "closing"
    page.send(editor)
    shown = LexborHTMLParser(to_html(Record.objects.get().closing))
    assert [one.text() for one in shown.css("figure figcaption")] == [caption]
    assert shown.css("a") == []


def test_the_next_document_is_the_one_behind_it(editor):
    texts = (STREET.replace("样本街道", f"样本{name}街道") for name in "甲乙丙")
    _, second, third = handed_in(editor, *texts)
    assert opened(editor, second).send(editor).url == address(third)


def test_after_saving_the_next_document_of_the_batch_comes_up(editor):
    first, second = handed_in(editor, STREET, STREET.replace("样本街道", "范例街道"))
    assert opened(editor, second).send(editor).url == address(first)
    assert opened(editor, first).send(editor).url.endswith(f"/importbatch/{first.batch_id}/change/")


# --- Refusals ---------------------------------------------------------------------------------------------


def refused(response):
    assert response.status_code == 200
    assert not Record.objects.exists()
    return response.content.decode()


def test_what_a_record_needs_is_asked_for_at_the_field(editor, row):
    page = opened(editor, row)
    page.data |= {
        "title": "",
        "kind": "",
        "awards-0-DELETE": "on",
        "awards-1-DELETE": "on",
        "closing": "打了字",
        "figures-0-as_of": "9",
    }
    content = refused(page.send(editor))
    assert "请填写标题。" in content
    assert "请选定是集体还是个人。" in content
    assert "请填写本页的表彰名称。" in content
    assert "打了字" in content


def test_a_mistake_is_shown_at_its_field_and_nothing_typed_is_lost(editor, row):
    page = opened(editor, row)
    page.data |= {"awards-0-year": "20190", "figures-0-value": "四", "sections-0-lead": "改过的导语"}
    content = refused(page.send(editor))
    assert "有几处需要改正" in content
    assert 'value="20190"' in content
    assert 'value="四"' in content
    assert "改过的导语" in content


@pytest.mark.parametrize("year", ["20999", "999", "1"])
@pytest.mark.parametrize("field", ["awards-0-year", "figures-0-as_of"])
def test_a_year_out_of_all_bounds_is_refused_at_its_field(editor, row, field, year):
    page = opened(editor, row)
    page.data[field] = year
    content = refused(page.send(editor))
    assert "有几处需要改正" in content
    assert f'value="{year}"' in content


def test_a_rank_beyond_its_total_is_refused_at_its_row(editor, row):
    page = opened(editor, row)
    page.data |= {"figures-0-rank": "5", "figures-0-rank_of": "3"}
    assert "位次不能大于总数" in refused(page.send(editor))


def test_what_the_site_refuses_is_told_and_the_document_waits_on(editor, row):
    page = opened(editor, row)
    page.data["awards-0-name"] = "长" * 150  # as an honor it fits, as a category it does not
    assert "没有保存" in refused(page.send(editor))
    assert state_of(row) == "waiting"


def test_control_characters_are_refused_before_they_are_kept(editor, row):
    page = opened(editor, row)
    page.data["closing"] = "结\x08语"
    assert "看不见的控制字符" in refused(page.send(editor, "_keep"))
    assert opened(editor, row)


def test_a_form_without_its_rows_is_refused_in_words(editor, row):
    assert "没有完整地收到" in refused(editor.post(address(row), {"revision": "1", "_save": "1"}))


def test_only_who_may_add_records_may_review(staff, editor, row):
    other = staff("change_record", name="改")
    assert other.get(address(row)).status_code == 403
    assert other.post(address(row), opened(editor, row).data).status_code == 403


def test_more_rows_claimed_than_sent_are_not_made(editor, row):
    page = opened(editor, row)
    page.data |= {"sections-TOTAL_FORMS": "2000", "sections-0-measures-TOTAL_FORMS": "2000"}
    assert page.send(editor, "_keep").status_code == 400


def test_a_line_put_into_a_section_that_goes_is_not_lost(editor, row):
    page = opened(editor, row)
    page.data |= {"left_out-1-into": "sections-0-lead", "sections-0-DELETE": "on"}
    assert "所选的章节要移除" in refused(page.send(editor))


# --- Keeping, setting aside -----------------------------------------------------------------------------


def test_a_review_is_kept_for_later_without_writing_a_record(editor, row):
    page = opened(editor, row)
    page.data |= {"title": "", "sections-0-measures-0-text": "改到一半"}
    page.send(editor, "_keep")
    assert not Record.objects.exists()
    assert state_of(row) == "waiting"
    again = opened(editor, row)
    assert (again.data["title"], again.data["sections-0-measures-0-text"]) == ("", "改到一半")


def test_parts_still_know_where_they_were_read_after_they_were_moved(editor, row):
    page = opened(editor, row)
    page.data |= {"sections-0-place": "2", "sections-1-place": "1", "sections-1-measures-1-DELETE": "on"}
    page.send(editor, "_keep")
    again = opened(editor, row)
    assert again.data["sections-0-origin"] == "sections.2"
    assert again.data["sections-1-measures-0-origin"] == "sections.1.measures.1"
    assert (
        'data-paths="sections.1.measures.1.text" title="举措 1.1" href="#id_sections-1-measures-0-text"'
        in again.content
    )


def test_a_merged_measure_answers_for_both_of_its_parts(editor, row):
    page = opened(editor, row)
    page.data |= {
        "sections-0-measures-0-origin": "sections.1.measures.1 sections.1.measures.2",
        "sections-0-measures-1-DELETE": "on",
    }
    page.send(editor, "_keep")
    content = opened(editor, row).content
    assert 'title="举措 1.2" href="#id_sections-0-measures-0-text"' in content


def test_a_form_opened_before_a_document_was_set_aside_is_refused_with_what_was_typed(editor, row):
    page = opened(editor, row)
    page.send(editor, "_set_aside")
    page.data["closing"] = "打了字"
    content = page.send(editor).content.decode()
    assert "已经处理过，现在是“已放弃”" in content
    assert "打了字" in content


def test_a_document_is_set_aside_even_with_mistakes_in_its_form(editor, row):
    page = opened(editor, row)
    page.data["awards-0-year"] = "错"
    page.send(editor, "_set_aside")
    assert state_of(row) == "set_aside"
    assert not Record.objects.exists()


# --- Two people -------------------------------------------------------------------------------------------


@pytest.fixture
def other(staff):
    return staff("add_record", "view_record", name="王五")


def test_a_stale_review_is_refused_and_nothing_typed_is_lost(editor, other, row):
    mine, theirs = opened(editor, row), opened(other, row)
    theirs.data["title"] = "他们的题"
    theirs.send(other, "_keep")
    mine.data["title"] = "我的题"
    response = mine.send(editor, "_keep")
    content = refused(response)
    assert "有人保存过对这份材料的核对" in content
    assert 'value="我的题"' in content
    assert deeds_of(row)["title"] == "他们的题"


def test_a_second_deliberate_save_of_a_stale_review_goes_through(editor, other, row):
    mine = opened(editor, row)
    opened(other, row).send(other, "_keep")
    mine.data["revision"] = opened(editor, row).data["revision"]
    mine.send(editor)
    assert Record.objects.exists()


def test_a_document_is_saved_only_once(editor, other, row):
    mine = opened(editor, row)
    opened(other, row).send(other)
    mine.data["title"] = "我的题"
    content = mine.send(editor).content.decode()
    assert "已经处理过，现在是“已录入”" in content
    assert 'value="我的题"' in content
    assert 'name="_save"' not in content
    assert Record.objects.get().title == "样本街道先进事迹材料"


def test_a_document_that_was_dealt_with_leads_back_to_its_batch(editor, row):
    opened(editor, row).send(editor)
    response = editor.get(address(row), follow=True)
    assert "已经处理过" in response.content.decode()


def record_of(name, year=2019, **fields):
    category = Category.objects.filter(name="全国示例先进组织").first() or make_category("全国示例先进组织")
    return make_record(
        recipient=make_recipient(name, **fields), commendation=make_commendation(category, year)
    )


# --- Likely duplicates ------------------------------------------------------------------------------------


@pytest.fixture
def known(row):
    """The site has the same award of the same recipient, with other words."""
    read = read_deeds(STREET.replace("安排专人检查", "请人检查").encode(), "旧.txt").deeds
    return save_deeds(read, by=None, publish_now=True).record


def test_a_duplicate_is_not_saved_without_a_choice(editor, row, known):
    content = opened(editor, row).send(editor).content.decode()
    assert "选定怎么办" in content
    assert state_of(row) == "waiting"
    assert Record.objects.get().revision == known.revision


def test_where_the_site_keeps_one_record_a_new_one_is_not_offered(editor, row, known):
    page = opened(editor, row)
    assert 'value="new"' not in page.content
    page.data["duplicate"] = "new"
    assert "选定怎么办" in page.send(editor).content.decode()


def test_replacing_keeps_the_address_and_remembers_what_was_there(editor, row, known):
    page = opened(editor, row)
    page.data["duplicate"] = f"replace-{known.pk}"
    page.send(editor)
    assert Record.objects.get().pk == known.pk
    assert Measure.objects.filter(text__startswith="安排专人检查").exists()
    assert state_of(row) == "replaced"
    assert "请人检查" in str(row.before)


def test_replacing_needs_the_right_to_change_records(staff, row, known):
    adder = staff("add_record", "view_record", name="加")
    page = opened(adder, row)
    assert f'value="replace-{known.pk}"' not in page.content
    page.data["duplicate"] = f"replace-{known.pk}"
    assert "需要修改表彰记录的权限" in page.send(adder).content.decode()
    assert state_of(row) == "waiting"


def test_skipping_sets_the_document_aside(editor, row, known):
    page = opened(editor, row)
    page.data["duplicate"] = "skip"
    page.send(editor)
    assert state_of(row) == "set_aside"


def test_keeping_for_later_keeps_what_was_typed_even_where_skipping_is_ticked(editor, row, known):
    page = opened(editor, row)
    page.data |= {"duplicate": "skip", "closing": "改过的结语"}
    page.send(editor, "_keep")
    assert (state_of(row), deeds_of(row)["closing"]) == ("waiting", "改过的结语")


def test_only_the_record_that_was_chosen_is_replaced(editor, row):
    without_year = record_of("样本街道", year=None)
    of_2019 = make_record(
        recipient=without_year.recipient,
        commendation=make_commendation(without_year.commendation.category, 2019),
        title="另一条",
    )
    page = opened(editor, row)
    page.data["duplicate"] = f"replace-{without_year.pk}"
    assert "站上另有一条" in page.send(editor).content.decode()
    of_2019.refresh_from_db()
    assert (state_of(row), of_2019.title) == ("waiting", "另一条")


def test_of_several_years_and_places_the_chosen_record_is_replaced(editor):
    (row,) = handed_in(editor, STREET.replace("（2019年）", ""))
    one, other = record_of("样本街道", 2016, region="甲省"), record_of("样本街道", 2019, region="乙省")
    third = make_record(
        recipient=one.recipient, commendation=make_commendation(one.commendation.category, 2021)
    )
    page = opened(editor, row)
    page.data["duplicate"] = f"replace-{one.pk}"
    page.send(editor)
    assert state_of(row) == "replaced"
    assert row.record == one
    assert Record.objects.filter(pk__in=[other.pk, third.pk], revision=1).count() == 2


def test_replacing_fills_in_what_the_site_did_not_know_of_the_recipient(editor, row):
    known = record_of("样本街道", short_name="样街")
    Record.objects.filter(pk=known.pk).update(
        status="draft", published_at=None, working=known.live, live=None
    )
    page = opened(editor, row)
    page.data |= {"duplicate": f"replace-{known.pk}", "region": "甲省/乙市", "short_name": "样本"}
    page.send(editor)
    known.recipient.refresh_from_db()
    assert (known.recipient.region, known.recipient.short_name) == ("甲省/乙市", "样街")


def test_a_longer_name_of_the_same_recipient_is_pointed_out_and_may_still_be_new(editor, row):
    longer = "示例省示例市样本街道"
    record_of(longer)
    page = opened(editor, row)
    assert longer in page.content
    page.data["duplicate"] = "new"
    page.send(editor)
    assert Record.objects.count() == 2


def test_replacing_a_record_under_a_longer_name_finds_that_record(editor, row):
    known = record_of("示例省示例市样本街道")
    page = opened(editor, row)
    page.data["duplicate"] = f"replace-{known.pk}"
    page.send(editor)
    record = Record.objects.get()
    assert (record.pk, record.edited.title) == (known.pk, "样本街道先进事迹材料")


@pytest.mark.parametrize(("name", "year"), [("样本街道", 2016), ("范例街道", 2019)])
def test_another_year_or_another_name_is_no_duplicate(editor, row, name, year):
    record_of(name, year)
    assert "可能重复" not in opened(editor, row).content


def test_the_same_name_in_another_place_may_be_new(editor, row):
    record_of("样本街道", region="乙省/丙市")
    page = opened(editor, row)
    page.data |= {"region": "甲省/丁市", "duplicate": "new"}
    page.send(editor)
    assert Record.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_refused(editor, other, row):
    def save(client):
        try:
            return page.send(client).status_code
        finally:
            connections.close_all()

    page = opened(editor, row)
    with ThreadPoolExecutor() as both:
        assert sorted(both.map(save, [editor, other])) == [200, 302]
    assert Record.objects.count() == 1


def test_a_twin_in_the_same_batch_is_pointed_out(editor):
    first, second = handed_in(editor, STREET, STREET)
    assert f'href="{address(second)}">{second.name}</a>' in opened(editor, first).content


def test_what_was_kept_for_later_is_told_before_and_after(editor, row):
    page = opened(editor, row)
    page.data |= {"title": "", "sections-0-measures-0-text": "改到一半"}
    page.send(editor, "_keep")
    told = AuditEntry.objects.filter(act="changed").latest("number")
    then, now = told.changed["核对"]
    assert "改到一半" not in then
    assert "改到一半" in now


# --- Doubtful numbers -----------------------------------------------------------------------------------


def test_a_doubtful_number_comes_into_the_record_only_where_it_was_ticked(editor):
    left, ticked = handed_in(editor, DOUBTFUL), handed_in(editor, DOUBTFUL.replace("样本街道", "范例街道"))
    opened(editor, left[0]).send(editor)
    page = opened(editor, ticked[0])
    page.data |= {"suggested-0-taken": "on", "suggested-0-label": "一天接电话最多"}
    page.send(editor)
    (figure,) = Figure.objects.filter(value=94)
    assert (figure.label, figure.version.record.recipient.name) == ("一天接电话最多", "范例街道")


def test_a_doubtful_number_that_waits_keeps_what_was_typed(editor):
    (row,) = handed_in(editor, DOUBTFUL)
    page = opened(editor, row)
    page.data["suggested-0-label"] = "一天接电话最多"
    page.send(editor, "_keep")
    assert opened(editor, row).data["suggested-0-label"] == "一天接电话最多"


def test_a_reading_stored_before_there_were_suggestions_is_opened(editor, row):
    del row.reading["suggested"], row.reading["origins"]["suggested"]
    row.save()
    assert opened(editor, row).data["title"] == "样本街道先进事迹材料"


# --- Figures whose number went --------------------------------------------------------------------------

LOST = "这个数在所属的正文里找不到"


def test_a_figure_whose_number_was_edited_away_is_marked_when_the_review_is_opened_again(editor, row):
    page = opened(editor, row)
    assert LOST not in page.content
    page.data["sections-0-measures-1-text"] = "安排专人检查，选派了7名人员。"
    page.send(editor, "_keep")
    assert LOST in opened(editor, row).content


def test_a_draft_with_such_a_figure_is_saved_and_the_figure_named(editor, row):
    page = opened(editor, row)
    page.data["sections-0-measures-1-text"] = "安排专人检查，选派了7名人员。"
    answer = page.send(editor)
    assert Record.objects.exists()
    assert any("选派人员 6名" in str(message) for message in get_messages(answer.wsgi_request))
