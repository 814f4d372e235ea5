"""What the page of a decision said before, and its signed original."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from records.catalog.attachments import path_of
from records.models import Attachment, Commendation
from tests.factories import make_attachment, make_commendation, make_commendation_version, make_record

pytestmark = pytest.mark.django_db

# Of each process its own: all keep their files in one place.
PDF = f"%PDF-1.7 made up {os.getpid()}".encode()


@pytest.fixture
def commendation() -> Commendation:
    """Public, with a version from yesterday and one from today."""
    made = make_commendation(name="关于表彰的决定", document_number="样发〔2021〕8号")
    make_record(commendation=made)
    now = timezone.now()
    make_commendation_version(
        made, 1, name=made.name, document_number="样发〔2021〕7号", public_from=now - timedelta(days=1)
    )
    make_commendation_version(
        made, 2, name=made.name, document_number="样发〔2021〕8号", public_from=now, note="文号有误，已更正。"
    )
    return made


@pytest.fixture
def original() -> Attachment:
    sha256 = hashlib.sha256(PDF).hexdigest()
    path_of(sha256).parent.mkdir(parents=True, exist_ok=True)
    path_of(sha256).write_bytes(PDF)
    return make_attachment("样发〔2021〕7号.pdf", sha256=sha256, size=len(PDF))


def page(client: Client, commendation: Commendation, rest: str) -> str:
    response = client.get(f"/commendations/{commendation.pk}/{rest}")
    assert response.status_code == 200
    return response.content.decode()


def test_versions_are_listed_with_what_was_corrected(client: Client, commendation: Commendation) -> None:
    listed = page(client, commendation, "versions/")
    assert listed.index("第 2 版") < listed.index("第 1 版")
    assert "文号有误，已更正。" in listed
    assert f"/commendations/{commendation.pk}/versions/1..2/" in listed
    assert f"/commendations/{commendation.pk}/versions/" in page(client, commendation, "")


def test_an_earlier_version_is_shown_as_it_was(client: Client, commendation: Commendation) -> None:
    shown = page(client, commendation, "versions/1/")
    assert "样发〔2021〕7号" in shown
    assert "样发〔2021〕8号" not in shown
    assert "不是现在公布的一版" in shown


def test_the_difference_marks_what_was_changed(client: Client, commendation: Commendation) -> None:
    shown = page(client, commendation, "versions/1..2/")
    assert "<del>7</del>" in shown
    assert "<ins>8</ins>" in shown
    assert "有 1 处不同" in shown


@pytest.mark.parametrize("rest", ["versions/", "versions/1/", "versions/1..2/"])
def test_search_engines_are_left_the_newest_page_alone(
    client: Client, commendation: Commendation, rest: str
) -> None:
    assert client.get(f"/commendations/{commendation.pk}/{rest}")["X-Robots-Tag"] == "noindex"


def test_a_version_that_is_not_public_yet_is_not_there(client: Client, commendation: Commendation) -> None:
    make_commendation_version(commendation, 3, name="明天的决定")
    assert client.get(f"/commendations/{commendation.pk}/versions/3/").status_code == 404
    assert "明天的决定" not in page(client, commendation, "versions/")


def test_the_original_is_downloaded_and_nothing_in_it_is_run(
    client: Client, commendation: Commendation, original: Attachment
) -> None:
    Commendation.objects.update(attachment=original)
    response = client.get(f"/commendations/{commendation.pk}/decision/")
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    shown = page(client, commendation, "")
    assert original.sha256 in shown
    assert original.name in shown


def test_the_original_that_an_earlier_version_names_is_there(
    client: Client, commendation: Commendation, original: Attachment
) -> None:
    shown_since = timezone.now() + timedelta(days=1)
    version = make_commendation_version(commendation, 3, attachment=original, public_from=shown_since)
    there = f"/commendations/{commendation.pk}/decision/?version=3"
    assert client.get(there).status_code == 404
    type(version).objects.filter(pk=version.pk).update(public_from=timezone.now())
    assert client.get(there).content == PDF


@pytest.mark.parametrize(
    "rest", ["decision/", "decision/?version=1", "decision/?version=9", "decision/?version=x"]
)
def test_there_is_no_original_where_none_is_named(
    client: Client, commendation: Commendation, rest: str
) -> None:
    assert client.get(f"/commendations/{commendation.pk}/{rest}").status_code == 404


def test_an_original_that_the_folder_has_lost_is_not_there(
    client: Client, commendation: Commendation
) -> None:
    Commendation.objects.update(attachment=make_attachment())
    assert client.get(f"/commendations/{commendation.pk}/decision/").status_code == 404
