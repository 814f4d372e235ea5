"""Nobody gives away, or takes, more than he has: accounts, groups, and passwords of the more powerful."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

pytestmark = pytest.mark.django_db
ACCOUNTS = ("add_user", "change_user", "view_user", "delete_user")
OWN = ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")


def page(user):
    return reverse("admin:auth_user_change", args=[user.pk])


def form(user, **changed):
    shown = {"username": user.username, "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    ticked = {"is_active": "on", "is_staff": "on"}
    return shown | ticked | changed


def permission(codename):
    return Permission.objects.get(codename=codename)


def someone(*permissions, name="wang", **fields):
    made = User.objects.create_user(name, password="a-long-pass-word", is_staff=True, **fields)
    made.user_permissions.set(map(permission, permissions))
    return made


def group(name, *permissions):
    made = Group.objects.create(name=name)
    made.permissions.set(map(permission, permissions))
    return made


@pytest.fixture
def manager(staff):
    """Administers accounts and nothing else."""
    return staff(*ACCOUNTS, name="管理员")


def test_a_manager_cannot_make_himself_superuser_or_add_to_his_own_permissions(manager):
    own = User.objects.get(username="管理员")
    posted = form(own, is_superuser="on", user_permissions=[permission("publish_record").pk])
    assert manager.post(page(own), posted).status_code == 302
    own.refresh_from_db()
    assert not own.is_superuser
    assert {one.codename for one in own.user_permissions.all()} == set(ACCOUNTS)


def test_a_manager_cannot_join_a_group_himself(manager):
    own = User.objects.get(username="管理员")
    manager.post(page(own), form(own, groups=[group("空的").pk]))
    assert not own.groups.exists()


def test_even_a_superuser_does_not_edit_his_own_permissions(admin_client, admin_user):
    admin_client.post(page(admin_user), {**form(admin_user), "is_superuser": ""})
    admin_user.refresh_from_db()
    assert admin_user.is_superuser


@pytest.mark.parametrize("field", OWN)
def test_ones_own_page_shows_permissions_without_a_field_for_them(manager, field):
    own = User.objects.get(username="管理员")
    assert f'name="{field}"' not in manager.get(page(own)).content.decode()


def test_a_manager_makes_nobody_superuser(manager):
    other = someone()
    manager.post(page(other), form(other, is_superuser="on"))
    other.refresh_from_db()
    assert not other.is_superuser


def test_a_manager_gives_only_permissions_that_he_has(manager):
    other = someone()
    refused = manager.post(page(other), form(other, user_permissions=[permission("publish_record").pk]))
    assert refused.status_code == 200
    given = manager.post(page(other), form(other, user_permissions=[permission("view_user").pk]))
    assert given.status_code == 302
    assert [one.codename for one in other.user_permissions.all()] == ["view_user"]


def test_a_manager_puts_nobody_into_a_group_that_may_do_more_than_he(manager):
    other = someone()
    more, same = group("更多", "view_user", "publish_record"), group("一样", "view_user")
    assert manager.post(page(other), form(other, groups=[more.pk])).status_code == 200
    assert manager.post(page(other), form(other, groups=[same.pk])).status_code == 302
    assert list(other.groups.all()) == [same]


@pytest.mark.parametrize("kind", ["superuser", "more powerful", "by group", "not active"])
def test_a_more_powerful_account_is_changed_by_no_lesser_one(manager, kind):
    other = someone(
        *(["publish_record"] if kind in {"more powerful", "not active"} else []),
        is_superuser=kind == "superuser",
        is_active=kind != "not active",
        email="own@example.org",
    )
    if kind == "by group":
        other.groups.add(group("发布的", "publish_record"))
    before = other.password
    manager.post(page(other), form(other, email="mine@example.org"))
    password = {"password1": "kept-by-a-thief", "password2": "kept-by-a-thief", "usable_password": "true"}
    manager.post(reverse("admin:auth_user_password_change", args=[other.pk]), password)
    manager.post(reverse("admin:auth_user_delete", args=[other.pk]), {"post": "yes"})
    other.refresh_from_db()
    assert (other.email, other.password) == ("own@example.org", before)


def test_a_manager_changes_the_password_of_an_account_within_his_own_powers(manager):
    other = someone("view_user")
    password = {"password1": "a-new-long-word", "password2": "a-new-long-word", "usable_password": "true"}
    manager.post(reverse("admin:auth_user_password_change", args=[other.pk]), password)
    other.refresh_from_db()
    assert other.check_password("a-new-long-word")


def test_ones_own_password_is_changed_only_with_the_old_one(manager):
    own = User.objects.get(username="管理员")
    answer = manager.get(reverse("admin:auth_user_password_change", args=[own.pk]))
    assert answer.headers["Location"] == reverse("admin:password_change")


@pytest.mark.parametrize("written", ["{}", "+{}", "%20{}"])
def test_ones_own_password_is_not_changed_by_another_way_to_write_the_number(manager, written):
    own = User.objects.get(username="管理员")
    password = {"password1": "kept-by-a-thief", "password2": "kept-by-a-thief", "usable_password": "true"}
    manager.post(f"/admin/auth/user/{written.format(own.pk)}/password/", password)
    own.refresh_from_db()
    assert not own.check_password("kept-by-a-thief")


def test_the_locks_of_more_powerful_accounts_are_lifted_by_no_lesser_one(manager):
    from axes.models import AccessAttempt

    boss = someone(is_superuser=True)
    AccessAttempt.objects.create(username=boss.username, ip_address="192.0.2.1", failures_since_start=5)
    manager.post(reverse("admin:auth_user_changelist"), {"action": "unlock", "_selected_action": [boss.pk]})
    assert AccessAttempt.objects.exists()


def grow_old(client):
    """The password was typed an hour ago."""
    session = client.session
    session["signed_in"] = session["signed_in"] | {"at": session["signed_in"]["at"] - 3_600}
    session.save()


@pytest.mark.parametrize("page", ["add/", "{}/change/", "{}/password/"])
def test_accounts_are_changed_only_shortly_after_the_password(admin_client, page):
    grow_old(admin_client)
    answer = admin_client.get(f"/admin/auth/user/{page}".format(someone().pk))
    assert answer.headers["Location"].startswith("/admin/account/confirm/?next=%2Fadmin%2Fauth%2Fuser%2F")


def test_what_is_done_to_chosen_accounts_waits_for_the_password(admin_client):
    from records.models import KeptForm

    grow_old(admin_client)
    other = someone()
    admin_client.post("/admin/auth/user/", {"action": "end_sessions", "_selected_action": [other.pk]})
    assert ["action", "end_sessions"] in KeptForm.objects.get().fields
    assert admin_client.get("/admin/auth/user/").status_code == 200


# --- Groups -------------------------------------------------------------------------------------------

GROUPS = ("add_group", "change_group", "view_group", "delete_group")


def test_nobody_adds_to_the_permissions_of_his_own_group(staff):
    client = staff(*GROUPS)
    own = group("自己的", "view_user")
    User.objects.get(username="编辑").groups.add(own)
    address = reverse("admin:auth_group_change", args=[own.pk])
    answer = client.post(address, {"name": "自己的", "permissions": [permission("view_group").pk]})
    assert answer.status_code == 403
    assert [one.codename for one in own.permissions.all()] == ["view_user"]


def test_a_group_is_given_only_permissions_of_who_gives_them(staff):
    client = staff(*GROUPS)
    address = reverse("admin:auth_group_add")
    client.post(address, {"name": "太多", "permissions": [permission("publish_record").pk]})
    client.post(address, {"name": "正好", "permissions": [permission("view_group").pk]})
    assert set(Group.objects.filter(name__in=["太多", "正好"]).values_list("name", flat=True)) == {"正好"}


def test_a_group_that_may_do_more_is_not_changed_by_a_lesser_account(staff):
    client, more = staff(*GROUPS), group("更多", "publish_record")
    address = reverse("admin:auth_group_change", args=[more.pk])
    assert client.post(address, {"name": "改了", "permissions": []}).status_code == 403


# --- Roles --------------------------------------------------------------------------------------------


@pytest.fixture
def roles():
    """Makes the roles as the migration does, whatever another test has left of them."""
    from importlib import import_module

    from django.apps import apps

    import_module("records.migrations.0011_roles").make_roles(apps, None)


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("编辑", "records.add_record", "records.publish_record"),
        ("发布", "records.publish_record", "auth.change_user"),
        ("管理", "auth.change_user", "auth.delete_user"),
    ],
)
def test_each_role_may_do_its_work_and_no_more(roles, role, may, may_not):
    member = someone()
    member.groups.add(Group.objects.get(name=role))
    assert member.has_perm(may)
    assert not member.has_perm(may_not)


def test_a_member_of_management_gives_out_the_other_roles(roles, client):
    manager = someone(name="guan")
    manager.groups.add(Group.objects.get(name="管理"))
    client.force_login(manager)
    other, publishing = someone(), Group.objects.get(name="发布")
    assert client.post(page(other), form(other, groups=[publishing.pk])).status_code == 302
    assert list(other.groups.all()) == [publishing]


def test_roles_that_an_operator_has_changed_stay_as_they_are(roles):
    from importlib import import_module

    from django.apps import apps

    Group.objects.get(name="编辑").permissions.clear()
    import_module("records.migrations.0011_roles").make_roles(apps, None)
    assert not Group.objects.get(name="编辑").permissions.exists()
