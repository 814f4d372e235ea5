"""Staff's sessions end when nobody works in them, and after twelve hours; what was typed meanwhile is kept."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from records.models import KeptForm, StaffSession

pytestmark = pytest.mark.django_db
ORGANIZATION = "/admin/records/organization/add/"


def page_that_sends_again(content):
    """The hidden fields of the form that goes back to where it came from."""
    from selectolax.lexbor import LexborHTMLParser

    form = LexborHTMLParser(content).css_first(f'form[action="{ORGANIZATION}"]')
    return {one.attributes["name"]: one.attributes["value"] for one in form.css("input[name]")}


def sign_in(name="wang", client=None, **headers):
    client = client or Client()
    given = {"username": name, "password": "a-long-pass-word"}
    assert client.post("/admin/login/", given, **headers).status_code == 302
    return client


@pytest.fixture
def wang(db):
    from django.contrib.auth.models import Permission

    made = User.objects.create_user("wang", password="a-long-pass-word", is_staff=True)
    made.user_permissions.add(Permission.objects.get(codename="add_organization"))
    return made


def age(minutes):
    """Lets so many minutes pass without a request: the end of each session comes so much nearer."""
    for session in StaffSession.objects.all():
        StaffSession.objects.filter(pk=session.pk).update(
            expire_date=session.expire_date - timedelta(minutes=minutes)
        )


def is_signed_in(client):
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize(("minutes", "still"), [(29, True), (31, False)])
def test_a_session_ends_when_nothing_is_asked_for_half_an_hour(wang, minutes, still):
    client = sign_in()
    age(minutes)
    assert is_signed_in(client) is still


def test_the_audit_log_tells_once_that_a_session_has_ended(wang):
    from records.models import AuditEntry

    client = sign_in()
    key = client.session.session_key
    age(31)
    for _ in range(2):
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        client.get("/admin/")
    told = AuditEntry.objects.filter(act="session_ended")
    assert [one.who for one in told] == ["wang"]


def test_work_keeps_a_session_alive(wang):
    client = sign_in()
    for _ in range(3):
        age(20)
        assert is_signed_in(client)


def test_twelve_hours_are_the_end_whatever_is_done(wang):
    client = sign_in()
    session = client.session
    almost = timezone.now() - timedelta(hours=11, minutes=50)
    session["signed_in"] = session["signed_in"] | {"at": almost.timestamp()}
    session.save()
    assert is_signed_in(client)
    assert StaffSession.objects.get().expire_date <= almost + timedelta(hours=12)
    age(11)
    assert not is_signed_in(client)


def test_the_idle_time_is_the_operators(wang, settings):
    settings.STAFF_IDLE_MINUTES = 5
    client = sign_in()
    age(6)
    assert not is_signed_in(client)


def test_the_key_of_a_session_is_another_after_the_sign_in(wang):
    client = Client()
    client.session.save()  # and its key becomes the browser's cookie
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    sign_in(client=client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


def test_a_password_change_ends_all_other_sessions(wang):
    here, elsewhere = sign_in(), sign_in()
    new = {"old_password": "a-long-pass-word", "new_password1": "Another-1-entirely"}
    new["new_password2"] = new["new_password1"]
    assert here.post("/admin/password_change/", new).status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_a_deactivated_account_is_signed_out_at_once(wang):
    client = sign_in()
    User.objects.update(is_active=False)
    assert not is_signed_in(client)


# --- What was typed -------------------------------------------------------------------------------------


@pytest.fixture
def too_late(wang):
    """Sent after the session had ended; gives the client and where it was led."""
    client = sign_in()
    age(31)
    typed = {
        "name": "某某街道",
        "introduction": "第一行\n第二行",
        "csrfmiddlewaretoken": "x",
        "_save": "保存",
    }
    answer = client.post(ORGANIZATION, typed)
    assert answer.status_code == 302
    return client, answer.headers["Location"]


def test_what_was_typed_into_an_ended_session_comes_back_after_the_sign_in(too_late):
    client, there = too_late
    assert there.startswith("/admin/login/?next=")
    answer = client.post(there, {"username": "wang", "password": "a-long-pass-word"}, follow=True)
    content = answer.content.decode()
    assert "某某街道" in content
    again = page_that_sends_again(content)
    assert again["introduction"] == "第一行\n第二行"
    assert again["_save"] == "保存"
    assert again["csrfmiddlewaretoken"] != "x"


def test_sent_again_it_is_saved_as_if_nothing_had_happened(too_late):
    from records.models import Organization

    client, there = too_late
    answer = client.post(there, {"username": "wang", "password": "a-long-pass-word"}, follow=True)
    again = page_that_sends_again(answer.content.decode())
    again |= {
        f"{rows}-{name}": "0"
        for rows in ("distinctions", "former_names")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    assert client.post(ORGANIZATION, again).status_code == 302
    assert Organization.objects.get().introduction == "第一行\n第二行"
    assert not KeptForm.objects.exists()


def test_nobody_else_gets_what_was_typed(too_late):
    User.objects.create_user("li", password="a-long-pass-word", is_staff=True)
    assert sign_in("li").get(f"/admin/kept/{KeptForm.objects.get().pk}/").status_code == 404


def test_it_can_be_thrown_away(too_late):
    client, _ = too_late
    sign_in(client=client)
    client.post(f"/admin/kept/{KeptForm.objects.get().pk}/")
    assert not KeptForm.objects.exists()


def test_what_no_database_stores_is_left_out_of_what_is_kept(wang):
    client = sign_in()
    age(31)
    client.post(f"{ORGANIZATION}?_changelist_filters={'a' * 2_100}", {"name": "样例\0街道"})
    kept = KeptForm.objects.get()
    assert (kept.address, kept.fields) == (ORGANIZATION, [["name", "样例街道"]])


def test_passwords_are_not_kept(wang):
    client = sign_in()
    age(31)
    client.post("/admin/password_change/", {"old_password": "a", "new_password1": "b", "note": "c"})
    assert KeptForm.objects.get().fields == [["note", "c"]]


def test_of_one_who_had_no_session_nothing_is_kept(client, wang):
    client.cookies[settings.SESSION_COOKIE_NAME] = "nothing-of-ours"
    client.post(ORGANIZATION, {"name": "某某街道"})
    client.cookies.clear()
    client.post(ORGANIZATION, {"name": "某某街道"})
    assert not KeptForm.objects.exists()


def test_of_one_member_of_staff_the_ten_latest_are_kept(wang):
    for number in range(12):
        KeptForm.keep(wang, "/admin/", [["name", f"{number}"]], had_files=False)
    assert KeptForm.objects.count() == 10
    assert not KeptForm.objects.filter(fields=[["name", "0"]]).exists()


def opened_before_a_new_sign_in(**headers):
    """A page that was open while its owner signed in anew in another tab: its token is no longer the session's."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="wang"))
    return client.post(ORGANIZATION, {"name": "某某街道", "csrfmiddlewaretoken": "old"}, headers=headers)


def test_a_page_opened_before_a_new_sign_in_loses_nothing(wang):
    answer = opened_before_a_new_sign_in(**{"sec-fetch-site": "same-origin"})
    assert answer.headers["Location"] == f"/admin/kept/{KeptForm.objects.get().pk}/"


def test_a_form_from_another_site_is_refused_and_not_kept(wang):
    assert opened_before_a_new_sign_in(**{"sec-fetch-site": "cross-site"}).status_code == 403
    assert not KeptForm.objects.exists()
