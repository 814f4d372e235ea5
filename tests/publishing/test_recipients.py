"""Recipients over time: other names, a year of death, and two rows found to be one."""

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from records.deeds.document import Award, Deeds
from records.deeds.document import Recipient as Named
from records.models import AuditEntry, Distinction, FormerName, MergedRecipient, Recipient, Record
from records.publishing import PublishingRefused, merge_recipients, save_deeds
from records.search.reindexing import reindex
from tests.factories import make_commendation, make_distinction, make_recipient, make_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[Recipient, Recipient]:
    """Returns one who was entered twice, each with a public record."""
    gone = make_recipient("李范例", kind="person", region="样例省/样例县", died=2001)
    into = make_recipient("李范力", kind="person")
    for recipient in (gone, into):
        make_record(recipient=recipient)
    return gone, into


def test_records_of_both_stand_on_one_page(pair: tuple[Recipient, Recipient]) -> None:
    gone, into = pair
    merge_recipients(gone, into, by=None)
    assert into.records.count() == 2
    assert not Recipient.objects.filter(pk=gone.pk).exists()


@pytest.mark.parametrize("variant", ["", "/elder", "/zh-hant"])
def test_old_address_leads_to_the_page_that_stayed(
    client: Client, pair: tuple[Recipient, Recipient], variant: str
) -> None:
    gone, into = pair
    merge_recipients(gone, into, by=None)
    response = client.get(f"{variant}/recipients/{gone.pk}/")
    assert response.status_code == 301
    assert response["Location"] == f"{variant}/recipients/{into.pk}/"


def test_old_address_of_the_interface_leads_on_too(client: Client, pair: tuple[Recipient, Recipient]) -> None:
    gone, into = pair
    merge_recipients(gone, into, by=None)
    response = client.get(f"/api/v1/recipients/{gone.pk}/", follow=True)
    assert response.json()["id"] == into.pk


def test_addresses_lead_on_through_several_merges(client: Client, pair: tuple[Recipient, Recipient]) -> None:
    gone, into = pair
    last = make_recipient("李范里", kind="person")
    merge_recipients(gone, into, by=None)
    merge_recipients(into, last, by=None)
    assert set(MergedRecipient.objects.values_list("pk", "into")) == {(gone.pk, last.pk), (into.pk, last.pk)}
    assert client.get(f"/recipients/{gone.pk}/")["Location"] == f"/recipients/{last.pk}/"


def test_what_only_one_of_them_knew_is_kept(pair: tuple[Recipient, Recipient]) -> None:
    gone, into = pair
    make_distinction(gone, "样例奖", year=2010)
    make_distinction(gone, "样例标兵", year=2011)
    make_distinction(into, "样例标兵", year=2011)
    merge_recipients(gone, into, by=None)
    into.refresh_from_db()
    assert (into.region, into.died) == ("样例省/样例县", 2001)
    assert list(Distinction.objects.values_list("recipient", "name")) == [
        (into.pk, "样例标兵"),
        (into.pk, "样例奖"),
    ]


def test_former_name_finds_the_record(client: Client, pair: tuple[Recipient, Recipient]) -> None:
    gone, into = pair
    merge_recipients(gone, into, by=None)
    assert [name.name for name in into.former_names.all()] == ["李范例"]
    assert client.get("/search/?q=李范例").content.decode().count('<article class="row">') == 2


def test_merge_stands_in_the_audit_log(pair: tuple[Recipient, Recipient]) -> None:
    gone, into = pair
    merge_recipients(gone, into, by=None)
    line = AuditEntry.objects.latest("number")
    assert (line.act, line.object_id) == ("merged", str(into.pk))
    assert f"“李范例”（编号 {gone.pk}）并入，记录 1 条。" in line.detail


def test_two_records_of_one_award_are_in_the_way(pair: tuple[Recipient, Recipient]) -> None:
    gone, into = pair
    both = make_commendation()
    for recipient in pair:
        make_record(recipient=recipient, commendation=both, introduction="走访居民。")
    with pytest.raises(PublishingRefused, match="一项表彰只能有一条"):
        merge_recipients(gone, into, by=None)
    assert (gone.records.count(), into.records.count()) == (2, 2)


def test_person_and_organization_are_not_merged() -> None:
    with pytest.raises(PublishingRefused, match="一个是集体，一个是个人"):
        merge_recipients(make_recipient("甲"), make_recipient("乙", kind="person"), by=None)


def test_recipient_is_not_merged_with_itself() -> None:
    one = make_recipient("甲")
    with pytest.raises(PublishingRefused, match="不能与自己合并"):
        merge_recipients(one, one, by=None)


def test_document_of_the_time_before_is_the_renamed_recipients() -> None:
    recipient = make_recipient("样例镇", region="样例省")
    FormerName.objects.create(recipient=recipient, name="样例乡", until=2010)
    named = Named("样例乡", "organization", region="样例省")
    saved = save_deeds(Deeds("样例乡先进事迹材料", named, (Award("样例先进集体", 2005),)), by=None)
    assert saved.record.recipient == recipient
    assert Recipient.objects.get().name == "样例镇"


def test_page_tells_former_names_and_the_year_of_death(client: Client) -> None:
    recipient = make_recipient("李范例", kind="person", died=2001)
    FormerName.objects.create(recipient=recipient, name="李小例", until=1980)
    record = make_record(recipient=recipient)
    reindex([record.pk])
    page = client.get(recipient.get_absolute_url()).content.decode()
    assert "已故（2001年）" in page
    assert "曾用名：李小例（至1980年）" in page
    told = client.get(f"/api/v1/recipients/{recipient.pk}/").json()
    assert (told["died"], told["former_names"]) == (2001, [{"name": "李小例", "until": 1980}])
    assert client.get(f"/records/{record.pk}.jsonld").json()["about"]["deathDate"] == "2001"


def test_database_knows_no_year_of_death_of_an_organization() -> None:
    recipient = make_recipient("甲")
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE records_recipient SET died = 2001 WHERE id = %s", [recipient.pk])


def test_publisher_sees_what_will_be_merged_before_it_is(admin_client: Client) -> None:
    gone, into = make_recipient("样例乡"), make_recipient("样例镇")
    record = make_record(recipient=gone)
    address = f"/admin/records/organization/{gone.pk}/merge/"
    shown = admin_client.post(address, {"into": into.pk}).content.decode()
    assert "并入后不再单独存在：样例乡" in shown
    assert record.title in shown
    assert Recipient.objects.count() == 2
    assert admin_client.post(address, {"into": into.pk, "agreed": "1"}).status_code == 302
    assert Record.objects.get().recipient == into


def test_merge_is_not_offered_without_the_right_to_publish(client: Client, django_user_model: type) -> None:
    from django.contrib.auth.models import Permission

    clerk = django_user_model.objects.create_user("录入", password="x", is_staff=True)  # type: ignore[attr-defined]
    clerk.user_permissions.add(Permission.objects.get(codename="change_organization"))
    client.force_login(clerk)
    gone = make_recipient("样例乡")
    assert "合并…" not in client.get(f"/admin/records/organization/{gone.pk}/change/").content.decode()
    assert client.get(f"/admin/records/organization/{gone.pk}/merge/").status_code == 403
