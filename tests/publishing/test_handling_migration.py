"""Who has a record in hand is taken from the history that was kept before anybody asked."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import connection

from records.models import Handling
from tests.factories import make_record

pytestmark = pytest.mark.django_db


def test_who_saved_a_record_last_has_it_and_not_who_published_it() -> None:
    writer, publisher = User.objects.create_user("writer"), User.objects.create_user("publisher")
    record, untouched = make_record(), make_record()
    for user, told in (
        (publisher, "导入材料"),
        (writer, "[]"),
        (publisher, "发布"),
        (publisher, "撤回：有误"),
    ):
        LogEntry.objects.log_actions(user.pk, [record], CHANGE, change_message=told, single_object=True)
    gone = make_record()
    LogEntry.objects.log_actions(writer.pk, [gone], CHANGE, change_message="[]", single_object=True)
    gone.delete()
    editor = SimpleNamespace(connection=connection)
    import_module("records.migrations.0029_desk").take_from_history(apps, editor)
    assert list(Handling.objects.values_list("record", "by")) == [(record.pk, writer.pk)]
    assert untouched.pk not in Handling.objects.values_list("pk", flat=True)
