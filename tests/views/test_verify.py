"""/verify/: what a text, a citation, a fingerprint or a saved page is, as readers are told it."""

import io
import json
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from records import publishing
from records.models import Recipient, Record, VersionSeal
from records.presentation.traditional import to_traditional
from records.publishing.withholding import erase_version, withhold_version
from tests.factories import make_figure, make_record
from tests.views.asking import (
    CLOSING,
    FIRST,
    INTRODUCTION,
    SECOND,
    correct,
    make,
    page,
    published,
    summary,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Record:
    return published()


@pytest.fixture
def corrected(record: Record) -> Record:
    return correct(record)


# --- A text -------------------------------------------------------------------------------------------


def test_passage_as_published_is_told_with_its_place_version_and_date(client: Client, record: Record) -> None:
    shown = told(client, FIRST)
    assert summary(shown).startswith(
        "与《样例社区党委先进事迹》第 1 版一致，一字不差。这是现在公布的一版，自 "
    )
    assert "第 1 章举措 1（一是）" in shown
    assert f'href="/records/{record.pk}/#s1-m1"' in shown


def test_changed_characters_are_counted_said_and_marked(client: Client, record: Record) -> None:
    shown = told(client, FIRST.replace("1200", "1900"))
    assert "有 1 处不同" in summary(shown)
    assert "公布的是“2”，这里是“9”" in shown
    assert "走访样例家庭1<del>2</del><ins>9</ins>00户" in shown


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text[1:], "少了“建”"),
        (lambda text: text[:-2] + text[-1], "少了“算”"),
        (lambda text: "重" + text[1:], "公布的是“建”，这里是“重”"),
        (lambda text: text.replace("走访", "没有走访"), "多了“没有”"),
    ],
)
def test_change_at_an_end_or_within_is_said_exactly(
    client: Client, record: Record, change: Any, words: str
) -> None:
    shown = told(client, change(FIRST))
    assert "有 1 处不同" in summary(shown)
    assert words in shown


@pytest.mark.parametrize(
    "change",
    [
        to_traditional,
        lambda text: re.sub(r"(.{11})", r"\1\r\n", text),
        lambda text: "　　" + "  ".join(text),
        lambda text: text.replace("，", ",").replace("。", "."),
        lambda text: text.replace("1200", "１２００"),
        lambda text: f"一是**{text}**",
        lambda text: text.replace("样例台账", "[样例台账](https://honors.example/a_b/)"),
    ],
)
def test_what_is_no_word_makes_no_difference(client: Client, record: Record, change: Any) -> None:
    shown = told(client, change(FIRST))
    assert "第 1 版一致，一字不差" in summary(shown)
    assert "另有" not in summary(shown)


def test_part_of_a_passage_is_told_as_a_part(client: Client, record: Record) -> None:
    shown = told(client, FIRST[7:36])
    assert "一字不差" in summary(shown)
    assert "其中的一部分" in shown


def test_two_measures_are_told_one_by_one(client: Client, record: Record) -> None:
    shown = told(client, f"{FIRST}\n{SECOND.replace('三年', '五年')}")
    assert "有 1 处不同" in summary(shown)
    assert shown.index("第 1 章举措 2") < shown.index("第 1 章举措 1（一是）")  # what differs comes first
    assert "公布的是“三”，这里是“五”" in shown


def test_whole_record_is_told_as_whole_and_what_is_missing_is_named(client: Client, record: Record) -> None:
    whole = [INTRODUCTION, "把事情办在楼道里", "一是" + FIRST, "二是" + SECOND, CLOSING]
    assert "第 1 版全文一致" in summary(told(client, "\n".join(whole)))
    shown = told(client, "\n".join(whole[:3] + whole[4:]))
    assert "有 1 处不同" in summary(shown)
    assert "这里没有的" in shown
    assert "第 1 章举措 2（二是）：开设夜间课堂" in shown


def test_words_that_are_nobody_s_are_shown(client: Client, record: Record) -> None:
    shown = told(client, f"{FIRST}\n本人还获得过火星奖章。\n{SECOND}")
    assert "另有 1 段这里没有" in summary(shown)
    assert "本人还获得过火星奖章。" in shown.split("<textarea")[0]


def test_words_of_an_earlier_version_are_told_with_what_stands_there_now(
    client: Client, corrected: Record
) -> None:
    shown = told(client, FIRST)
    assert "与《样例社区党委先进事迹》第 1 版一字不差；其中 1 段后来更正过" in summary(shown)
    assert "更正（第 2 版）：户数有误，已更正。" in shown
    assert "现在的文字是：" in shown
    assert "1<ins>3</ins>00户" in shown


def test_words_that_stayed_are_told_as_of_the_newest_version(client: Client, corrected: Record) -> None:
    assert "第 2 版一致，一字不差。这是现在公布的一版" in summary(told(client, SECOND))


def test_unknown_words_are_told_as_unknown(client: Client, record: Record) -> None:
    shown = told(client, "火星上的第一座果园今年结了三千斤苹果，都送给了路过的彗星。")
    assert summary(shown) == "这里没有这些文字。"


def test_a_title_by_itself_is_found(client: Client, record: Record) -> None:
    assert "一字不差" in summary(told(client, record.title))
    assert "有 1 处不同" in summary(told(client, record.title.replace("党委", "党支")))


def test_same_words_in_several_records_are_said(client: Client, record: Record) -> None:
    publishing.publish(make("另一条样例"), by=None)
    assert "另外至少有 1 条记录有同样的文字" in told(client, SECOND)


def test_passages_of_two_records_are_told_apart(client: Client, record: Record) -> None:
    other = make_record(
        "draft", title="夜航船党支部", introduction="船上的灯一夜不灭，等最后一个下夜班的人过江。"
    )
    publishing.publish(other, by=None)
    shown = told(client, f"{SECOND}\n船上的灯一夜不灭，等最后一个下夜班的人过江。")
    assert summary(shown).startswith("有 2 条记录的文字，都一字不差")


# --- What is no longer public -------------------------------------------------------------------------


def test_words_of_a_withdrawn_record_are_told_as_such_and_not_shown(client: Client, record: Record) -> None:
    publishing.withdraw(record, by=None, reason="材料有误。")
    shown = told(client, FIRST).split("<textarea")[0]
    assert "属于一条已经撤回的记录" in summary(shown)
    assert "材料有误。" in shown
    assert "1200" not in shown


def test_a_guess_at_withdrawn_words_is_not_answered(client: Client, record: Record) -> None:
    publishing.withdraw(record, by=None, reason="材料有误。")
    assert summary(told(client, FIRST[8:30])) == "这里没有这些文字。"
    assert summary(told(client, FIRST[:30].replace("值守", "值班"))) == "这里没有这些文字。"


def test_words_of_a_withheld_version_are_told_as_no_longer_public(client: Client, corrected: Record) -> None:
    withhold_version(corrected.versions.get(number=1), by=None, reason="涉及隐私。")
    shown = told(client, FIRST)
    assert "属于一个不再公开的版本" in summary(shown)
    assert "涉及隐私。" in shown


def test_erased_words_are_not_known_again(client: Client, corrected: Record) -> None:
    erase_version(corrected.versions.get(number=1), by=None, reason="依法清除。")
    shown = told(client, FIRST)
    assert "第 2 版有 1 处不同" in summary(shown)
    assert "依法清除" not in shown
    assert "一字不差" in summary(told(client, SECOND))


def test_a_draft_is_not_known(client: Client) -> None:
    make()
    assert summary(told(client, FIRST)) == "这里没有这些文字。"


def test_a_revoked_honor_is_said(client: Client, record: Record) -> None:
    from django.utils import timezone

    publishing.revoke_honor(record, by=None, on=timezone.localdate(), reason="查实有误")
    assert "查实有误" in told(client, FIRST)


# --- A citation ---------------------------------------------------------------------------------------


def test_a_citation_leads_to_its_record(client: Client, record: Record, settings: Any) -> None:
    text = f"样例网站. 某题名[EB/OL]. （2026-11-29）[2026-11-30]. {settings.SITE_URL}/records/{record.pk}/."
    shown = told(client, text)
    assert "网址指向" in shown
    assert f'href="/records/{record.pk}/"' in shown


def test_a_citation_of_a_record_that_there_is_not_is_said(
    client: Client, record: Record, settings: Any
) -> None:
    assert "本站没有这条记录" in told(client, f"{settings.SITE_URL}/records/999/")


@pytest.mark.parametrize("name", ["ris", "csl.json"])
def test_a_reference_leads_to_its_record(client: Client, record: Record, name: str) -> None:
    file = client.get(f"/records/{record.pk}.{name}").content.decode()
    assert f'href="/records/{record.pk}/"' in told(client, file)


def test_a_citation_with_words_has_them_compared(client: Client, corrected: Record, settings: Any) -> None:
    address = f"{settings.SITE_URL}/zh-hant/records/{corrected.pk}/versions/1/#s1-m1"
    assert "其中 1 段后来更正过" in summary(told(client, f"{address}\n{FIRST}"))


# --- A file -------------------------------------------------------------------------------------------


def with_file(client: Client, data: bytes, name: str) -> str:
    return told(client, "", file=SimpleUploadedFile(name, data))


def docx(*paragraphs: str) -> bytes:
    document, file = Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(file)
    return file.getvalue()


WHOLE = [INTRODUCTION, "把事情办在楼道里", "一是" + FIRST, "二是" + SECOND, CLOSING]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "\n".join(WHOLE).encode("gb18030")),
        ("a.docx", docx(*WHOLE)),
        ("a.html", f"<html><body>{''.join(f'<p>{one}</p>' for one in WHOLE)}</body></html>".encode()),
    ],
)
def test_text_of_a_file_is_compared(client: Client, record: Record, name: str, data: bytes) -> None:
    shown = with_file(client, data, name)
    assert "全文一致" in summary(shown)
    assert name in shown


@pytest.mark.slow
@pytest.mark.parametrize("name", ["json", "md", "txt"])
def test_files_of_the_site_are_compared(client: Client, record: Record, name: str) -> None:
    shown = with_file(client, client.get(f"/records/{record.pk}.{name}").content, f"1.{name}")
    assert "全文一致" in summary(shown)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["json", "md"])
def test_a_figure_that_was_changed_in_a_file_of_the_site_is_told(client: Client, name: str) -> None:
    record = make()
    make_figure(record, 1, label="样例户数", value="1234", unit="户", as_of=2010)
    publishing.publish(record, by=None)
    data = client.get(f"/records/{record.pk}.{name}").content
    assert "文字以外的不同" not in with_file(client, data, f"1.{name}")
    shown = with_file(client, data.replace(b"1234", b"1934"), f"1.{name}")
    assert "全文一致" in summary(shown)
    assert "文字以外还有 1 处不同" in summary(shown)
    assert "数据 1：公布的是“样例户数 1234户" in shown
    assert "文件里是“样例户数 1934户" in shown


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["", "/zh-hant"])
def test_a_page_that_was_saved_is_compared(client: Client, record: Record, variant: str) -> None:
    saved = client.get(f"{variant}/records/{record.pk}/").content
    assert "全文一致" in summary(with_file(client, saved, "saved.html"))
    changed = saved.replace(b"1200", b"1900")
    assert "有 1 处不同" in summary(with_file(client, changed, "saved.html"))


@pytest.mark.slow
def test_a_sentence_put_below_a_saved_page_is_shown(client: Client, record: Record) -> None:
    saved = client.get(f"/records/{record.pk}/").content.decode()
    assert "另有" not in summary(with_file(client, saved.encode(), "saved.html"))
    forged = saved.replace("每天都换。</p>", "每天都换。</p><p>本人还获得过火星奖章一枚，特此证明。</p>", 1)
    shown = with_file(client, forged.encode(), "saved.html")
    assert "另有 1 段这里没有" in summary(shown)
    assert "火星奖章" in shown


def test_canonical_form_has_its_fingerprint_made_anew(client: Client, record: Record) -> None:
    data = client.get(f"/records/{record.pk}/versions/1.canonical.json").content
    shown = with_file(client, data, "1.canonical.json")
    assert "逐字节重新算出" in shown
    assert "它就是现在公布的一版" in summary(shown)


def test_a_canonical_form_with_another_character_has_its_texts_compared(
    client: Client, record: Record
) -> None:
    data = client.get(f"/records/{record.pk}/versions/1.canonical.json").content
    shown = with_file(client, data.replace(b"1200", b"1900"), "1.canonical.json")
    main = shown.split("<main")[1]
    assert main.index("与公布的不是逐字节相同") < main.index("有 1 处不同")
    assert "公布的是“2”，这里是“9”" in shown
    assert "文字以外的不同" not in shown


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda form: form | {"salt": "0" * 32}, "随机数：公布的是“"),
        (lambda form: form | {"award": form["award"] | {"year": 1999}}, "文件里是“1999”"),
        (lambda form: form | {"figures": [{"value": "7"}]}, "数据：公布的是“0 项”，文件里是“1 项”"),
    ],
)
def test_what_is_other_in_a_canonical_form_and_no_text_is_told(
    client: Client, record: Record, change: Any, said: str
) -> None:
    form = client.get(f"/records/{record.pk}/versions/1.canonical.json").json()
    shown = with_file(client, json.dumps(change(form), ensure_ascii=False).encode(), "1.json")
    assert "与公布的不是逐字节相同" in shown
    assert "全文一致" in summary(shown)
    assert said in shown


def test_a_canonical_form_that_was_only_spaced_otherwise_is_told_as_not_the_same_bytes(
    client: Client, record: Record
) -> None:
    form = client.get(f"/records/{record.pk}/versions/1.canonical.json").json()
    shown = with_file(client, json.dumps(form, indent=1).encode("utf-8-sig"), "1.json")
    assert "与公布的不是逐字节相同" in shown
    assert "全文一致" in summary(shown)


@pytest.mark.parametrize(
    "form",
    [
        {"sections": [7, {"measures": {"text": 1}, "title": None}], "title": ["a"], "record": "x"},
        {"record": 1, "version": 1, "figures": "x", "recipient": [], "sections": None},
        {"record": 10**30, "version": True, "introduction": "别的话，谁也没有说过。"},
    ],
)
def test_rubbish_in_the_shape_of_a_canonical_form_is_answered(
    client: Client, record: Record, form: dict[str, Any]
) -> None:
    data = json.dumps({"schema": "honors-record/version/1", **form}).encode()
    assert "核对" in with_file(client, data, "1.json")


def test_a_canonical_form_of_what_was_withdrawn_shows_nothing_of_it(client: Client, record: Record) -> None:
    data = client.get(f"/records/{record.pk}/versions/1.canonical.json").content
    publishing.withdraw(record, by=None, reason="材料有误。")
    form = json.loads(data) | {"salt": "0" * 32, "note": "x"}
    shown = with_file(client, json.dumps(form, ensure_ascii=False).encode(), "1.json")
    assert "属于一条已经撤回的记录" in summary(shown)
    assert "文字以外的不同" not in shown


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.bin", bytes(range(256)) * 40, "。"),
        ("a.pdf", b"%PDF-1.4\n" + bytes(500), "PDF 已损坏"),
        ("a.jpg", b"\xff\xd8\xff" + bytes(500), "请填纸上或页脚的指纹"),
        ("a.docx", b"PK\x03\x04" + bytes(300), "。"),
        ("a.txt", b" \n", "文件是空的"),
    ],
)
def test_a_file_without_text_is_refused_in_words(
    client: Client, record: Record, name: str, data: bytes, why: str
) -> None:
    shown = with_file(client, data, name)
    found = re.search(r'class="verify-problem"[^>]*>(.*?)</p>', shown)
    assert found, shown
    assert why in found[1]
    assert "导入" not in found[1]


# --- A fingerprint ------------------------------------------------------------------------------------


def fingerprint(record: Record, number: int = 1) -> str:
    return VersionSeal.objects.get(version__record=record, version__number=number).fingerprint


@pytest.mark.parametrize("length", [16, 64])
def test_a_fingerprint_is_told_with_its_version(client: Client, record: Record, length: int) -> None:
    digits = fingerprint(record)
    grouped = " ".join(digits[:length].upper()[at : at + 4] for at in range(0, length, 4))
    shown = page(client.get("/verify/", {"f": grouped}))
    assert "这是《样例社区党委先进事迹》第 1 版的指纹" in summary(shown)
    assert "它就是现在公布的一版，此后没有改过" in summary(shown)
    assert f'href="/records/{record.pk}/versions/1.canonical.json"' in shown
    assert "第 1 条，" in shown


def test_a_name_corrected_since_is_told_with_the_one_of_that_time(client: Client, record: Record) -> None:
    named = record.recipient.name
    Recipient.objects.filter(pk=record.recipient_id).update(name="更正后的单位")
    shown = client.get("/verify/", {"f": VersionSeal.objects.get().digits}).content.decode()
    assert "文字没有改过，名称更正过" in shown
    assert f"封存时，对象写作“{named}”；更正以后，现在写作“更正后的单位”。" in shown


def test_fingerprint_of_an_earlier_version_tells_what_changed_since(
    client: Client, corrected: Record
) -> None:
    shown = page(client.get("/verify/", {"f": fingerprint(corrected)[:16]}))
    assert "它不是现在公布的一版：此后有 1 处改动" in summary(shown)
    assert "1<del>2</del>00户" in shown


def test_fingerprint_of_a_withdrawn_record_says_why(client: Client, record: Record) -> None:
    publishing.withdraw(record, by=None, reason="材料有误。")
    shown = page(client.get("/verify/", {"f": fingerprint(record)}))
    assert "已经撤回的记录" in summary(shown)
    assert "材料有误。" in shown
    assert "1200" not in shown


def test_fingerprint_of_an_erased_version_says_why(client: Client, corrected: Record) -> None:
    digits = fingerprint(corrected)
    erase_version(corrected.versions.get(number=1), by=None, reason="依法清除。")
    shown = page(client.get("/verify/", {"f": digits}))
    assert "不再公开" in summary(shown)
    assert "依法清除。" in shown


def test_unknown_fingerprint_says_what_to_do(client: Client, record: Record) -> None:
    response = client.get("/verify/", {"f": "0123456789abcdef"})
    assert response.status_code == 404
    assert "这里没有这个指纹" in page(response)
    assert "请对照原件再看一遍" in page(response)


@pytest.mark.parametrize("asked", ["三", "12", "g" * 16, "f" * 65, "%00"])
def test_what_is_no_fingerprint_is_refused_in_words(client: Client, asked: str) -> None:
    response = client.get("/verify/", {"f": asked})
    assert response.status_code == 200
    assert "这不像指纹" in page(response) or "要核对的文字" in page(response)


def test_a_fingerprint_may_be_pasted_with_what_stands_around_it(client: Client, record: Record) -> None:
    digits = fingerprint(record)[:16]
    grouped = " ".join(digits[at : at + 4] for at in range(0, 16, 4))
    assert "这是《" in summary(told(client, f"第 1 版 · 指纹 {grouped}"))


def test_the_foot_of_each_version_leads_to_its_fingerprint(client: Client, corrected: Record) -> None:
    for address, number in [("", 2), ("versions/1/", 1)]:
        shown = client.get(f"/records/{corrected.pk}/{address}").content.decode()
        assert f'href="/verify/?f={fingerprint(corrected, number)[:16]}"' in shown
        assert f'src="/records/{corrected.pk}/versions/{number}.qr.svg"' in shown


def test_the_picture_for_paper_is_a_file_of_its_own(client: Client, record: Record) -> None:
    response = client.get(f"/records/{record.pk}/versions/1.qr.svg")
    assert response["Content-Type"].startswith("image/svg+xml")
    assert response.content.startswith(b"<svg")
    assert client.get(f"/records/{record.pk}/versions/2.qr.svg").status_code == 404


# --- Whatever comes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " \n ", "　"])
def test_nothing_is_answered_with_what_to_do(client: Client, text: str) -> None:
    assert "还没有文字" in told(client, text)


@pytest.mark.parametrize(
    "text", ["字", "。。。", "\0\x01\x02", "\ud7ff" * 30, "*" * 300, "(" * 500, "a" * 3000]
)
def test_rubbish_is_answered(client: Client, record: Record, text: str) -> None:
    summary(told(client, text))


def test_a_huge_text_is_refused_in_words(client: Client, record: Record) -> None:
    assert "请分几次贴" in told(client, "字" * 100_001)


def test_a_long_text_is_answered(client: Client, record: Record) -> None:
    assert "一字不差" in summary(told(client, "别的话。" * 5_000 + "\n" + FIRST))


@pytest.mark.parametrize("variant", ["", "elder", "zh-hant", "zh-hant/elder"])
def test_form_is_read_in_every_variant_and_answers_in_it(
    client: Client, record: Record, variant: str
) -> None:
    form = client.get(f"/{variant}/verify/".replace("//", "/"))
    found = re.search(r'action="(/verify/[^"#]*)', form.content.decode())
    assert found
    answered = client.post(unescape(found[1]), {"text": FIRST}).content.decode()
    assert ('<html lang="zh-Hant"' in answered) == ("hant" in variant)
    assert ('class="elder"' in answered) == ("elder" in variant)


def test_answer_is_kept_by_nobody_and_not_indexed(client: Client, record: Record) -> None:
    response = client.post("/verify/", {"text": FIRST})
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_form_may_be_kept_by_caches(client: Client) -> None:
    assert "public" in client.get("/verify/")["Cache-Control"]


def test_pages_lead_to_the_form(client: Client) -> None:
    assert 'href="/verify/"' in client.get("/").content.decode()
    assert 'href="/verify/"' in client.get("/map/").content.decode()
    assert "/verify/</loc>" in client.get("/sitemap-pages.xml").content.decode()
