"""The page that says what taking a batch back will do, and does it."""

import pytest
from django.contrib.auth.models import User

from records.models import ImportBatch, Record
from records.publishing import publish
from tests.admin.imports.import_pages import STREET, handed_in, opened

pytestmark = pytest.mark.django_db
CONFIRM = "/admin/records/importbatch/undo/"


@pytest.fixture
def batch(editor):
    """Of three documents one is published, one a draft, and one waits."""
    rows = handed_in(
        editor,
        STREET,
        STREET.replace("样本街道", "范例街道"),
        STREET.replace("样本街道", "示例街道"),
    )
    for row in rows[:2]:
        opened(editor, row).send(editor)
    publish(Record.objects.get(working__title="样本街道先进事迹材料"), by=User.objects.get())
    return ImportBatch.objects.get()


def test_the_page_says_what_will_go_and_what_will_stay(editor, batch):
    content = editor.get(f"{CONFIRM}?batch={batch.pk}").content.decode()
    assert "将删除 1 条由它录入的记录" in content
    assert "范例街道先进事迹材料（草稿）" in content
    assert "1 份还没有录入的材料不再等待核对" in content
    assert "样本街道先进事迹材料：现在是“已发布”" in content
    assert Record.objects.count() == 2


def test_taking_back_does_so_and_names_what_stayed(editor, batch):
    response = editor.post(f"{CONFIRM}?batch={batch.pk}", follow=True)
    content = response.content.decode()
    assert "删除了 1 条草稿" in content
    assert "没有撤销：样本街道先进事迹材料" in content
    assert "撤销过" in content
    assert Record.objects.get().title == "样本街道先进事迹材料"


def test_what_was_undone_twice_is_refused_in_words(editor, batch):
    for _ in range(2):
        response = editor.post(f"{CONFIRM}?batch={batch.pk}", follow=True)
    assert "没有可以撤销的内容" in response.content.decode()


def test_several_batches_are_undone_from_the_list(editor, batch):
    handed_in(editor, STREET.replace("样本街道", "另一街道"))
    chosen = list(ImportBatch.objects.values_list("pk", flat=True))
    data = {"action": "undo_chosen", "_selected_action": chosen}
    confirm = editor.post("/admin/records/importbatch/", data)
    assert editor.get(confirm.url).content.decode().count('class="module undo"') == 2
    editor.post(confirm.url)
    assert not ImportBatch.objects.filter(undone_at=None).exists()


def test_only_who_may_delete_records_may_undo(staff, batch):
    adder = staff("add_record", name="加")
    assert adder.get(f"{CONFIRM}?batch={batch.pk}").status_code == 403
    assert adder.post(f"{CONFIRM}?batch={batch.pk}").status_code == 403
    assert CONFIRM not in adder.get(f"/admin/records/importbatch/{batch.pk}/change/").content.decode()
    assert Record.objects.count() == 2
