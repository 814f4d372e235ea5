"""Who may only add records reads no draft of somebody else, by whatever way."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from records.models import ImportBatch
from records.publishing import publish
from tests.admin.imports.import_pages import STREET, address, handed_in, opened
from tests.factories import make_category, make_commendation, make_recipient, make_record

pytestmark = pytest.mark.django_db
SECRET = "尚未公开的标题"


@pytest.fixture
def adder(staff):
    return staff("add_record", name="录入")


@pytest.fixture
def draft():
    """What STREET is about, as somebody else's draft."""
    return make_record(
        "draft",
        title=SECRET,
        introduction="尚未公开的引言。",
        recipient=make_recipient("样本街道"),
        commendation=make_commendation(make_category("全国示例先进组织"), 2019),
    )


@pytest.mark.parametrize(
    "page",
    [
        "/admin/records/record/",
        "/admin/records/record/{}/change/",
        "/admin/records/record/{}/history/",
        "/admin/records/record/{}/delete/",
        "/admin/records/record/{}/publish/",
        "/admin/records/record/{}/withdraw/",
        "/records/{}/preview/",
        "/admin/autocomplete/?app_label=records&model_name=section&field_name=record&term=",
        "/admin/autocomplete/?app_label=records&model_name=importeddocument&field_name=record&term=",
        "/records/{}.json",
        "/api/v1/records/{}/",
        "/admin/",
        "/admin/records/record/add/",
    ],
)
def test_no_page_shows_a_draft_of_somebody_else(adder, draft, page):
    answer = adder.get(page.format(draft.pk))
    assert answer.status_code in {200, 403, 404}
    assert SECRET not in answer.content.decode()
    assert (answer.status_code == 200) == (page in {"/admin/", "/admin/records/record/add/"})


def test_the_export_of_chosen_records_is_refused(adder, draft):
    posted = {"action": "export_chosen", "_selected_action": [draft.pk]}
    assert adder.post("/admin/records/record/", posted).status_code == 403


def test_a_document_alike_a_draft_is_told_so_without_its_text(adder, draft):
    (row,) = handed_in(adder, STREET)
    content = opened(adder, row).content
    assert "您没有查看它的权限" in content
    assert SECRET not in content
    assert "尚未公开的引言" not in content


def test_a_second_record_beside_a_draft_that_is_not_shown_is_not_made(adder, draft):
    (row,) = handed_in(adder, STREET)
    content = opened(adder, row).send(adder).content.decode()
    assert "可能重复" in content
    assert SECRET not in content
    row.refresh_from_db()
    assert row.state == "waiting"


def test_a_published_record_is_compared_for_everybody(adder, draft):
    publish(draft, by=None)
    (row,) = handed_in(adder, STREET)
    content = opened(adder, row).content
    assert SECRET in content
    assert reverse("record_preview", args=[draft.pk]) not in content


def test_who_may_read_records_sees_the_draft_beside_the_document(staff, draft):
    reader = staff("add_record", "view_record")
    (row,) = handed_in(reader, STREET)
    assert SECRET in opened(reader, row).content


def test_recipient_of_a_draft_is_not_named_by_its_number(adder, draft):
    page = adder.get("/admin/records/record/add/", {"recipient": draft.recipient_id}).content.decode()
    assert "受表彰对象" in page
    assert draft.recipient.name not in page


@pytest.mark.parametrize("number", ["x", "-1", "1e9", "9" * 30, ""])
def test_what_is_no_number_of_a_recipient_is_chosen_as_nothing(admin_client, draft, number):
    assert admin_client.get("/admin/records/record/add/", {"recipient": number}).status_code == 200
    form = {"title": "甲", "recipient": number, "commendation": number}
    assert admin_client.post("/admin/records/record/add/", form).status_code == 200
    shown = admin_client.get("/admin/records/record/add/", {"recipient": draft.recipient_id})
    assert f"selected>{draft.recipient}</option>" in shown.content.decode()


# --- Batches ------------------------------------------------------------------------------------------


@pytest.fixture
def batch_of_another(staff):
    (row,) = handed_in(staff("add_record", name="别人"), STREET)
    return row


def pages_of(row):
    return [
        address(row),
        reverse("admin:records_importbatch_change", args=[row.batch_id]),
        reverse("admin:records_importbatch_history", args=[row.batch_id]),
    ]


@pytest.mark.parametrize("number", range(3))
def test_documents_that_somebody_else_handed_in_are_not_shown(adder, batch_of_another, number):
    answer = adder.get(pages_of(batch_of_another)[number], follow=True)
    assert STREET.splitlines()[0] not in answer.content.decode()
    assert batch_of_another.name not in answer.content.decode()


def test_batches_of_somebody_else_are_not_listed(adder, batch_of_another):
    assert str(ImportBatch.objects.get()) not in adder.get("/admin/records/importbatch/").content.decode()


def test_documents_of_somebody_else_are_not_saved_as_drafts(adder, batch_of_another):
    enter = reverse("admin:records_importbatch_enter", args=[batch_of_another.batch_id])
    assert adder.post(enter).status_code == 404
    assert adder.post(address(batch_of_another), {"_set_aside": "1"}).status_code == 404
    batch_of_another.refresh_from_db()
    assert batch_of_another.state == "waiting"


def test_who_reads_only_his_own_batches_is_not_told_who_else_there_is(adder, batch_of_another):
    handed_in(adder, STREET)
    assert "别人" not in adder.get("/admin/records/importbatch/").content.decode()


def test_who_reads_all_batches_chooses_among_those_who_imported(editor, batch_of_another):
    User.objects.create_user("旁人")
    content = editor.get("/admin/records/importbatch/").content.decode()
    assert f"?by__id__exact={batch_of_another.batch.by_id}" in content
    assert "旁人" not in content


def test_ones_own_batch_is_shown(adder):
    (row,) = handed_in(adder, STREET)
    assert str(row.batch) in adder.get("/admin/records/importbatch/").content.decode()
    assert row.name in adder.get(pages_of(row)[1]).content.decode()


def test_who_may_change_records_reviews_what_others_handed_in(editor, batch_of_another):
    assert opened(editor, batch_of_another).data


def test_what_is_in_the_way_of_a_deletion_is_counted_but_not_named(staff, draft):
    client = staff("delete_organization", "view_organization", "delete_record")
    page = reverse("admin:records_organization_delete", args=[draft.recipient_id])
    content = client.get(page).content.decode()
    assert "1 处用到它的内容" in content
    assert SECRET not in content


# --- Recipients ---------------------------------------------------------------------------------------

RECIPIENTS = "/admin/records/recipient/"
CHOICE = "/admin/autocomplete/?app_label=records&model_name=record&field_name=recipient&term="


def test_recipients_of_drafts_alone_are_not_shown(adder, draft):
    own = f"{RECIPIENTS}{draft.recipient_id}/"
    for page in (RECIPIENTS, f"{RECIPIENTS}?q=样本", f"{own}change/", f"{own}history/", CHOICE):
        assert "样本街道" not in adder.get(page, follow=True).content.decode()


def test_a_recipient_of_drafts_alone_is_chosen_by_who_knows_its_name(adder, draft):
    (found,) = adder.get(f"{CHOICE}样本街道").json()["results"]
    assert found["id"] == str(draft.recipient_id)


@pytest.mark.parametrize("status", ["published", None])
def test_recipients_of_what_is_public_and_those_without_a_record_are_shown(adder, status):
    recipient = make_recipient("样本街道")
    if status:
        make_record(status, recipient=recipient)
        make_record("draft", recipient=recipient)
    assert "样本街道" in adder.get(RECIPIENTS).content.decode()
    assert [one["text"] for one in adder.get(CHOICE).json()["results"]] == ["样本街道"]


@pytest.mark.parametrize("permission", ["view_record", "view_recipient"])
def test_who_may_read_drafts_or_recipients_sees_all_of_them(staff, draft, permission):
    assert "样本街道" in staff("add_record", permission).get(RECIPIENTS).content.decode()
