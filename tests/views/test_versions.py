"""The versions that the public has read: listed, each as it was, two compared; and what of them is not shown."""

import pytest
from django.test import Client

from records.models import Record, ShownPicture
from records.publishing import correct, erase_version, withdraw, withhold_version
from records.publishing.versions import begin_version
from tests.factories import make_correction, make_record, make_whole_record, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Record:
    """Public in its second version."""
    whole = make_whole_record(title="原题", introduction="走访居民1200户。", tributes_before=7)
    return make_correction(whole, introduction="走访居民1300户。")


def page(client: Client, record: Record, rest: str = "", status: int = 200) -> str:
    response = client.get(f"/records/{record.pk}/versions/{rest}")
    assert response.status_code == status
    return response.content.decode()


def test_the_list_says_when_each_was_public_and_what_was_corrected(client: Client, record: Record) -> None:
    listed = page(client, record)
    assert listed.index("第 2 版") < listed.index("第 1 版")
    assert "户数有误，已更正。" in listed
    assert f"/records/{record.pk}/versions/1..2/" in listed


def test_an_earlier_version_is_shown_as_it_was_and_says_that_it_is_not_the_newest(
    client: Client, record: Record
) -> None:
    shown = page(client, record, "1/")
    assert "走访居民1200户。" in shown
    assert "不是现在公布的一版" in shown
    assert '<meta name="robots" content="noindex">' in shown


@pytest.mark.parametrize("rest", ["", "1/", "2/", "1..2/"])
def test_search_engines_are_left_the_newest_text_alone(client: Client, record: Record, rest: str) -> None:
    response = client.get(f"/records/{record.pk}/versions/{rest}")
    assert response["X-Robots-Tag"] == "noindex"


def test_an_earlier_version_takes_no_tributes(client: Client, record: Record) -> None:
    assert "data-tribute-form" not in page(client, record, "1/")
    assert f'action="/records/{record.pk}/tribute/"' not in page(client, record, "1/")


def test_the_difference_marks_what_went_and_what_came(client: Client, record: Record) -> None:
    shown = page(client, record, "1..2/")
    assert "<del>2</del>" in shown
    assert "<ins>3</ins>" in shown
    assert "更正说明：户数有误，已更正。" in shown
    assert '<div class="side-name">第 1 版</div>' in shown


def test_the_page_of_a_corrected_record_leads_to_its_versions(client: Client, record: Record) -> None:
    assert f'href="/records/{record.pk}/versions/"' in client.get(record.get_absolute_url()).content.decode()


def test_what_is_being_written_is_shown_to_nobody(client: Client, record: Record) -> None:
    begin_version(record)
    rewrite(record, introduction="还没有公布。")
    for rest in ("3/", "2..3/"):
        page(client, record, rest, status=404)
    assert "第 3 版" not in page(client, record)


def test_a_withdrawn_record_shows_none_of_its_versions(client: Client, record: Record) -> None:
    withdraw(record, by=None, reason="有误。")
    for rest in ("", "1/", "1..2/"):
        assert "走访居民" not in page(client, record, rest, status=410)


def test_a_draft_has_no_versions_to_show(client: Client) -> None:
    page(client, make_record("draft"), status=404)


@pytest.mark.parametrize("rest", ["1/", "1..2/"])
def test_a_withheld_version_says_why_in_its_place(client: Client, record: Record, rest: str) -> None:
    withhold_version(record.versions.get(number=1), by=None, reason="含有个人信息。")
    shown = page(client, record, rest, status=410)
    assert "含有个人信息。" in shown
    assert "1200" not in shown
    assert "含有个人信息。" in page(client, record)


def test_an_erased_version_leaves_its_number_date_and_hash(client: Client, record: Record) -> None:
    digest = erase_version(record.versions.get(number=1), by=None, reason="本人要求。")
    shown = page(client, record, "1/", status=410)
    assert digest in shown
    assert "第 1 版" in page(client, record)


@pytest.mark.parametrize("rest", ["9/", "1..9/", "0/"])
def test_a_version_that_there_is_not_is_not_found(client: Client, record: Record, rest: str) -> None:
    page(client, record, rest, status=404)


@pytest.mark.parametrize("variant", ["elder", "zh-hant"])
def test_versions_are_read_in_every_variant(client: Client, record: Record, variant: str) -> None:
    assert client.get(f"/{variant}/records/{record.pk}/versions/1..2/").status_code == 200


def test_citation_of_an_earlier_version_names_it(client: Client, record: Record) -> None:
    assert "2版. （" in client.get(record.get_absolute_url()).content.decode()


def test_pictures_of_an_earlier_version_stay_public(client: Client, record: Record) -> None:
    begin_version(record)
    rewrite(record, introduction="![](/media/images/old.webp)")
    correct(record, by=None)
    begin_version(record)
    rewrite(record, introduction="没有图了。")
    correct(record, by=None)
    assert ShownPicture.objects.is_public("old.webp")
    withhold_version(record.versions.get(number=3), by=None, reason="图片有误。")
    assert not ShownPicture.objects.is_public("old.webp")
