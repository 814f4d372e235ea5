"""Staff passwords cannot be guessed at speed, and one who is locked out is told what to do."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


@pytest.fixture
def someone():
    return User.objects.create_user("wang", password="a-long-pass", is_staff=True)


def log_in(client, password, name="wang"):
    return client.post(LOGIN, {"username": name, "password": password, "next": "/admin/"})


def lock(client):
    for _ in range(5):
        response = log_in(client, "wrong")
    return response


def test_the_sign_in_leads_to_where_the_way_went(client, someone):
    page = client.get(f"{LOGIN}?next=/admin/password_change/").content.decode()
    assert '<input type="hidden" name="next" value="/admin/password_change/">' in page


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client, someone):
    response = lock(client)
    assert response.status_code == 429
    assert "15 分钟" in response.content.decode()
    assert log_in(client, "a-long-pass").status_code == 429


def test_a_colleague_at_the_same_address_still_gets_in(client, someone):
    User.objects.create_user("li", password="a-long-pass", is_staff=True)
    lock(client)
    assert log_in(client, "a-long-pass", "li").status_code == 302


def test_an_administrator_lifts_the_lock(client, admin_client, someone):
    lock(client)
    data = {"action": "unlock", "_selected_action": [someone.pk]}
    response = admin_client.post("/admin/auth/user/", data, follow=True)
    assert "已解除锁定" in response.content.decode()
    assert log_in(client, "a-long-pass").status_code == 302


def test_who_lifts_a_lock_is_told_that_the_one_of_the_address_stays(client, admin_client, someone, settings):
    settings.GUESSES_PER_ADDRESS = 8
    settings.AXES_COOLOFF_TIME = timedelta(minutes=20)
    for name in ("wang", "li"):
        for _ in range(4):
            log_in(client, "wrong", name)
    data = {"action": "unlock", "_selected_action": [someone.pk]}
    shown = admin_client.post("/admin/auth/user/", data, follow=True).content.decode()
    assert "共输错 8 次" in shown
    assert "20 分钟" in shown


def test_who_may_only_look_at_accounts_lifts_no_lock(client, staff, someone):
    lock(client)
    staff("view_user").post("/admin/auth/user/", {"action": "unlock", "_selected_action": [someone.pk]})
    assert log_in(client, "a-long-pass").status_code == 429


def test_the_locked_page_does_not_repeat_what_was_sent(client):
    for _ in range(5):
        response = log_in(client, "wrong", "<script>alert(1)</script>")
    assert response.status_code == 429
    assert b"alert(1)" not in response.content
