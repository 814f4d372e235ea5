"""Says what `verify.py` finds on a site that was tampered with, and that it finds nothing on one that was not."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from records.transparency import verify
from tests.transparency.made_site import MadeSite, checked, paragraphs


@pytest.fixture
def site(tmp_path):
    """Three records, one of them corrected, and two days of tributes."""
    site = MadeSite(tmp_path / "site")
    for number in (1, 2, 3):
        site.publish(number)
    site.correct(2, "二十年如一日守护[林海](https://a.example/b)。")
    site.count({1: 5, 2: 7})
    site.count({1: 6})
    site.sign()
    return site


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state.json"


@pytest.fixture
def seen(site, state):
    """The state of one who has looked at the site already."""
    assert checked(site.folder, state=state)[0] == 0
    return state


def found(address, **options):
    """Returns the lines that say what is wrong, of a site where something is."""
    status, said = checked(address, **options)
    assert status == 1, said
    lines = [line for line in said.splitlines() if line.startswith("✗")]
    assert f"发现 {len(lines)} 处不符" in said
    return "\n".join(lines)


# Sites on which nothing is wrong


def test_a_whole_site_passes_with_counts(site):
    status, said = checked(site.folder, key=site.key.vkey)
    assert status == 0, said
    assert "honors.example/log：共 6 条" in said
    assert "6 条日志、3 条记录的 4 个版本和 3 个网页、2 天的致敬数：全部相符" in said


def test_a_served_site_passes(site):
    with site.served() as address:
        status, said = checked(address, key=site.key.vkey)
    assert (status, "全部相符" in said) == (0, True), said


def test_a_site_below_a_path_passes(site, tmp_path):
    site.folder = tmp_path
    with site.served("/site/") as address:
        assert checked(address)[0] == 0


@pytest.mark.parametrize("part", ["site", "data"])
def test_files_in_a_part_of_an_archive_are_found(site, tmp_path, part):
    site.folder.rename(tmp_path / "moving")
    (tmp_path / "archive").mkdir()
    (tmp_path / "moving").rename(tmp_path / "archive" / part)
    assert checked(tmp_path / "archive")[0] == 0


def test_an_archive_without_pages_passes_and_counts_none(site):
    for page in site.folder.glob("records/*/index.html"):
        page.unlink()
    status, said = checked(site.folder)
    assert (status, "0 个网页" in said) == (0, True), said


def test_the_key_of_the_site_is_trusted_at_first_and_that_is_said(site):
    assert (
        f"相信了网站自己给出的公钥。请从别的途径（公告、公报、电话）问到它，比一比：\n  {site.key.vkey}"
        in checked(site.folder)[1]
    )
    assert "相信" not in checked(site.folder, key=site.key.vkey)[1]


def test_a_key_may_come_from_a_file(site, tmp_path):
    (tmp_path / "key").write_text(f"{site.key.vkey}\n")
    assert checked(site.folder, key=f"{tmp_path / 'key'}")[0] == 0


def test_the_second_time_only_new_entries_are_read(site, seen):
    assert "核对了 0 条日志、3 条记录" in checked(site.folder, state=seen)[1]
    site.publish(4)
    site.sign()
    assert "核对了 1 条日志、4 条记录" in checked(site.folder, state=seen)[1]
    assert "核对了 7 条日志、4 条记录" in checked(site.folder, state=seen, full=True)[1]


@pytest.mark.parametrize("steps", [(250, 5, 1, 0, 300), (256, 256), (1,)])
def test_a_log_that_grows_past_tiles_stays_consistent(tmp_path, state, steps):
    site = MadeSite(tmp_path / "site")
    for step in steps:
        for _ in range(step):
            site.tell("revoked", record=1)
        site.sign()
        assert checked(site.folder, state=state, keep=tmp_path / "kept")[0] == 0
    assert checked(site.folder, state=state, full=True, keep=tmp_path / "kept")[0] == 0


def test_a_partial_tile_that_is_gone_is_read_from_the_full_one(site, tmp_path):
    for _ in range(300):
        site.tell("revoked", record=1)
    older = (site.folder / "log/checkpoint").read_bytes()
    site.sign()
    for partial in site.folder.glob("log/tile/**/000.p"):
        for file in partial.iterdir():
            file.unlink()
    site.replace("records/1/index.html", "</main>", "称号已撤销</main>")
    site.write("log/tile/1/000.p/1", (site.folder / "log/tile/0/000").read_bytes()[:0])
    site.sign()
    assert checked(site.folder)[0] == 0
    for file in (site.folder / "log/tile/0/000.p", site.folder / "log/tile/entries/000.p"):
        assert not list(file.iterdir())
    site.write("log/checkpoint", older)
    assert checked(site.folder)[0] == 0


def test_a_clock_that_was_set_back_is_only_mentioned(site):
    site.at = "2026-11-29T09:00:00Z"
    site.publish(4)
    site.sign()
    status, said = checked(site.folder)
    assert (status, "注意：日志第 7 条的时间" in said) == (0, True), said


def test_a_clock_that_is_a_little_off_is_not_mentioned(site):
    site.at = "2026-11-29T11:30:00Z"
    site.publish(4)
    site.sign()
    assert "时钟" not in checked(site.folder)[1]


@pytest.mark.parametrize("both", [True, False], ids=["signed by both", "signed by the old key first"])
def test_a_proper_change_of_the_key_is_followed_and_mentioned(site, seen, both):
    old = site.rotate()
    site.sign(*([old, site.secret] if both else [old]))
    status, said = checked(site.folder, state=seen)
    assert (status, "签名的钥匙换过：日志第 7 条（rotated" in said) == (0, True), said
    site.publish(4)
    site.sign()
    assert checked(site.folder, state=seen)[0] == 0
    assert json.loads(seen.read_text())["key"] == site.key.vkey


def test_a_change_of_the_key_that_one_missed_is_followed(site, seen):
    site.rotate()
    site.publish(4)
    site.rotate(seed=3)
    site.publish(5)
    site.sign()
    assert checked(site.folder, state=seen)[0] == 0
    assert checked(site.folder, state=seen, full=True)[0] == 0


def test_the_first_key_is_enough_to_follow_all_others(site):
    first = site.key.vkey
    site.rotate()
    site.publish(4)
    site.sign()
    assert checked(site.folder, key=first)[0] == 0
    assert checked(site.folder, key=site.key.vkey)[0] == 0


def test_what_was_withdrawn_may_come_back(site):
    site.withdraw(1)
    site.sign()
    assert checked(site.folder)[0] == 0
    site.publish(1, kind="returned")
    site.sign()
    assert checked(site.folder)[0] == 0


def test_a_version_that_was_withheld_or_erased_is_not_looked_for(site):
    first = site.folder / "records/2/versions/1.canonical.json"
    content = first.read_bytes()
    first.unlink()
    for kind in ("withheld", "erased"):
        site.tell(kind, record=2, version=1)
        site.sign()
        assert checked(site.folder)[0] == 0
    site.tell("shown", record=2, version=1)
    site.sign()
    assert "2/versions/1.canonical.json：第 1 版（日志第 2 条" in found(site.folder)
    first.write_bytes(content)
    assert checked(site.folder)[0] == 0


def test_a_record_that_was_merged_leads_to_the_other(site):
    site.withdraw(1)
    site.tell("merged", record=1, into=2)
    site.moved = {"/records/1/": "/records/2/", "/records/1.json": "/records/2.json"}
    site.sign()
    with site.served() as address:
        status, said = checked(address)
    assert status == 0, said


def test_a_live_site_that_moves_on_meanwhile_is_asked_again(site, monkeypatch):
    moved = []
    listed = verify.Site.listed

    def later(source):
        if not moved:
            moved.append(site.correct(3, "新的文字。"))
            site.publish(4)
            site.sign()
        return listed(source)

    monkeypatch.setattr(verify.Site, "listed", later)
    with site.served() as address:
        status, said = checked(address)
    assert (status, moved) == (0, [None]), said


def test_pictures_lists_and_links_of_markdown_are_read_as_pages_show_them(site):
    text = (
        "做法：\n\n1. **先**看\n2. 再做 `code` 与<https://a.example/x>\n\n![图](/media/a.webp)\n> 引 &amp; 用"
    )
    site.publish(4, text)
    page = "<ol><li><strong>先</strong>看</li><li>再做 <code>code</code> 与<a href=x>https://a.example/x</a></li></ol>"
    page = f"做法：{page}<figure>图</figure><q>引 &amp; 用</q>"
    site.replace("records/4/index.html", paragraphs([f"一是{text}"]), f"<p>一是{page}</p>")
    site.sign()
    status, said = checked(site.folder)
    assert status == 0, said


# Entries and the tree


def test_a_changed_entry_is_named(site):
    site.entries[1] = site.entries[1].replace(b'"record":2', b'"record":9')
    site.write("log/tile/entries/000.p/6", verify.join_bundle(site.entries))
    assert "散列树的这一块与日志第 2 条的内容不符" in found(site.folder)


def test_a_history_with_another_entry_is_named_from_memory(site, seen):
    site.entries[1] = site.entries[1].replace(b'"record":2', b'"record":9')
    site.publish(4)
    site.sign()
    wrong = found(site.folder, state=seen)
    assert "日志被改过：第 2 条与 20" in wrong
    assert '现在是 {"at":"2026-11-29T12:00:00Z"' in wrong


def test_an_entry_put_in_before_is_named(site, seen):
    site.entries.insert(3, site.entries[0])
    site.sign()
    assert "日志被改过：第 4 条与" in found(site.folder, state=seen)


def grown(site, state, tmp_path, **options):
    for number in range(600):
        site.tell("restored", record=1, about=number)
    site.sign()
    assert checked(site.folder, state=state, **options)[0] == 0
    site.entries[300] = site.entries[300].replace(b"restored", b"revoked")
    site.tell("restored", record=1)
    site.sign()


def test_far_back_the_256_entries_are_named_that_hold_the_change(site, state, tmp_path):
    grown(site, state, tmp_path)
    assert "签名的根；第 257 至 512 条中有的与" in found(site.folder, state=state)


def test_far_back_the_entry_is_named_to_who_keeps_a_copy(site, state, tmp_path):
    grown(site, state, tmp_path, keep=tmp_path / "kept")
    for full in (False, True):
        wrong = found(site.folder, state=state, keep=tmp_path / "kept", full=full)
        assert "第 301 条与" in wrong
        assert '原来是 {"about":294' in wrong


def test_the_remembered_head_stays_when_history_was_changed(site, seen):
    before = seen.read_bytes()
    site.entries[1] = site.entries[0]
    site.publish(4)
    site.sign()
    found(site.folder, state=seen)
    assert seen.read_bytes() == before


def test_a_log_that_was_rolled_back_is_named(site, seen):
    site.sign(size=4)
    assert "有 6 条，现在只有 4 条" in found(site.folder, state=seen)


def test_two_histories_of_one_size_are_shown_with_both_heads(site, seen):
    site.entries[5] = site.entries[5].replace(b"2026-12-02", b"2026-12-03")
    site.sign()
    wrong = found(site.folder, state=seen)
    assert "两种历史：同是 6 条" in wrong
    assert "第 6 条与" in wrong
    assert (site.folder / "log/checkpoint").read_text() in checked(site.folder, state=seen)[1]
    assert "honors.example/log" in json.loads(seen.read_text())["note"]


def test_another_log_in_its_place_is_named(site, seen):
    site.replace("log/checkpoint", "honors.example/log\n6", "other.example/log\n6")
    assert "这是另一本日志（other.example/log）" in found(site.folder, state=seen)


@pytest.mark.parametrize(
    "entry",
    [
        b"no JSON",
        b'{"at": "2026-11-29T12:00:00Z","kind":"withdrawn","record":1}',
        b'{"at":"2026-11-29T12:00:00Z","kind":"forgotten","record":1}',
        b'{"at":"2026-11-29T12:00:00Z","kind":"published","record":1,"version":1}',
        b'{"at":"2026-11-29T12:00:00Z","kind":"published","hash":"ab","record":1,"version":1}',
        b'{"at":"yesterday","kind":"withdrawn","record":1}',
        b'{"at":"2026-11-29T12:00:00Z","kind":"withdrawn","record":1.5}',
        b'{"at":"2026-11-29T12:00:00Z","kind":"key","key":"ab"}',
        b"[" * 60_000,
        b"[]",
        b"1",
        b"\xff",
        b"",
    ],
)
def test_an_entry_that_nobody_can_read_is_named(site, entry):
    site.add(entry)
    site.sign()
    assert "日志第 7 条：不是认得的一种条目（网站较新时，请换用它的 verify.py），或不是规范的 JSON" in found(
        site.folder
    )


def test_an_entry_that_nobody_can_read_is_named_each_time(site, seen):
    site.add(b"no JSON")
    site.sign()
    for _ in range(2):
        assert "日志第 7 条" in found(site.folder, state=seen)


def test_a_version_with_two_fingerprints_is_named(site):
    site.tell("corrected", record=1, version=1, hash="0" * 64)
    site.sign()
    assert "日志第 7 条（2026-11-29" in found(site.folder)
    assert "1 号记录第 1 版的指纹是 0000000000000000…，第 1 条（" in found(site.folder)


@pytest.mark.parametrize("path", ["log/tile/0/000.p/6", "log/tile/entries/000.p/6"])
def test_a_lost_or_torn_part_of_the_log_is_named(site, path):
    (site.folder / path).write_bytes((site.folder / path).read_bytes()[:-1])
    assert f"/{path}" in found(site.folder)
    (site.folder / path).unlink()
    assert f"/{path}" in found(site.folder)


def test_a_wrong_tile_above_is_named(site):
    for _ in range(300):
        site.tell("restored", record=1)
    site.sign()
    site.write("log/tile/1/000.p/1", bytes(32))
    assert "/log/tile/1/000.p/1：散列树的这一块" in found(site.folder)


# Keys


def test_a_head_of_an_unknown_key_is_refused(site, seen):
    site.sign(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    assert "没有认得的钥匙签名" in found(site.folder, state=seen)


def test_a_head_whose_text_was_changed_is_refused(site):
    site.replace("log/checkpoint", "\n6\n", "\n5\n")
    site.sign(size=5)
    head = site.folder / "log/checkpoint"
    head.write_bytes(head.read_bytes().replace(b"\n5\n", b"\n6\n"))
    assert "✗" in found(site.folder)


def test_a_stolen_key_that_was_retired_signs_no_head_any_more(site, seen):
    stolen = site.rotate(reason="stolen")
    site.sign(stolen, site.secret)
    assert checked(site.folder, state=seen)[0] == 0
    site.publish(4)
    site.sign(stolen)
    for options in ({"state": seen}, {"state": seen, "key": site.key.vkey}, {"state": seen, "full": True}):
        assert "签名的只有停用的钥匙" in found(site.folder, **options)
    for options in ({"key": site.key.vkey}, {}):
        assert "日志的头不可信" in found(site.folder, **options)


def test_a_stolen_key_does_not_undo_its_own_retirement(site, seen):
    stolen = site.rotate(reason="stolen")
    site.sign(stolen, site.secret)
    assert checked(site.folder, state=seen)[0] == 0
    site.entries.pop()
    site.publish(4)
    site.publish(5)
    site.sign(stolen)
    assert "日志被改过：第 7 条" in found(site.folder, state=seen)


def test_a_key_that_replaces_a_lost_one_must_be_given(site, seen):
    site.rotate(reason="lost")
    site.publish(4)
    site.sign()
    assert "问清楚以后，请用 --key 给出新的公钥" in found(site.folder, state=seen)
    assert checked(site.folder, state=seen, key=site.key.vkey)[0] == 0
    assert checked(site.folder, state=seen)[0] == 0


# What the site shows


def test_a_changed_version_is_named_with_its_place_and_time(site):
    site.replace("records/1/versions/1.canonical.json", "三十年如一日", "四十年如一日")
    wrong = found(site.folder)
    assert "/records/1/versions/1.canonical.json：第 1 版（日志第 1 条，2026-11-29" in wrong
    assert "被改过：指纹应为" in wrong


def test_an_earlier_version_that_was_changed_is_named_too(site):
    site.replace("records/2/versions/1.canonical.json", "三十年如一日", "四十年如一日")
    assert "/records/2/versions/1.canonical.json" in found(site.folder)


def test_a_changed_page_is_named_with_the_words_that_it_lacks(site):
    site.replace("records/2/index.html", "二十年如一日", "四十年如一日")
    wrong = found(site.folder)
    assert (
        "/records/2/：网页上没有第 1 章第 1 条“一是二十年如一日守护林海。”；日志第 4 条（2026-11-29" in wrong
    )


@pytest.mark.parametrize(
    ("old", "new", "more"),
    [
        ("一是二十年", "荣立特等功。一是二十年", "荣立特等功"),
        ("。</p></section>", "。</p><p>二是退耕还林九百亩。</p></section>", "二是退耕还林九百亩"),
        ("。</p></section>", "。</p><p>一是二十年如一日守护林海。</p></section>", "一是二十年如一日守护林海"),
        ("三十年。</p>", "三十年。</p><section><b>9</b></section>", "9"),
    ],
)
def test_words_put_into_the_deeds_of_a_page_are_named(site, old, new, more):
    site.replace("records/2/index.html", old, new)
    assert f"/records/2/：网页上的事迹里多出“{more}”" in found(site.folder)


def test_measures_in_another_order_are_named(site):
    form = site.forms[2, 2]
    form["sections"][0]["measures"].append({"number": 2, "marker": "二是", "text": "修防火道。"})
    first, second = "<p>一是二十年如一日守护林海。</p>", "<p>二是修防火道。</p>"
    assert not put_in(form, f"<p>护林员，守林三十年。</p>{first}{second}")
    assert put_in(form, f"<p>护林员，守林三十年。</p>{second}{first}") == "二是修防火道"


def put_in(form, deeds):
    page = (
        f'<body><section class="deeds"><h2 id="deeds">主要事迹</h2>{deeds}</section><section>其他</section>'
    )
    return verify.put_in(form, verify.shown_deeds(page))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("见<https://a.example/x>。", "见<a href=x>https://a.example/x</a>。"),
        ("用<b>一</b>字", "用&lt;b&gt;一&lt;/b&gt;字"),
        ("走访：\n3. 家", "<p>走访：\n3. 家</p>"),
        ("1. 走访\n2. 家", "<ol><li>走访</li><li>家</li></ol>"),
        ("看![图](/media/a.webp)吧", "看图吧"),
        ("看![图](/media/a.webp)吧", "看<figure><img src=a><figcaption>题</figcaption></figure>吧"),
        ("|年|户|\n|-|-|\n|一|20|", "<table><tr><th>年<th>户</tr><tr><td>一<td>20</table>"),
        ("20户。", '20户。<dl class="figures"><dt>户</dt><dd>20</dd></dl><p class="tools">引用</p>'),
        ("20户。", '20户。<details class="menu tools"><summary>引用</summary></details>'),
    ],
)
def test_what_a_page_shows_of_a_text_another_way_is_not_put_in(text, shown):
    assert not put_in({"introduction": text}, shown)


def test_words_put_into_the_data_of_a_record_are_named(site):
    site.replace("records/2.json", '"text":"二十年', '"text":"荣立特等功。二十年')
    assert "数据里第 1 章第 1 条是“荣立特等功。二十年如一日守护[林海](https://a.example/b)。”" in found(
        site.folder
    )


@pytest.mark.parametrize(
    "way", ["<p hidden>{}</p>", "<!-- {} -->", "<script>{}</script>", '<p title="{}"></p>']
)
def test_words_that_nobody_sees_are_not_on_the_page(site, way):
    hidden = way.format("一是二十年如一日守护林海。")
    site.replace("records/2/index.html", "<main>", f"<main>{hidden}")
    site.replace("records/2/index.html", "<p>一是二十年如一日", "<p>一是四十年如一日")
    assert "网页上没有" in found(site.folder)


@pytest.mark.parametrize(
    "around", ["[{}](https://a.example)", "5 < 6，{}，7 > 6", "![图](/a.webp){}\n> )", "<b>{}</b>"]
)
def test_no_words_escape_between_the_marks_of_markdown(site, around):
    site.publish(4, around.format("守护林海"))
    site.sign()
    site.replace("records/4/index.html", "守护", "砍伐")
    assert "网页上没有第 1 章第 1 条" in found(site.folder)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("育林1.83万亩", "育林183万亩", "数据“育林”的 1.83万亩"),
        ("育林1.83万亩", "育林21.83万亩", "数据“育林”的 1.83万亩"),
        ("护林员2号", "护林员3号", "表彰对象“护林员2号”"),
        ("全国劳动模范", "省级劳动模范", "表彰“全国劳动模范”"),
        ("2025年", "2015年", "年份“2025”"),
        ("一是二十年", "二是二十年", "第 1 章第 1 条“一是二十年"),
    ],
)
def test_a_changed_fact_is_named(site, old, new, what):
    site.replace("records/2/index.html", old, new)
    assert f"/records/2/：网页上没有{what}" in found(site.folder)


@pytest.mark.parametrize(
    ("old", "new"), [("1.83亿元", "183亿元"), ("-2.5%", "2.5%"), ("98%", "98"), ("9.8分", "98分")]
)
def test_a_number_with_other_marks_is_another_number(site, old, new):
    site.publish(4, f"产值{old}，其余照旧。")
    site.sign()
    site.replace("records/4/index.html", old, new)
    assert f"产值{old}" in found(site.folder)


def test_a_corrected_name_is_what_a_page_has_to_say(site):
    site.rename(2, "护林员甲")
    site.sign()
    assert checked(site.folder)[0] == 0
    site.replace("records/2/index.html", "护林员甲", "护林员2号")
    assert "/records/2/：网页上没有表彰对象“护林员甲”；日志第 7 条" in found(site.folder)


def test_corrected_names_that_were_changed_are_named(site):
    site.rename(2, "护林员甲")
    site.sign()
    site.replace("records/2/names/1.canonical.json", "护林员甲", "护林员乙")
    assert "/records/2/names/1.canonical.json：更正后的名称（日志第 7 条" in found(site.folder)


def test_a_version_of_later_has_the_names_of_its_time(site):
    site.rename(2, "护林员甲")
    site.names.clear()
    site.correct(2, "三十一年如一日守护林海。")
    site.sign()
    assert checked(site.folder)[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [('"1.83"', '"1.84"', "育林”的 1.8"), ('"marker":"一是"', '"marker":"二是"', "序号")],
)
def test_changed_facts_in_data_are_named(site, old, new, what):
    site.replace("records/1.json", old, new)
    wrong = found(site.folder)
    assert "/records/1/：数据" in wrong
    assert what in wrong


def test_changed_data_of_a_record_are_named(site):
    site.replace("records/1.json", "三十年如一日", "四十年如一日")
    assert "/records/1/：数据里没有第 1 章第 1 条" in found(site.folder)


@pytest.mark.parametrize(
    ("path", "what"),
    [("records/1/versions/1.canonical.json", "缺失"), ("records/1/index.html", "网页缺失")],
)
def test_what_is_missing_is_named(site, path, what):
    (site.folder / path).unlink()
    assert what in found(site.folder)


def test_what_was_withdrawn_must_not_be_shown_any_more(site):
    site.tell("withdrawn", record=1)
    site.sign()
    wrong = found(site.folder)
    assert "/records/1/versions/1.canonical.json：第 1 版（日志第 1 条" in wrong
    assert "/records/1/：网页不应再公开，却还能读到；日志第 7 条" in wrong
    assert "/records/1/：数据不应再公开" in wrong
    assert "/records/1/：网站列出了这条记录；日志第 7 条" in wrong


@pytest.mark.parametrize("kind", ["withheld", "erased"])
def test_a_withheld_version_must_not_be_shown(site, kind):
    site.tell(kind, record=2, version=1)
    site.sign()
    assert "2/versions/1.canonical.json：第 1 版（日志第 2 条" in found(site.folder)


def test_a_revoked_honor_must_say_so(site):
    site.tell("revoked", record=1)
    site.sign()
    assert "/records/1/：网页没有说称号已经撤销；日志第 7 条" in found(site.folder)
    site.replace("records/1/index.html", "</main>", "称号已<b>撤销</b></main>")
    assert checked(site.folder)[0] == 0


def test_a_record_that_only_a_later_part_of_the_sitemap_lists_is_named(site):
    site.write("sitemap.xml", b"<loc>https://honors.example/sitemap-records.xml?p=2</loc>")
    site.write("sitemap-records.xml", b"<loc>https://honors.example/records/9/</loc>")
    with site.served() as address:
        assert "/records/9/：网站列出了这条记录；日志里从来没有" in found(address)


def test_data_that_a_site_lost_are_named(site):
    (site.folder / "records/1.json").unlink()
    with site.served() as address:
        assert "/records/1/：数据缺失" in found(address)


def test_a_record_that_the_log_does_not_know_is_named(site):
    site.publish(9)
    site.entries.pop()
    wrong = found(site.folder)
    assert wrong == "✗ /records/9/：网站列出了这条记录；日志里从来没有"
    with site.served() as address:
        assert found(address) == wrong


# Tributes


def test_changed_totals_are_named(site):
    site.replace("log/totals/2026-12-01.json", '"1":5', '"1":4')
    assert "/log/totals/2026-12-01.json：2026-12-01 的致敬数（日志第 5 条）被改过" in found(site.folder)


def test_missing_totals_are_named(site):
    (site.folder / "log/totals/2026-12-02.json").unlink()
    assert "2026-12-02 的致敬数（日志第 6 条）缺失" in found(site.folder)


def test_totals_that_fall_are_told_and_no_fault_for_tributes_can_be_taken_back(site):
    site.count({2: 3})
    site.sign()
    status, said = checked(site.folder)
    assert status == 0
    assert "/log/totals/2026-12-03.json：2026-12-03 的致敬数（日志第 7 条）：2 号记录从 7 降到了 3" in said


def test_totals_that_leave_out_a_day_are_named(site):
    site.days.append("2026-12-03")
    site.count({2: 9})
    site.sign()
    assert "自称接着 2026-12-03，日志里的前一天是 2026-12-02" in found(site.folder)


def test_a_page_that_counts_fewer_tributes_than_the_log_is_told(site):
    page = site.folder / "records/1/index.html"
    page.write_text(page.read_text().replace(">6<", "> 1,004 <"))
    assert "少于" not in checked(site.folder)[1]
    site.replace("records/1/index.html", " 1,004 ", "4")
    assert "/records/1/：网页上的致敬数 4 少于日志最后记下的 6" in checked(site.folder)[1]


# What cannot be checked


def test_a_page_that_counts_very_many_more_tributes_is_told(site):
    site.count({1: 7})
    site.sign()
    site.replace("records/1/index.html", ">7<", ">800000<")
    status, said = checked(site.folder)
    assert status == 0
    assert "网页上的致敬数 800000 比日志最后记下的 7 多得多" in said


@pytest.mark.parametrize("content", [b"[]", b"{}", b"no JSON", b'{"since":1,"totals":[1]}'])
def test_totals_that_nobody_can_read_are_named(site, content):
    site.write("log/totals/2026-12-03.json", content)
    site.tell("totals", date="2026-12-03", hash=hashlib.sha256(content).hexdigest())
    site.sign()
    assert "2026-12-03 的致敬数（日志第 7 条）" in found(site.folder)


@pytest.mark.parametrize("address", ["nowhere", "ftp://honors.example", "https://", "https://a b/"])
def test_an_address_that_is_none_is_said_to_be_none(address):
    status, said = checked(address)
    assert (status, said) == (
        2,
        f"无法核对：{address} 不是 http:// 或 https:// 开头的网址，也不是一个文件夹。",
    )


def test_a_port_that_is_no_number_is_said_to_be_none():
    assert checked("http://a:port/") == (2, "无法核对：http://a:port/ 里的端口不是数字。")


def test_a_site_without_a_log_cannot_be_checked(tmp_path):
    status, said = checked(tmp_path)
    assert (status, "这里没有公开日志（/log/checkpoint）" in said) == (2, True)


def test_a_site_without_a_key_asks_for_it(site):
    (site.folder / "log/key").unlink()
    status, said = checked(site.folder)
    assert (status, "请用 --key 给出" in said) == (2, True)


def test_a_site_that_does_not_answer_cannot_be_checked(site):
    with site.served() as address:
        pass
    status, said = checked(address)
    assert (status, "连不上 127.0.0.1" in said) == (2, True)


@pytest.mark.parametrize("content", ["", "{}x", '{"origin":1,"more":2}', '{"root":"00"}'])
def test_a_state_that_was_changed_is_refused(site, seen, content):
    seen.write_text(content)
    status, said = checked(site.folder, state=seen)
    assert (status, "或者被改动过" in said) == (2, True)


def test_a_state_that_cannot_be_written_is_told(site, tmp_path):
    status, said = checked(site.folder, state=tmp_path / "nowhere" / "state.json")
    assert (status, "无法核对：写不了" in said) == (2, True)


def test_a_key_that_is_none_is_refused(site):
    status, said = checked(site.folder, key="honors.example+12")
    assert (status, "--key 既不是公钥" in said) == (2, True)


@pytest.mark.parametrize("lost", ["/sitemap.xml", "/log/totals/2026-12-01.json", "/records/1/"])
def test_one_address_that_nobody_answers_hides_nothing_else(site, monkeypatch, lost):
    site.replace("records/2/index.html", "二十年如一日", "四十年如一日")
    answer = verify.Site.answer

    def answered(source, path):
        if path == lost:
            raise source.unanswered(ConnectionResetError("断开"))
        return answer(source, path)

    monkeypatch.setattr(verify.Site, "answer", answered)
    with site.served() as address:
        wrong = found(address)
    assert f"{lost}" in wrong
    assert "/records/2/：网页上没有" in wrong


def test_what_was_found_is_told_where_the_rest_could_not_be_checked(site, monkeypatch):
    site.replace("records/1/index.html", "三十年如一日", "四十年如一日")
    answer = verify.Site.answer

    def answered(source, path):
        if path.startswith(("/records/2", "/records/3")):
            source.unreached = verify.MOST_UNREACHED
            raise source.unanswered(ConnectionResetError("断开"))
        return answer(source, path)

    monkeypatch.setattr(verify.Site, "answer", answered)
    with site.served() as address:
        wrong = found(address)
    assert "/records/1/：网页上没有" in wrong
    assert "没有核对完：连不上" in wrong


@pytest.mark.parametrize("status", [500, 503])
def test_one_address_that_fails_is_told_without_giving_up(site, monkeypatch, status):
    answer = verify.Site.answer

    def failing(source, path):
        return answer(source, path) if "1.canonical" not in path else (status, {}, b"")

    monkeypatch.setattr(verify.Site, "answer", failing)
    with site.served() as address:
        wrong = found(address)
    assert "/records/3/versions/1.canonical.json：第 1 版（日志第 3 条，2026-11-29 " in wrong
    assert f"网站回答 HTTP {status}" in wrong


def test_a_file_that_unpacks_without_end_is_not_believed(monkeypatch):
    import gzip

    monkeypatch.setattr(verify, "MOST_BYTES", 1000)
    assert verify.unpacked(gzip.compress(b"a" * 1000)) == b"a" * 1000
    for body in (gzip.compress(b"a" * 1001), b"no gzip", gzip.compress(b"abc")[:-9]):
        with pytest.raises(verify.Unreadable):
            verify.unpacked(body)


# As a program


def program(*arguments):
    """Runs the one file as a stranger would, without any package, in another folder."""
    command = [sys.executable, "-I", "-S", verify.__file__, *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=Path(verify.__file__).root, env=environment
    )


def test_the_file_alone_checks_a_site_without_any_package(site, state):
    ran = program(site.folder, "--key", site.key.vkey, "--state", state)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "全部相符。\n" in ran.stdout
    site.replace("records/1/index.html", "三十年", "四十年")
    ran = program(site.folder, "--state", state)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "✗ /records/1/：网页上没有" in ran.stdout


def test_the_file_alone_says_when_it_cannot_check():
    ran = program("nowhere")
    assert (ran.returncode, "无法核对" in ran.stdout) == (2, True)


# A site that goes on from a backup


def recover(site, kept):
    """Loses what came after so many entries, and says so."""
    site.entries = [*site.entries[:kept]]
    site.tell("recovered", backup="2026-11-29")


@pytest.mark.parametrize("later", [0, 5, 300])
def test_a_log_that_went_back_to_a_backup_and_says_so_passes(site, seen, later):
    site.count({1: 9})
    site.sign()
    assert checked(site.folder, state=seen)[0] == 0
    recover(site, 6)
    for _ in range(later):
        site.tell("revoked", record=1)
        site.tell("restored", record=1)
    site.sign()
    status, said = checked(site.folder, state=seen)
    assert status == 0, said
    assert "从备份恢复过（日志第 7 条" in said
    assert "第 7 条起的 1 条丢失了" in said
    assert "恢复" not in checked(site.folder, state=seen)[1]


def test_a_recovery_is_no_excuse_for_an_entry_that_was_changed(site, seen):
    site.entries[0] = site.entries[0].replace(b'"at":"2026', b'"at":"2025')
    recover(site, 5)
    site.sign()
    assert "第 1 条与" in found(site.folder, state=seen)


def test_a_recovery_told_of_where_nothing_was_lost_changes_nothing(site, seen):
    site.tell("recovered", backup="2026-11-29")
    site.sign()
    assert checked(site.folder, state=seen)[0] == 0


# A new key that the old one did not name


def test_a_key_that_the_old_one_did_not_sign_is_not_followed(site, seen):
    old = site.key.vkey
    site.rotate()
    site.entries[-1] = site.entries[-1].replace(b'"signed":"', b'"signed":"A')
    site.sign()
    for options in ({"state": seen}, {"key": old}):
        assert "没有旧钥匙的签名" in found(site.folder, **options)


def test_a_key_named_after_a_lost_one_is_not_followed_either(site, seen):
    site.rotate(reason="lost")
    site.rotate(seed=3)
    site.sign()
    assert "说旧钥匙丢失" in found(site.folder, state=seen)


def test_a_recovery_that_is_known_excuses_no_other_history(site, seen):
    recover(site, 6)
    site.count({1: 9})
    site.sign()
    assert checked(site.folder, state=seen)[0] == 0
    site.entries[-1] = site.entries[-1].replace(b'"at":"2026', b'"at":"2027')
    site.sign()
    assert "两种历史" in found(site.folder, state=seen)
