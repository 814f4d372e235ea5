"""What public pages say of a recipient is changed by an import only where the one who imports may publish."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from records.deeds import read_deeds
from records.deeds.document import Award, Deeds
from records.deeds.formats.json import to_json
from records.models import Distinction, ImportBatch, ImportedDocument, Picture, Recipient, Record
from records.publishing import save_deeds
from records.publishing.pictures import keep_picture
from records.search.reindexing import reindex
from records.utils.pictures import reencode
from tests.admin.imports.import_pages import STREET, hand_in, handed_in, opened
from tests.admin.imports.test_pictures import word
from tests.factories import make_commendation, make_picture, make_record, seal
from tests.pictures import picture

pytestmark = pytest.mark.django_db

OTHER_AWARD = STREET.replace("全国示例先进组织（2019年）", "全国样例标兵组织（2020年）").replace(
    "样本文明单位", "冒名先进单位"
)
LEFT_OUT = "样本街道已公开，其他荣誉“冒名先进单位”没有写入；请有发布权限的人在“受表彰集体”里补上。"


def deeds(text: str = STREET) -> Deeds:
    return read_deeds(text.encode(), "材料.txt").deeds


def member(*groups: str, name: str) -> Client:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def clerk() -> Client:
    return member("录入", name="录入员")


@pytest.fixture
def chief() -> Client:
    return member("录入", "发布", name="主任")


@pytest.fixture(params=[0, 2])
def steps(request: Any, settings: Any) -> None:
    """The rule asks for the permission, however many steps a review has."""
    settings.REVIEW_STEPS = request.param


@pytest.fixture
def known(settings: Any) -> Record:
    """A record that the public sees; published before any review was asked for."""
    settings.REVIEW_STEPS = 0
    return save_deeds(deeds(), by=None, publish_now=True).record


def seen_by_public(record: Record) -> list[str]:
    addresses = [
        record.get_absolute_url(),
        record.recipient.get_absolute_url(),
        f"/records/{record.pk}.json",
        f"/api/v1/records/{record.pk}/",
        f"/api/v1/recipients/{record.recipient.pk}/",
    ]
    answers = [Client().get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200] * len(addresses)
    return [answer.content.decode() for answer in answers]


def handed_in_json(client: Client, told: Deeds) -> ImportedDocument:
    hand_in(client, ("材料.json", json.dumps(to_json(told)).encode()))
    return ImportBatch.objects.latest("pk").documents.get()


def entered(client: Client, row: ImportedDocument, **fields: str) -> str:
    """Sends the review as it stands; returns the page that it leads to, with its messages."""
    page = opened(client, row)
    page.data |= fields
    answer = page.send(client)
    assert answer.status_code == 302, answer.content.decode()
    return str(client.get(answer.url).content.decode())


def batch_page(client: Client, row: ImportedDocument) -> str:
    address = reverse("admin:records_importbatch_change", args=[row.batch_id])
    return str(client.get(address).content.decode())


def honors() -> list[str]:
    return list(Distinction.objects.values_list("name", flat=True))


@pytest.mark.usefixtures("known", "steps")
def test_a_new_draft_of_a_clerk_adds_no_honor_to_public_pages(clerk: Client, known: Record) -> None:
    before = seen_by_public(known)
    (row,) = handed_in(clerk, OTHER_AWARD)
    said = entered(clerk, row)
    assert LEFT_OUT in said
    assert seen_by_public(known) == before
    assert Record.objects.filter(status="draft", recipient=known.recipient).count() == 1
    # Once as the message after saving; it stays with the document.
    assert said.count(LEFT_OUT) == 2
    assert batch_page(clerk, row).count(LEFT_OUT) == 1


@pytest.mark.usefixtures("steps")
def test_a_replacing_document_of_a_clerk_changes_nothing_that_is_public(clerk: Client, known: Record) -> None:
    before = seen_by_public(known)
    new = make_picture("new.webp", alt="新肖像")
    told = deeds()
    told = replace(
        told,
        title="改过的标题",
        recipient=replace(told.recipient, portrait=new.in_texts),
        awards=(*told.awards, Award("冒名先进单位", 2020)),
    )
    row = handed_in_json(clerk, told)
    fields = {"duplicate": f"replace-{known.pk}", "short_name": "样街", "region": "甲省/乙市"}
    said = entered(clerk, row, **fields)
    for what in (
        "简称“样街”",
        "所在地“甲省/乙市”",
        "肖像或标志“新肖像”",
        "其他荣誉“冒名先进单位（2020年）”",
    ):
        assert said.count(what) == 2
    assert seen_by_public(known) == before
    known.refresh_from_db()
    assert known.working
    assert known.working.title == "改过的标题"


@pytest.mark.usefixtures("steps")
def test_who_may_publish_writes_of_a_public_recipient_at_once(chief: Client, known: Record) -> None:
    (row,) = handed_in(chief, OTHER_AWARD)
    assert "没有写入" not in entered(chief, row)
    assert honors() == ["样本文明单位", "冒名先进单位"]
    assert "冒名先进单位" in seen_by_public(known)[1]


@pytest.mark.usefixtures("steps")
def test_all_is_written_of_a_recipient_who_is_not_public_yet(clerk: Client) -> None:
    save_deeds(deeds(), by=None)
    (row,) = handed_in(clerk, OTHER_AWARD)
    assert "没有写入" not in entered(clerk, row, short_name="样街")
    assert honors() == ["样本文明单位", "冒名先进单位"]
    assert Recipient.objects.get().short_name == "样街"


def test_an_operator_writes_of_a_public_recipient_at_once(known: Record) -> None:
    assert save_deeds(deeds(OTHER_AWARD), by=None).left_out == ""
    assert "冒名先进单位" in honors()


@pytest.mark.usefixtures("known")
def test_what_is_left_out_is_said_when_all_that_is_certain_is_saved(clerk: Client) -> None:
    (row,) = handed_in(clerk, OTHER_AWARD)
    row.reading["messages"] = []  # type: ignore[index]
    row.save()
    answer = clerk.post(
        reverse("admin:records_importbatch_enter", args=[row.batch_id]), follow=True
    ).content.decode()
    assert "已把 1 份存为草稿" in answer
    assert answer.count(LEFT_OUT) == 2
    assert honors() == ["样本文明单位"]


def test_honors_left_out_cost_no_query_each(known: Record) -> None:
    user = User.objects.create_user("录入员")

    def queries(award: str, times: int) -> int:
        more = (Award(f"{award}荣誉{number}", None) for number in range(times))
        told = replace(deeds(), awards=(Award(award, 2020), *more))
        with CaptureQueriesContext(connection) as found:
            left_out = save_deeds(told, by=user).left_out
        assert left_out.count(f"“{award}荣誉") == times
        return len(found)

    queries("甲奖", 1)  # what is asked of the account is remembered from now on
    assert queries("乙奖", 30) == queries("丙奖", 1)


def test_a_clerk_does_not_give_a_public_record_its_year(clerk: Client, settings: Any) -> None:
    settings.REVIEW_STEPS = 0
    without_year = STREET.replace("（2019年）", "")
    known = save_deeds(deeds(without_year), by=None, publish_now=True).record
    before = seen_by_public(known)
    (row,) = handed_in(clerk, STREET)
    page = opened(clerk, row)
    page.data["duplicate"] = f"replace-{known.pk}"
    assert "请有发布权限的人先在后台改正届次" in page.send(clerk).content.decode()
    assert seen_by_public(known) == before


# --- Taking back ----------------------------------------------------------------------------------------


def undone(client: Client, batch: ImportBatch) -> str:
    answer = client.post(f"/admin/records/importbatch/undo/?batch={batch.pk}", follow=True)
    return str(answer.content.decode())


def test_an_honor_that_the_public_reads_is_taken_back_only_by_who_may_publish(
    chief: Client, editor: Client, known: Record
) -> None:
    (row,) = handed_in(chief, OTHER_AWARD)
    entered(chief, row)
    before = seen_by_public(known)
    said = undone(editor, row.batch)
    assert "要由有发布权限的人处理，留下了：其他荣誉“冒名先进单位”" in said
    assert seen_by_public(known) == before
    assert not Record.objects.filter(status="draft").exists()


def test_an_honor_is_taken_back_by_who_may_publish(chief: Client, known: Record) -> None:
    (row,) = handed_in(chief, OTHER_AWARD)
    entered(chief, row)
    undone(chief, row.batch)
    assert honors() == ["样本文明单位"]


def test_a_portrait_that_the_public_sees_is_put_back_only_by_who_may_publish(
    chief: Client, editor: Client, known: Record
) -> None:
    old, new = make_picture("old.webp", alt="旧肖像"), make_picture("new.webp", alt="新肖像")
    Recipient.objects.update(portrait=old)
    told = deeds()
    row = handed_in_json(
        chief, replace(told, title="改题", recipient=replace(told.recipient, portrait=new.in_texts))
    )
    entered(chief, row, duplicate=f"replace-{known.pk}")
    assert Recipient.objects.get().portrait == new
    before = seen_by_public(known)
    said = undone(editor, row.batch)
    assert "肖像或标志“旧肖像”没有恢复；请有发布权限的人在“受表彰集体”里补上。" in said
    assert seen_by_public(known) == before


def test_the_year_of_a_public_record_is_put_back_only_by_who_may_publish(
    chief: Client, editor: Client, settings: Any
) -> None:
    settings.REVIEW_STEPS = 0
    known = save_deeds(deeds(STREET.replace("（2019年）", "")), by=None, publish_now=True).record
    (row,) = handed_in(chief, STREET)
    entered(chief, row, duplicate=f"replace-{known.pk}")
    before = seen_by_public(known)
    assert "届次“全国示例先进组织（2019年）”没有恢复" in undone(editor, row.batch)
    assert seen_by_public(known) == before


# --- The words of pictures ------------------------------------------------------------------------------


def test_words_of_a_public_picture_come_into_the_text_and_not_to_the_picture(clerk: Client) -> None:
    shown = keep_picture(reencode(picture()), by=None)
    record = seal(make_record(commendation=make_commendation(), cover=shown))
    reindex([record.pk])
    hand_in(clerk, ("材料.docx", word(alt="检查样本")))
    row = ImportBatch.objects.latest("pk").documents.get()
    shown.refresh_from_db()
    assert shown.alt == ""
    entered(clerk, row)
    draft = Record.objects.get(status="draft")
    section = draft.edited.sections.get(number=1)
    assert f"![检查样本]({shown.in_texts}" in section.measures.get(number=2).text


def test_words_of_a_picture_that_nobody_sees_yet_are_filled_in(clerk: Client) -> None:
    keep_picture(reencode(picture()), by=None)
    hand_in(clerk, ("材料.docx", word(alt="检查样本")))
    assert Picture.objects.get().alt == "检查样本"
