"""Forms and uploads of staff: whatever is sent back is answered in words, and spoils nothing."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from records.models import ImportBatch, ImportedDocument, Record
from tests.admin.imports.import_pages import STREET, form_data, hand_in
from tests.admin.pages import opened
from tests.factories import make_whole_record
from tests.fuzzing import fuzzed, mutating
from tests.fuzzing.watching import Watched

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# A whole record is saved row by row.
MOST_QUERIES = 600
LISTS = "category commendation organization person record importbatch".split()  # noqa: SIM905
NUMBERS = ["", "0", "-1", "1", "2", "x", "1e9", "9" * 30, "١", "\0", " 1 "]
TEXTS = [
    "",
    " ",
    "\0",
    "\ud7ff",
    "a" * 3000,
    "[" * 4000,
    "<script>",
    "\r\n",
    "𠮷",
    "\x1e",
    "http://[",
    "javascript:1",
]
values = st.sampled_from(NUMBERS + TEXTS) | st.text(max_size=30)


@pytest.fixture
def chief() -> Client:
    """May do everything; sees the error page instead of the exception."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("主管", password="a-long-pass"))
    return client


@pytest.fixture
def record() -> Record:
    return make_whole_record(sections=2, measures=2)


def changed(data: st.DataObject, form: dict[str, Any]) -> dict[str, Any]:
    """The form with some fields changed, left out or added."""
    sent, names = dict(form), sorted(form)
    # By number: the fields of a form depend on what an earlier example has saved.
    chosen = st.integers(0, 9_999).map(lambda number: names[number % len(names)])
    for name in data.draw(st.lists(chosen, max_size=4)):
        sent[name] = data.draw(values)
    for name in data.draw(st.lists(chosen, max_size=2)):
        sent.pop(name, None)
    return sent | data.draw(
        st.dictionaries(st.sampled_from(["_save", "_continue", "_publish", "_back", "_"]), values)
    )


@given(data=st.data())
@fuzzed(25)
def test_whatever_comes_back_of_a_records_form_is_answered(
    chief: Client, record: Record, watched: Watched, data: st.DataObject
) -> None:
    page = opened(record) if Record.objects.filter(pk=record.pk).exists() else None
    assert page
    with watched.request(MOST_QUERIES):
        response = chief.post(page.address, changed(data, page.data()))
    assert response.status_code < 500


@given(data=st.data())
@fuzzed(25)
def test_whatever_comes_back_of_a_review_is_answered(
    chief: Client, watched: Watched, data: st.DataObject
) -> None:
    row = ImportedDocument.objects.filter(state=ImportedDocument.State.WAITING).first()
    if row is None:
        hand_in(chief, text=STREET)
        row = ImportedDocument.objects.filter(state=ImportedDocument.State.WAITING).get()
    address = f"/admin/records/importbatch/documents/{row.pk}/"
    form = form_data(chief.get(address).content.decode())
    with watched.request(MOST_QUERIES):
        response = chief.post(address, changed(data, form))
    assert response.status_code < 500


@given(data=st.data())
@fuzzed(40)
def test_whatever_comes_back_of_the_other_forms_is_answered(
    chief: Client, record: Record, watched: Watched, data: st.DataObject
) -> None:
    name, pk = (
        data.draw(st.sampled_from(LISTS)),
        data.draw(st.sampled_from(["1", str(record.pk), "x", "9" * 25])),
    )
    address = f"/admin/records/{name}/" + data.draw(
        st.sampled_from(["add/", f"{pk}/change/", f"{pk}/delete/", ""])
    )
    shown = chief.get(address, follow=True).content.decode()
    with watched.request(MOST_QUERIES):
        response = chief.post(
            address, changed(data, whole_form(shown) | {"action": "", "_selected_action": pk})
        )
    assert response.status_code < 500


def whole_form(page: str) -> dict[str, Any]:
    fields = LexborHTMLParser(page).css("form[method=post] [name]")
    return {f"{one.attributes['name']}": one.attributes.get("value") or "" for one in fields}


@given(data=st.data())
@fuzzed(60)
def test_whatever_is_asked_of_the_admins_pages_is_answered_and_changes_nothing(
    chief: Client, record: Record, watched: Watched, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(LISTS))
    page = data.draw(
        st.sampled_from(["", "add/", "{}/change/", "{}/history/", "{}/delete/", "undo/", "documents/{}/"])
    )
    asked = data.draw(
        st.dictionaries(
            st.sampled_from(
                ["q", "p", "o", "all", "e", "batch", "status__exact", "record__id__exact", "_popup", "x"]
            ),
            values,
            max_size=3,
        )
    )
    address = f"/admin/records/{name}/{page.format(data.draw(st.sampled_from(['1', str(record.pk), '9' * 25, 'x'])))}"
    with watched.reading():
        response = chief.get(address, asked)
    assert response.status_code < 500


@given(documents=st.lists(mutating.documents(), min_size=1, max_size=2))
@fuzzed(15)
def test_whatever_document_is_handed_in_is_read_or_refused_by_name(
    chief: Client, watched: Watched, documents: list[tuple[str, bytes]]
) -> None:
    with watched.request():
        response = hand_in(chief, *documents)
    assert response.status_code == 302
    batch = ImportBatch.objects.latest("pk")
    assert batch.documents.exists()
    for row in batch.documents.all():
        told = [message["code"] for message in (row.reading or {}).get("messages", [])]
        assert row.state == "waiting" or told
        assert "reader-failed" not in told
    with watched.request():
        assert chief.get(response.url).status_code == 200
    for row in batch.documents.filter(state="waiting"):
        with watched.request():
            assert chief.get(f"/admin/records/importbatch/documents/{row.pk}/").status_code == 200


@given(upload=mutating.pictures())
@fuzzed(60)
def test_whatever_picture_is_uploaded_is_kept_or_refused_in_words(
    chief: Client, watched: Watched, upload: tuple[str, bytes]
) -> None:
    name, content = upload
    with watched.request():
        response = chief.post(
            "/admin/markdown/upload/", {"image": SimpleUploadedFile(name, content), "alt": "图"}
        )
    assert response.status_code in (200, 400)
    assert response.json().keys() <= {"image_code", "error"}


@given(
    text=st.text(max_size=400)
    | st.lists(st.sampled_from("[]()!*_`#>|-\n\\<&: a甲"), max_size=400).map("".join)
)
@fuzzed(60)
def test_whatever_is_typed_is_previewed(chief: Client, watched: Watched, text: str) -> None:
    with watched.request():
        response = chief.post("/admin/markdown/preview/", {"content": text})
    assert response.status_code == 200
    assert "<script" not in response.content.decode().lower()
