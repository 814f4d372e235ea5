"""The second factor by HTTP: enrolled, asked for, lost, reset. Passkeys are tried in tests/browser/test_passkeys.py."""

import re
from copy import copy
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from records.models import AuditEntry, KeptForm, RecoveryCode, StaffSession
from tests.tributes.paying import in_threads

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-pass-word"
SECOND = "/admin/login/second-factor/"
TOO_LATE = "/admin/login/?late=1"


@pytest.fixture
def wang(db):
    return User.objects.create_user("wang", password=PASSWORD, is_staff=True)


@pytest.fixture
def app(wang):
    """Wang's phone."""
    return TOTPDevice.objects.create(user=wang, name="手机")


@pytest.fixture
def codes(wang, app):
    return RecoveryCode.make_for(wang)


def code_of(app, later=0):
    """What the app shows now, or so many codes later."""
    return f"{totp(app.bin_key, app.step, app.t0 - later * app.step, app.digits, app.drift):06}"


def wrong_code(app):
    """One that is neither the one of now nor a neighbor."""
    near = {code_of(app, later) for later in range(-3, 4)}
    return next(
        code
        for code in ("000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777")
        if code not in near
    )


def give_password(client=None, **headers):
    client = client or Client()
    client.post(
        "/admin/login/?next=/admin/password_change/", {"username": "wang", "password": PASSWORD}, **headers
    )
    return client


def is_signed_in(client):
    return client.get("/admin/").status_code == 200


def no_throttle():
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)


def acts():
    return set(AuditEntry.objects.values_list("act", flat=True))


# --- Signing in -----------------------------------------------------------------------------------------


def test_the_password_alone_signs_in_nobody_who_has_a_second_factor(app):
    client = give_password()
    assert not is_signed_in(client)
    assert client.get(SECOND).status_code == 200


def test_password_and_code_sign_in_and_lead_to_where_the_way_went(app):
    client = Client()
    answer = client.post(
        "/admin/login/?next=/admin/password_change/", {"username": "wang", "password": PASSWORD}
    )
    assert answer.headers["Location"] == f"{SECOND}?next=%2Fadmin%2Fpassword_change%2F"
    page = client.get(answer.headers["Location"])
    assert 'value="/admin/password_change/"' in page.content.decode()
    answer = client.post(SECOND, {"code": code_of(app), "next": "/admin/password_change/"})
    assert answer.headers["Location"] == "/admin/password_change/"
    assert is_signed_in(client)
    assert "second_factor_passed" in acts()


def test_the_way_leads_to_no_other_site(app):
    client = give_password()
    answer = client.post(SECOND, {"code": code_of(app), "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/admin/"


def test_a_code_is_taken_only_once(app):
    code = code_of(app)
    assert give_password().post(SECOND, {"code": code}).status_code == 302
    thief = give_password()
    assert thief.post(SECOND, {"code": code}).status_code == 200
    assert not is_signed_in(thief)


def test_after_a_wrong_code_the_next_one_has_to_wait(app):
    client = give_password()
    assert "验证没有通过" in client.post(SECOND, {"code": wrong_code(app)}).content.decode()
    assert client.post(SECOND, {"code": code_of(app)}).status_code == 200
    assert not is_signed_in(client)
    assert "second_factor_failed" in acts()


def test_wrong_codes_count_as_wrong_passwords_do_and_lock(app):
    client = give_password()
    answers = []
    for _ in range(5):
        no_throttle()
        answers.append(client.post(SECOND, {"code": wrong_code(app)}).status_code)
    assert answers == [200, 200, 200, 200, 429]
    no_throttle()
    assert client.post(SECOND, {"code": code_of(app)}).status_code == 429
    assert client.post("/admin/login/", {"username": "wang", "password": PASSWORD}).status_code == 429


def test_the_password_typed_again_does_not_clear_the_count_of_wrong_codes(app):
    client = Client()
    for _ in range(5):
        no_throttle()
        give_password(client).post(SECOND, {"code": wrong_code(app)})
    no_throttle()
    assert client.post("/admin/login/", {"username": "wang", "password": PASSWORD}).status_code == 429
    assert not is_signed_in(client)


def test_four_wrong_passwords_and_a_right_one_leave_a_try_for_the_code(app):
    client = Client()
    for _ in range(4):
        client.post("/admin/login/", {"username": "wang", "password": "wrong"})
    assert give_password(client).post(SECOND, {"code": code_of(app)}).status_code == 302


@pytest.mark.parametrize("typed", ["", "abc", "１２３４５６", "9" * 100, "<script>", "{}"])
def test_what_is_no_code_is_refused_in_words(app, typed):
    assert "验证没有通过" in give_password().post(SECOND, {"code": typed}).content.decode()


@pytest.mark.parametrize(
    "answer", ["{}", "null", "[]", "x", '{"id": 1}', "9" * 10_000, '{"id": "a", "rawId": "é"}']
)
def test_what_is_no_passkey_is_refused_in_words(wang, app, answer):
    client = give_password()
    client.get(SECOND)
    assert "验证没有通过" in client.post(SECOND, {"passkey": answer}).content.decode()


def test_ten_minutes_after_the_password_it_is_asked_for_again(app):
    client = give_password()
    StaffSession.objects.update(expire_date=timezone.now())
    assert client.post(SECOND, {"code": code_of(app)}).headers["Location"] == TOO_LATE
    assert not is_signed_in(client)


def test_the_ten_minutes_do_not_begin_anew_when_the_page_is_opened_again(app):
    client = give_password()
    session = client.session
    session["pending_sign_in"] = session["pending_sign_in"] | {"at": timezone.now().timestamp() - 601}
    session.save()
    assert client.get(SECOND).headers["Location"] == TOO_LATE
    assert client.post(SECOND, {"code": code_of(app)}).headers["Location"] == TOO_LATE
    assert not is_signed_in(client)


def test_who_comes_too_late_is_told_so(app):
    client = give_password()
    StaffSession.objects.update(expire_date=timezone.now())
    assert "过得太久了" in client.get(SECOND, follow=True).content.decode()


def test_who_comes_without_a_password_is_given_no_session(client):
    client.get(SECOND, follow=True)
    assert not StaffSession.objects.exists()
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_a_password_changed_in_between_is_asked_for_anew(app, wang):
    client = give_password()
    wang.set_password("quite-another-one")
    wang.save()
    assert client.post(SECOND, {"code": code_of(app)}).headers["Location"] == TOO_LATE


def test_the_second_step_without_the_first_leads_to_it(client):
    assert client.get(SECOND).headers["Location"] == TOO_LATE


def test_of_two_who_send_the_same_code_at_once_one_is_signed_in(app):
    """Sent one after the other here; the row is locked meanwhile, see django_otp.verify_token."""
    first, second, code = give_password(), give_password(), code_of(app)
    assert [one.post(SECOND, {"code": code}).status_code for one in (first, second)] == [302, 200]


# --- Recovery codes -------------------------------------------------------------------------------------


def test_a_recovery_code_signs_in_once(codes):
    client = give_password()
    assert client.post(SECOND, {"code": codes[0].upper().replace("-", " ")}).status_code == 302
    assert "还剩 9 个" in client.get("/admin/account/").content.decode()
    assert "recovery_code_used" in acts()
    assert give_password().post(SECOND, {"code": codes[0]}).status_code == 200


def test_recovery_codes_are_not_stored_as_they_are(codes):
    stored = "".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert not any(code.replace("-", "") in stored for code in codes)


def test_a_recovery_code_is_of_one_account_only(codes):
    other = User.objects.create_user("li")
    assert not RecoveryCode.use(other, codes[0])


def test_new_recovery_codes_take_the_place_of_the_old(codes):
    client = give_password()
    client.post(SECOND, {"code": codes[0]})
    shown = client.post("/admin/account/codes/").content.decode()
    new = re.findall(r"<code>([a-z2-7-]{29})</code>", shown)
    assert len(set(new)) == 10
    assert RecoveryCode.objects.count() == 10
    assert new[0] not in client.get("/admin/account/").content.decode()
    assert give_password().post(SECOND, {"code": codes[1]}).status_code == 200
    assert give_password().post(SECOND, {"code": new[0]}).status_code == 302


# --- Enrolling and removing -----------------------------------------------------------------------------


def signed_in(user):
    """By the form, so that the session knows when."""
    client = Client()
    client.post("/admin/login/", {"username": user.username, "password": PASSWORD})
    return client


def enrol(client):
    key = client.get("/admin/account/app/").context["key"].replace(" ", "")
    from base64 import b32decode

    code = f"{totp(b32decode(key + '=' * (-len(key) % 8))):06}"
    return client.post("/admin/account/app/", {"name": "我的手机", "code": code})


def test_an_app_is_enrolled_by_its_first_code_and_recovery_codes_are_shown(wang):
    client = signed_in(wang)
    answer = enrol(client)
    assert len(re.findall(r"<code>[a-z2-7-]{29}</code>", answer.content.decode())) == 10
    assert TOTPDevice.objects.get().name == "我的手机"
    assert {"second_factor_added", "recovery_codes_made"} <= acts()


def test_enrolling_signs_out_everywhere_else(wang):
    here, elsewhere = signed_in(wang), signed_in(wang)
    enrol(here)
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)


def test_a_wrong_code_enrols_nothing(wang):
    client = signed_in(wang)
    client.get("/admin/account/app/")
    assert "验证码不对" in client.post("/admin/account/app/", {"code": "abc"}).content.decode()
    assert not TOTPDevice.objects.exists()


def test_the_picture_for_the_app_is_an_svg_without_style(wang):
    client = signed_in(wang)
    client.get("/admin/account/app/")
    picture = client.get("/admin/account/app/picture.svg")
    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    assert b"style" not in picture.content
    assert "no-store" in picture.headers["Cache-Control"]


@pytest.fixture
def enrolled(wang, app, codes):
    client = give_password()
    client.post(SECOND, {"code": code_of(app)})
    return client


def grow_old(client):
    """The password was typed an hour ago."""
    session = client.session
    session["signed_in"] = session["signed_in"] | {"at": timezone.now().timestamp() - 3_600}
    session.save()


@pytest.mark.parametrize(
    ("method", "page"),
    [
        ("get", "/admin/account/app/"),
        ("get", "/admin/account/app/picture.svg"),
        ("get", "/admin/account/passkey/"),
        ("post", "/admin/account/passkey/"),
        ("post", "/admin/account/codes/"),
        ("post", "/admin/account/sessions/"),
        ("post", "/admin/account/app/1/remove/"),
    ],
)
def test_what_changes_the_sign_in_asks_for_the_password_again(enrolled, method, page):
    grow_old(enrolled)
    answer = getattr(enrolled, method)(page)
    assert answer.headers["Location"].startswith("/admin/account/confirm/?next=")


def test_with_the_password_it_goes_on(enrolled, app):
    grow_old(enrolled)
    there = enrolled.get("/admin/account/app/").headers["Location"]
    assert enrolled.post(there, {"password": "wrong", "next": "/admin/account/app/"}).status_code == 200
    answer = enrolled.post(there, {"password": PASSWORD, "next": "/admin/account/app/"})
    assert answer.headers["Location"] == "/admin/account/app/"
    assert enrolled.get("/admin/account/app/").status_code == 200


def test_guesses_on_the_page_that_asks_again_are_limited_too(enrolled):
    answers = [enrolled.post("/admin/account/confirm/", {"password": "wrong"}).status_code for _ in range(5)]
    assert answers[-1] == 429


def test_guesses_of_the_old_password_are_limited_and_told(enrolled):
    new = {"new_password1": "another-long-word", "new_password2": "another-long-word"}
    guess = {"old_password": "wrong", **new}
    answers = [enrolled.post("/admin/password_change/", guess).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert {"sign_in_failed", "locked"} <= acts()


def test_what_was_sent_before_the_password_was_asked_for_again_is_kept(enrolled):
    grow_old(enrolled)
    enrolled.post("/admin/account/sessions/", {"session": "abcdef"})
    assert KeptForm.objects.get().fields == [["session", "abcdef"]]


def test_a_factor_is_removed_and_no_longer_asked_for(enrolled, app):
    enrolled.post(f"/admin/account/app/{app.pk}/remove/")
    assert not TOTPDevice.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert "second_factor_removed" in acts()
    assert is_signed_in(give_password())


def test_nobody_removes_the_factor_of_another(enrolled):
    other = TOTPDevice.objects.create(user=User.objects.create_user("li"), name="别人的")
    assert enrolled.post(f"/admin/account/app/{other.pk}/remove/").status_code == 404
    assert TOTPDevice.objects.filter(pk=other.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_removals_at_once_leave_one_factor(enrolled, app, wang):
    wang.groups.add(Group.objects.get_or_create(name="发布")[0])
    second = TOTPDevice.objects.create(user=wang, name="第二部手机")
    devices = [app.pk, second.pk]
    in_threads(2, lambda number: copy(enrolled).post(f"/admin/account/app/{devices[number]}/remove/"))
    assert TOTPDevice.objects.count() == 1


@pytest.mark.parametrize("role", ["管理", "发布"])
def test_members_of_these_roles_do_not_go_without_it_again(enrolled, app, wang, role):
    wang.groups.add(Group.objects.get_or_create(name=role)[0])
    answer = enrolled.post(f"/admin/account/app/{app.pk}/remove/", follow=True)
    assert "请先添加另一种" in answer.content.decode()
    second = TOTPDevice.objects.create(user=wang, name="第二部手机")
    enrolled.post(f"/admin/account/app/{app.pk}/remove/")
    assert list(TOTPDevice.objects.all()) == [second]


# --- Lost -----------------------------------------------------------------------------------------------


def test_an_administrator_resets_the_second_factor_of_another(admin_client, enrolled, wang):
    posted = {"action": "reset_second_factor", "_selected_action": [wang.pk]}
    assert (
        "已移除 wang 的 1 种" in admin_client.post("/admin/auth/user/", posted, follow=True).content.decode()
    )
    assert not TOTPDevice.objects.exists()
    assert not is_signed_in(enrolled)
    assert is_signed_in(give_password())


def test_of_a_more_powerful_account_it_is_reset_by_no_lesser_one(staff, app, wang):
    wang.user_permissions.add(Permission.objects.get(codename="publish_record"))
    posted = {"action": "reset_second_factor", "_selected_action": [wang.pk]}
    staff("change_user", "view_user").post("/admin/auth/user/", posted)
    assert TOTPDevice.objects.exists()


def test_an_operator_resets_it_by_command(app, codes):
    told = StringIO()
    call_command("reset_second_factor", "wang", stdout=told)
    assert "已移除 wang 的 1 种" in told.getvalue()
    assert is_signed_in(give_password())
    assert "second_factor_removed" in acts()


def test_the_command_says_that_there_is_no_such_user(db):
    with pytest.raises(CommandError, match="没有用户名为“nobody”的用户"):
        call_command("reset_second_factor", "nobody")


# --- Required -------------------------------------------------------------------------------------------


@pytest.fixture
def required(settings):
    settings.STAFF_SECOND_FACTOR = "required"


@pytest.mark.parametrize("page", ["/admin/", "/admin/records/record/", "/records/1/preview/"])
def test_where_it_is_required_nobody_works_before_he_has_one(required, wang, page):
    assert signed_in(wang).get(page).headers["Location"] == "/admin/account/"


def test_where_it_is_required_one_enrols_and_goes_on(required, wang):
    client = signed_in(wang)
    assert "本站要求" in client.get("/admin/account/").content.decode()
    enrol(client)
    assert is_signed_in(client)


def test_where_it_is_required_who_has_shown_it_works(required, enrolled):
    assert is_signed_in(enrolled)


# --- Sessions -------------------------------------------------------------------------------------------


def test_one_sees_where_one_is_signed_in_and_ends_one_of_them(wang):
    here = signed_in(wang)
    elsewhere = Client(headers={"user-agent": "别处的浏览器"}, REMOTE_ADDR="198.51.100.7")
    elsewhere.post("/admin/login/", {"username": "wang", "password": PASSWORD})
    page = here.get("/admin/account/").content.decode()
    assert "198.51.100.7" in page
    assert elsewhere.session.session_key not in page
    mark = re.search(r'name="session" value="(\w+)"', page)[1]
    here.post("/admin/account/sessions/", {"session": mark})
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)
    assert "sessions_ended" in acts()


def test_one_ends_all_others_at_once(wang):
    here, *others = (signed_in(wang) for _ in range(3))
    here.post("/admin/account/sessions/")
    assert [is_signed_in(one) for one in (here, *others)] == [True, False, False]


def test_an_administrator_ends_all_sessions_of_another(admin_client, wang):
    client = signed_in(wang)
    admin_client.post("/admin/auth/user/", {"action": "end_sessions", "_selected_action": [wang.pk]})
    assert not is_signed_in(client)


def test_an_administrator_who_ends_his_own_sessions_is_told_so_at_the_sign_in(admin_client, admin_user):
    chosen = {"action": "end_sessions", "_selected_action": [admin_user.pk]}
    answer = admin_client.post("/admin/auth/user/", chosen, follow=True)
    assert "已结束 admin 的 1 处登录" in answer.content.decode()
    assert not is_signed_in(admin_client)


def test_lists_of_keys_and_attempts_stay_out_of_the_admin(admin_client):
    for page in ("otp_totp/totpdevice/", "django_otp_webauthn/webauthncredential/", "axes/accessattempt/"):
        assert admin_client.get(f"/admin/{page}").status_code == 404
