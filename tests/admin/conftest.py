"""Staff of each kind."""

from collections.abc import Callable

import pytest
from django.test import Client

Staff = Callable[..., Client]


@pytest.fixture
def staff(db: None) -> Staff:
    """`staff("change_record", …)` is a client logged in as a member of staff with just these permissions."""
    # A conftest that is named on the command line is read before Django has started.
    from django.contrib.auth.models import Permission, User

    def make(*permissions: str, name: str = "编辑", last_name: str = "") -> Client:
        user = User.objects.create_user(name, password="a-long-pass", is_staff=True, last_name=last_name)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def editor(staff: Staff) -> Client:
    return staff("add_record", "change_record", "view_record", "delete_record", last_name="张三")


@pytest.fixture
def publisher(staff: Staff) -> Client:
    return staff("change_record", "view_record", "publish_record", "delete_record", name="审核")
