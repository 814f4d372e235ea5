"""Every page of the admin answers, shows what it should, and keeps out who has no business there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from records.models import (
    Category,
    Commendation,
    Organization,
    Person,
    Recipient,
    Record,
    Tribute,
    TributeTotal,
)
from tests.admin.pages import opened
from tests.factories import (
    make_category,
    make_commendation,
    make_recipient,
    make_record,
    make_whole_record,
)

pytestmark = pytest.mark.django_db

MODELS = ["record", "category", "commendation", "organization", "person", "recipient"]
OTHERS = ["/admin/", "/admin/records/", "/admin/auth/user/", "/admin/auth/group/", "/admin/password_change/"]


@pytest.mark.parametrize(
    "address", [*OTHERS, *(f"/admin/records/{model}/{page}" for model in MODELS for page in ("", "add/"))]
)
def test_page_answers(admin_client, address):
    make_whole_record()
    make_recipient(kind="person")
    response = admin_client.get(address)
    assert response.status_code == 200
    assert "荣誉录" in response.content.decode()


@pytest.mark.parametrize("view", ["change", "history", "delete"])
@pytest.mark.parametrize("model", MODELS)
def test_page_of_one_row_answers(admin_client, model, view):
    record = make_whole_record(status="draft")
    person = make_recipient(kind="person")
    pk = {
        "record": record.pk,
        "category": record.commendation.category_id,
        "commendation": record.commendation_id,
        "organization": record.recipient_id,
        "person": person.pk,
        "recipient": person.pk,
    }[model]
    assert admin_client.get(f"/admin/records/{model}/{pk}/{view}/").status_code == 200


@pytest.mark.parametrize("pk", ["0", "999999", "abc", "9" * 40])
@pytest.mark.parametrize("view", ["change", "history", "delete", "publish", "withdraw"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_row_that_is_not_there_is_no_error(admin_client, pk, view, method):
    response = getattr(admin_client, method)(f"/admin/records/record/{pk}/{view}/")
    assert response.status_code in {302, 404}


def test_the_index_shows_the_sites_own_lists_and_accounts_only(admin_client):
    apps = admin_client.get("/admin/").context["app_list"]
    listed = {app["app_label"]: {model["object_name"] for model in app["models"]} for app in apps}
    assert listed == {
        "records": {
            "AuditEntry",
            "Record",
            "Category",
            "Commendation",
            "Picture",
            "SitePage",
            "SiteSettings",
            "ImportBatch",
            "RollImport",
            "ListedWord",
            "Organization",
            "Person",
        },
        "auth": {"User", "Group"},
    }


def test_nobody_gets_in_without_logging_in(client):
    for address in ("/admin/", "/admin/records/record/", "/admin/records/record/1/publish/"):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("permissions", "seen", "changed"),
    [((), 403, 403), (("view_record",), 200, 403), (("view_record", "add_record"), 200, 403)],
)
def test_what_one_may_not_change_stays(staff, permissions, seen, changed):
    record = make_whole_record()
    client = staff(*permissions)
    page = opened(record)
    page.fields["title"] = "改过的题"
    response = client.get(page.address)
    assert response.status_code == seen
    assert page.save(client).status_code == changed
    assert 'name="sections-0-title"' not in response.content.decode()
    assert Record.objects.get().title == record.title


def test_who_only_looks_sees_the_text(staff):
    record = make_whole_record()
    content = staff("view_record").get(opened(record).address).content.decode()
    assert "样例举措2。" in content
    assert "添加举措" not in content


def test_changing_a_record_is_enough_to_change_its_parts(staff):
    record = make_whole_record()
    page = opened(record)
    page.sections[0]["title"] = "改过"
    page.save(staff("view_record", "change_record"))
    assert Record.objects.get().edited.sections.first().title == "改过"


def test_the_list_finds_by_title_and_by_either_name_of_the_recipient(admin_client):
    recipient = make_recipient("中共某街道委员会", short_name="某街道")
    found, other = make_record(recipient=recipient, title="一篇事迹"), make_record(title="别的")
    for words in ("一篇", "某街道委员会", "某街道"):
        rows = admin_client.get("/admin/records/record/", {"q": words}).context["cl"].result_list
        assert list(rows) == [found]
    assert other in admin_client.get("/admin/records/record/").context["cl"].result_list


def test_the_list_filters(admin_client):
    record = make_record("draft", commendation=make_commendation(year=1999))
    make_record()
    for query in (
        {"status__exact": "draft"},
        {"commendation__year": "1999"},
        {"commendation__category__id__exact": record.commendation.category_id},
    ):
        rows = admin_client.get("/admin/records/record/", query).context["cl"].result_list
        assert list(rows) == [record], query
    people = admin_client.get("/admin/records/record/", {"recipient__kind__exact": "person"})
    assert not people.context["cl"].result_list


def test_the_list_adds_up_tributes_of_both_sites(admin_client):
    record = make_record(tributes_before=40)
    TributeTotal.objects.update_or_create(record=record, defaults={"total": 2})
    row = admin_client.get("/admin/records/record/").context["cl"].result_list[0]
    assert row.tribute_count == 42


def test_the_list_takes_no_more_queries_for_more_records(admin_client):
    counts = []
    for _ in range(2):
        for _ in range(3):
            make_record()
        with CaptureQueriesContext(connection) as queries:
            admin_client.get("/admin/records/record/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_view_leads_to_the_public_page_only_where_there_is_one(admin_client):
    public, draft = make_record(), make_record("draft")
    later = make_record(published_at=timezone.now() + timedelta(days=1))
    content = admin_client.get(opened(public).address).content.decode()
    assert f'href="{public.newest_address}"' in content
    for record in (draft, later):
        content = admin_client.get(opened(record).address).content.decode()
        assert f'href="{record.newest_address}"' not in content
        assert f'href="/records/{record.pk}/preview/"' in content


def test_organizations_and_people_are_listed_apart(admin_client):
    make_recipient("某街道", kind="organization")
    make_recipient("某人", kind="person")
    assert [str(row) for row in rows_of(admin_client, "organization")] == ["某街道"]
    assert [str(row) for row in rows_of(admin_client, "person")] == ["某人"]


def rows_of(client, model):
    return client.get(f"/admin/records/{model}/").context["cl"].result_list


def test_an_organization_is_added_with_its_honors(admin_client):
    data = {
        "name": "某街道",
        "distinctions-TOTAL_FORMS": "1",
        "distinctions-INITIAL_FORMS": "0",
        "former_names-TOTAL_FORMS": "0",
        "former_names-INITIAL_FORMS": "0",
        "distinctions-0-name": "某项荣誉",
        "distinctions-0-position": "0",
    }
    assert admin_client.post("/admin/records/organization/add/", data).status_code == 302
    organization = Organization.objects.get()
    assert organization.kind == "organization"
    assert organization.distinctions.get().name == "某项荣誉"
    assert not Person.objects.exists()


def test_recipients_are_found_for_a_record_by_who_may_edit_it(editor, staff):
    make_recipient("某街道")
    query = {"app_label": "records", "model_name": "record", "field_name": "recipient", "term": "某"}
    found = editor.get("/admin/autocomplete/", query)
    assert [row["text"] for row in found.json()["results"]] == ["某街道"]
    assert staff(name="外人").get("/admin/autocomplete/", query).status_code == 403


@pytest.mark.parametrize("region", ["", "山东省/滨州市"])
def test_second_organization_of_one_name_and_place_is_refused_in_words(admin_client, region):
    form = {"name": "某街道", "region": region} | {
        f"{rows}-{name}": 0
        for rows in ("distinctions", "former_names")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    assert admin_client.post("/admin/records/organization/add/", form).status_code == 302
    assert "已经有同名的集体" in admin_client.post("/admin/records/organization/add/", form).content.decode()
    assert Recipient.objects.get().kind == "organization"
    for _ in range(2):  # two people may share a name
        assert admin_client.post("/admin/records/person/add/", form).status_code == 302


def test_categories_are_listed_as_the_tree_they_are(admin_client):
    top = make_category("上", position=2)
    make_category("下", parent=top)
    make_category("先", position=1)
    content = admin_client.get("/admin/records/category/").content.decode()
    assert content.index("先") < content.index(">上<") < content.index("　下")


def test_categories_that_wait_to_be_filed_are_listed_alone_and_filed(admin_client):
    make_category("官方的")
    waiting = make_category("新来的", filed=False)
    listed = admin_client.get("/admin/records/category/", {"filed__exact": "0"}).content.decode()
    assert "新来的（待归类）" in listed
    assert "官方的" not in listed
    address = f"/admin/records/category/{waiting.pk}/change/"
    admin_client.post(address, {"name": "新来的", "position": "3", "filed": "on"})
    waiting.refresh_from_db()
    assert (waiting.filed, waiting.position) == (True, 3)


def test_a_category_does_not_become_its_own_descendants_child(admin_client):
    top = make_category("上")
    below = make_category("下", parent=top)
    data = {"name": "上", "parent": below.pk, "position": 0}
    response = admin_client.post(f"/admin/records/category/{top.pk}/change/", data)
    assert "不能是本分类或它的下级" in response.content.decode()


def test_commendations_are_found_by_category_and_filtered_by_year(admin_client):
    found = make_commendation(make_category("某项荣誉"), 2011)
    make_commendation(year=2012)
    for query in ({"q": "某项"}, {"year": "2011"}):
        assert list(admin_client.get("/admin/records/commendation/", query).context["cl"].result_list) == [
            found
        ]


@pytest.mark.parametrize("model", [Category, Commendation, Recipient])
def test_what_a_record_needs_is_not_deleted_and_the_page_says_why(admin_client, model):
    make_record("draft")
    row = model.objects.get()
    name = "organization" if model is Recipient else model._meta.model_name
    response = admin_client.post(f"/admin/records/{name}/{row.pk}/delete/", {"post": "yes"})
    assert response.status_code == 200
    assert response.context["protected"]
    assert model.objects.exists()


def test_a_row_that_came_to_be_needed_meanwhile_is_refused_in_words(admin_client, monkeypatch):
    row = make_category()

    def needed(self, *args, **kwargs):
        raise ProtectedError("", {make_commendation(row)})

    monkeypatch.setattr(Category, "delete", needed)
    address = f"/admin/records/category/{row.pk}/delete/"
    response = admin_client.post(address, {"post": "yes"}, follow=True)
    assert "没有删除：还有表彰（届次）用到它。" in response.content.decode()


def test_a_draft_with_tributes_is_not_deleted(admin_client):
    """It cannot have any; should it, the ledger's rows are not lost by a click."""
    record = make_record("draft")
    Tribute.objects.create(record=record, visitor=b"x" * 32, created_at=timezone.now())
    response = admin_client.post(f"/admin/records/record/{record.pk}/delete/", {"post": "yes"})
    assert response.status_code == 200
    assert Record.objects.exists()


def test_control_character_that_came_with_pasted_text_is_not_saved(admin_client: Client) -> None:
    page = opened(record := make_whole_record(status="draft"))
    page.fields |= {"title": "甲\x01乙", "introduction": "一\x1b二"}
    page.sections[0]["title"] = "丙\x7f丁"
    assert page.save(admin_client).status_code == 302
    record.refresh_from_db()
    section = record.sections.first()
    assert section is not None
    assert (record.title, record.introduction, section.title) == ("甲乙", "一二", "丙丁")
