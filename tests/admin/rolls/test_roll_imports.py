"""A roll is handed in, looked at, saved in one step, and taken back in another."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from records.admin.rolls import look_page
from records.importing.bounded_rolls import BoundedRoll, read_bounded
from records.models import Recipient, Record, RollEntry, RollGroup, RollImport
from records.publishing.rolls import strike
from tests.factories import make_commendation, make_recipient, make_record

from .roll_pages import ADD, ROLL, Looked, hand_in, paste

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return list(RollEntry.objects.values_list("name", flat=True))


# --- From the file to the roll ----------------------------------------------------------------------


def test_nothing_is_written_before_the_button_is_pressed(admin_client: Client) -> None:
    looked = hand_in(admin_client, make_commendation())
    assert "读到 <strong>2</strong> 名，个人 2" in looked.page
    assert not RollEntry.objects.exists()


def test_a_roll_is_saved_in_one_step_and_the_page_says_what_was_done(admin_client: Client) -> None:
    commendation = make_commendation()
    done = hand_in(admin_client, commendation).press("_import")
    assert names() == ["张三", "李四"]
    assert "已录入名单 2 名" in done.page
    assert Record.objects.filter(status="draft").count() == 2


def test_cells_that_were_pasted_are_read(admin_client: Client) -> None:
    pasted = "姓名\t单位\n王五\t样例医院\n"
    paste(admin_client, make_commendation(), pasted).press("_import")
    assert RollEntry.objects.get().post == "样例医院"


def test_who_publishes_may_publish_at_once(admin_client: Client) -> None:
    hand_in(admin_client, make_commendation()).press("_import", publish_now="on")
    assert Record.objects.published().count() == 2


def test_who_does_not_publish_saves_drafts_whatever_was_posted(editor: Client) -> None:
    looked = hand_in(editor, make_commendation())
    assert "publish_now" not in looked.page
    looked.press("_import", publish_now="on")
    assert not Record.objects.published().exists()


def test_numbers_that_the_file_states_are_kept_with_the_groups(admin_client: Client) -> None:
    text = "一、先进个人（2名）\n姓名,单位\n张三,样例厂\n李四,样例小学\n"
    hand_in(admin_client, make_commendation(), text).press("_import")
    assert RollGroup.objects.get().quota == 2


def test_a_roll_that_is_not_wanted_is_forgotten(admin_client: Client) -> None:
    looked = hand_in(admin_client, make_commendation())
    looked.press("_discard")
    assert "重新上传" in admin_client.get(looked.address, follow=True).content.decode()
    assert not RollImport.objects.exists()


def test_a_line_that_was_not_read_is_seen_before_the_button(admin_client: Client) -> None:
    looked = paste(admin_client, make_commendation(), "先进个人\n张三、李四\n请各单位认真组织学习\n")
    assert "1 行没有读成名字" in looked.page
    assert "没有读入：请各单位认真组织学习" in looked.page


# --- The columns ------------------------------------------------------------------------------------


def test_a_column_is_read_as_another_where_the_editor_says_so(admin_client: Client) -> None:
    looked = hand_in(admin_client, make_commendation())
    again = looked.press("_read", **{"t0-c5": "award"})
    assert "已按新的读法重读" in again.page
    again.press("_import")
    assert RollEntry.objects.order_by("position").values_list("award", flat=True)[0] == "男"


def test_another_row_is_the_header_where_the_editor_says_so(admin_client: Client) -> None:
    roll = "样例县表彰名单,,\n甲,乙,丙\n姓名,单位,职务\n张三,样例厂,工人\n"
    looked = hand_in(admin_client, make_commendation(), roll)
    without = looked.press("_read", **{"t0-header": ""})
    back = without.press("_read", **{"t0-header": "3"})
    back.press("_import")
    assert [(one.name, one.post) for one in RollEntry.objects.all()] == [("张三", "样例厂工人")]


def test_a_changed_column_is_looked_at_before_anything_is_saved(admin_client: Client) -> None:
    hand_in(admin_client, make_commendation()).press("_import", **{"t0-c5": "ignored"})
    assert not RollEntry.objects.exists()


def test_without_a_column_of_names_nothing_is_saved(admin_client: Client) -> None:
    looked = hand_in(admin_client, make_commendation()).press("_read", **{"t0-c1": "note"})
    assert "没有指定哪一列是姓名" in looked.page
    assert "没有可以录入的名字" in looked.press("_import").page


# --- Doubtful rows ----------------------------------------------------------------------------------


def test_each_doubtful_row_is_listed_with_its_reason(admin_client: Client) -> None:
    roll = "姓名,单位,地区\n张三,样例厂,山东省\n张三,样例小学,某某省\n,样例医院,山东省\n样例县样例镇人民政府,,山东省\n"
    page = hand_in(admin_client, make_commendation(), roll).page
    for reason in ("同名（张三）", "没有姓名", "看起来却像单位", "某某省"):
        assert reason in page


def test_a_row_is_left_out(admin_client: Client) -> None:
    roll = "姓名,单位\n张三,样例厂\n张三,样例厂\n"
    looked = hand_in(admin_client, make_commendation(), roll)
    refused = looked.press("_import")
    assert "还没有导入，什么也没有写" in refused.page
    refused.press("_import", **{"out-2": "on"})
    assert names() == ["张三"]


def test_a_kind_that_was_misread_is_set_right(admin_client: Client) -> None:
    roll = "姓名,地区\n样例县样例镇人民政府,山东省\n"
    hand_in(admin_client, make_commendation(), roll).press("_import", **{"kind-1": "organization"})
    assert RollEntry.objects.get().kind == "organization"


def test_one_of_the_same_name_on_the_site_is_chosen_by_the_editor(admin_client: Client) -> None:
    known = make_recipient("张三", "person", region="山东省/滨州市")
    looked = hand_in(admin_client, make_commendation())
    assert "请选是同一人还是另一人" in looked.press("_import").page
    looked.press("_import", **{"same-1": str(known.pk)})
    assert RollEntry.objects.get(name="张三", record__recipient=known)


def test_one_of_the_same_name_may_be_another(admin_client: Client) -> None:
    make_recipient("张三", "person", region="山东省/滨州市")
    hand_in(admin_client, make_commendation()).press("_import", **{"same-1": "new"})
    assert Recipient.objects.filter(name="张三").count() == 2


def test_all_of_the_same_name_are_settled_at_once(admin_client: Client) -> None:
    make_recipient("张三", "person")
    make_recipient("李四", "person")
    hand_in(admin_client, make_commendation()).press("_import", **{"rest-same": "only"})
    assert Recipient.objects.count() == 2


def test_what_was_chosen_stays_from_page_to_page(admin_client: Client) -> None:
    rows = "".join(f"样例{number}局,单位\n" for number in range(1, 131))
    looked = hand_in(admin_client, make_commendation(), f"姓名,单位\n{rows}")
    assert "第 1 页，共 2 页" in looked.page
    second = looked.press("_page", **{"_page": "2", "out-1": "on"})
    assert "第 2 页，共 2 页" in second.page
    first = second.press("_page", **{"_page": "1"})
    assert 'name="out-1" checked' in " ".join(first.page.split())


# --- Taking back ------------------------------------------------------------------------------------


def test_an_import_is_taken_back_after_a_question(admin_client: Client) -> None:
    hand_in(admin_client, make_commendation()).press("_import")
    done = RollImport.objects.get()
    address = f"/admin/records/rollimport/{done.pk}/undo/"
    assert "2 名" in admin_client.get(address).content.decode()
    assert RollEntry.objects.count() == 2
    assert "已从名单上撤下 2 名" in admin_client.post(address, follow=True).content.decode()
    assert not Record.objects.exists()
    assert "撤销过" in admin_client.post(address, follow=True).content.decode()


def test_imports_are_listed_by_commendation(admin_client: Client) -> None:
    one, other = make_commendation(), make_commendation()
    hand_in(admin_client, one, name="甲.csv").press("_import")
    hand_in(admin_client, other, ROLL.replace("张三", "王五"), name="乙.csv").press("_import")
    listed = admin_client.get(f"/admin/records/rollimport/?commendation={one.pk}").content.decode()
    assert "甲.csv" in listed
    assert "乙.csv" not in listed


# --- Who may, and what is refused -------------------------------------------------------------------


def test_the_start_page_leads_there(editor: Client) -> None:
    assert f'href="{ADD}"' in editor.get("/admin/").content.decode()


def test_who_may_not_add_records_imports_nothing(publisher: Client) -> None:
    assert publisher.get(ADD).status_code == 403


def test_nobody_sees_what_another_has_waiting(editor: Client, admin_client: Client) -> None:
    looked = hand_in(editor, make_commendation())
    assert "重新上传" in admin_client.get(looked.address, follow=True).content.decode()


def test_the_roll_of_a_public_notice_is_for_who_publishes(editor: Client) -> None:
    notice = make_commendation(
        state="notice", notice_from="2026-01-01", notice_until="2026-01-05", objections="电话"
    )
    assert "有发布权限的人导入" in hand_in(editor, notice).page


def test_who_does_not_publish_joins_no_record_that_is_public(editor: Client) -> None:
    record = make_record("published", recipient=make_recipient("张三", "person"))
    refused = hand_in(editor, record.commendation).press("_import")
    assert "要由有发布权限的人录入" in refused.page
    assert not RollEntry.objects.exists()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "请选择文件，或粘贴名单"),
        ({"text": "姓名\n张三", "file": b"x"}, "请去掉一样"),
        ({"file": b""}, "文件是空的"),
        ({"file": b"\x89PNG\r\n\x1a\n" + bytes(100)}, "是图片，读不出名单"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    admin_client: Client, given: dict[str, Any], why: str
) -> None:
    posted = {"commendation": make_commendation().pk, **given}
    if "file" in posted:
        posted["file"] = SimpleUploadedFile("名单.xlsx", posted["file"])
    assert why in admin_client.post(ADD, posted).content.decode()


def test_a_file_that_is_too_large_is_refused_unread(admin_client: Client) -> None:
    answer = admin_client.post(ADD, {}, headers={"content-length": str(30 * 2**20)})
    assert "文件超过 20 MB" in answer.content.decode()


def waiting_files(looked: Looked) -> list[Path]:
    """Lists the files of this roll alone: other tests, at the same time, have theirs in the same folder."""
    token = looked.address.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    found = [*(Path(settings.VAR) / "waiting").glob(f"{token}.*")]
    assert len(found) == 2
    return found


def test_a_file_that_goes_while_it_is_read_fails_nobody(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = hand_in(admin_client, make_commendation())

    def read_and_lost(*given: Any, **layouts: Any) -> BoundedRoll:
        for path in waiting_files(looked):
            path.unlink()
        return read_bounded(*given, **layouts)

    monkeypatch.setattr(look_page, "read_bounded", read_and_lost)
    looked.press("_import")
    assert names() == ["张三", "李四"]


def test_what_waits_too_long_goes(admin_client: Client) -> None:
    looked = hand_in(admin_client, make_commendation())
    two_days_ago = time.time() - 2 * 86_400
    for path in waiting_files(looked):
        os.utime(path, (two_days_ago, two_days_ago))
    hand_in(admin_client, make_commendation())
    assert "重新上传" in admin_client.get(looked.address, follow=True).content.decode()


# --- Struck and withdrawn ---------------------------------------------------------------------------


def test_a_row_says_before_the_import_that_it_was_struck(admin_client: Client) -> None:
    commendation = make_commendation()
    hand_in(admin_client, commendation).press("_import")
    strike(RollEntry.objects.get(name="李四"), "查有违纪", by=None)
    more = f"{ROLL}3,王五,样例医院,医生,山东省济南市,男\n"
    looked = hand_in(admin_client, commendation, more)
    assert "已除名：查有违纪" in looked.page
    refused = looked.press("_import")
    assert "还没有导入，什么也没有写" in refused.page
    refused.press("_import", **{"out-2": "on"})
    assert names() == ["张三", "李四", "王五"]


def test_a_row_says_before_the_import_that_its_record_is_withdrawn(admin_client: Client) -> None:
    commendation = make_commendation()
    make_record("withdrawn", recipient=make_recipient("张三", "person"), commendation=commendation)
    page = hand_in(admin_client, commendation).page
    assert "已撤回。录入以后它仍是撤回的" in page


def test_a_roll_that_was_in_notice_says_before_the_button_that_it_stays(admin_client: Client) -> None:
    today = timezone.localdate()
    notice = make_commendation(state="notice", notice_from=today, notice_until=today, objections="样例电话")
    hand_in(admin_client, notice).press("_import")
    address = f"/admin/records/rollimport/{RollImport.objects.get().pk}/undo/"
    page = admin_client.get(address).content.decode()
    assert "公众看得到，不能撤销导入" in page
    assert 'value="撤销这次导入"' not in page
    admin_client.post(address)
    assert names() == ["张三", "李四"]
