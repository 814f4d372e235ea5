"""What becomes of accounts and groups is told wherever it is done; who has acted stays."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client

from records.audit import Act, record_act
from records.models import ImportBatch

from .telling import last_number, told_since

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang() -> User:
    return User.objects.create_user("wang", password="a-long-pass", is_staff=True)


def test_a_changed_account_is_told_with_both_values(wang: User) -> None:
    before = last_number()
    wang.is_superuser = True
    wang.save()
    (entry,) = told_since(before)
    assert (entry.act, entry.object_text) == ("changed", "wang")
    assert list(entry.changed.values()) == [[False, True]]


def test_groups_and_permissions_that_are_given_are_told(wang: User) -> None:
    group = Group.objects.create(name="样例组")
    before = last_number()
    wang.groups.set([group])
    group.permissions.set(Permission.objects.filter(codename="publish_record"))
    joined, given = told_since(before)
    assert joined.changed == {"所属组": [[], ["样例组"]]}
    assert given.changed == {"权限": [[], ["records.publish_record"]]}


def test_members_added_from_the_group_s_side_are_told(wang: User) -> None:
    group = Group.objects.create(name="样例组")
    before = last_number()
    group.user_set.add(wang)
    (entry,) = told_since(before)
    assert (entry.object_text, entry.changed) == ("样例组", {"成员": [[], ["wang"]]})


def test_a_new_password_is_told_without_it(wang: User) -> None:
    before = last_number()
    wang.set_password("another-long-pass")
    wang.save()
    (entry,) = told_since(before)
    assert (entry.act, entry.object_text, entry.changes) == ("password_changed", "wang", "")


def test_a_password_that_is_taken_away_is_told(wang: User) -> None:
    before = last_number()
    wang.set_unusable_password()
    wang.save()
    (entry,) = told_since(before)
    assert (entry.act, entry.object_text) == ("password_changed", "wang")
    assert "停用密码" in entry.detail


def test_a_deleted_group_is_told_with_its_members_and_permissions(wang: User) -> None:
    group = Group.objects.create(name="样例组")
    group.user_set.add(wang)
    group.permissions.set(Permission.objects.filter(codename="publish_record"))
    before = last_number()
    group.delete()
    (entry,) = told_since(before)
    gone = {"名称": ["样例组", None], "成员": [["wang"], None], "权限": [["records.publish_record"], None]}
    assert entry.changed == gone


def test_a_deleted_account_is_told_with_its_groups(wang: User) -> None:
    wang.groups.set([Group.objects.create(name="样例组")])
    before = last_number()
    wang.delete()
    (entry,) = told_since(before)
    assert entry.changed["所属组"] == [["样例组"], None]


def test_a_hash_renewed_at_a_sign_in_is_no_new_password(wang: User) -> None:
    wang.password = make_password("a-long-pass", salt="a", hasher="default")
    wang.save()
    before = last_number()
    wang.save(update_fields=["password"])
    assert told_since(before) == []


def test_a_command_that_adds_an_account_is_told() -> None:
    before = last_number()
    call_command("createsuperuser", interactive=False, username="chief", email="")
    (entry,) = told_since(before)
    assert (entry.act, entry.object_type, entry.object_text) == ("added", "auth.user", "chief")


# --- Who has acted stays ---------------------------------------------------------------------------


def test_one_who_never_acted_may_be_deleted_and_that_is_told(wang: User) -> None:
    before = last_number()
    wang.delete()
    assert [entry.act for entry in told_since(before)] == ["deleted"]


def act(user: User) -> None:
    record_act(Act.EXPORTED, by=user)


def edit(user: User) -> None:
    LogEntry.objects.log_actions(user.pk, [user], CHANGE, change_message="改", single_object=True)


def bring_in(user: User) -> None:
    ImportBatch.objects.create(by=user)


@pytest.mark.parametrize("deed", [act, edit, bring_in])
def test_an_account_that_has_acted_is_not_deleted(wang: User, deed: object) -> None:
    deed(wang)  # type: ignore[operator]
    with pytest.raises(ProtectedError), transaction.atomic():
        User.objects.filter(pk=wang.pk).delete()
    assert User.objects.filter(pk=wang.pk).exists()


def test_the_database_itself_keeps_an_account_that_has_acted(wang: User) -> None:
    act(wang)
    with pytest.raises(IntegrityError):
        delete_behind_django(wang)


def delete_behind_django(user: User) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM auth_user WHERE id = %s", [user.pk])
        connection.check_constraints()


def test_the_admin_says_to_deactivate_instead(admin_client: Client, wang: User) -> None:
    act(wang)
    address = f"/admin/auth/user/{wang.pk}/delete/"
    assert "改为停用" in admin_client.get(address).content.decode()
    admin_client.post(address, {"post": "yes"})
    assert User.objects.filter(pk=wang.pk).exists()


def test_one_who_acted_among_many_keeps_all_from_being_deleted(admin_client: Client, wang: User) -> None:
    other = User.objects.create_user("li")
    act(wang)
    data = {"action": "delete_selected", "_selected_action": [wang.pk, other.pk], "post": "yes"}
    response = admin_client.post("/admin/auth/user/", data)
    assert "改为停用" in response.content.decode()
    assert User.objects.filter(pk__in=[wang.pk, other.pk]).count() == 2
