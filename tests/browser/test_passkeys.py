"""Passkeys in a real browser, with a virtual authenticator in the place of a finger."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-long-pass-word"


@pytest.fixture
def desk(reader: Page, live_server: Any, settings: Any) -> Page:
    """Returns a browser with an authenticator that always says yes; any complaint of it (CSP too) fails the test."""
    from django.contrib.auth.models import User

    User.objects.create_user("wang", password=PASSWORD, is_staff=True)
    settings.OTP_WEBAUTHN_ALLOWED_ORIGINS = [live_server.url]
    tools = reader.context.new_cdp_session(reader)
    tools.send("WebAuthn.enable")
    authenticator = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
    return reader


def give_password(desk: Page) -> None:
    desk.goto("/admin/login/")
    desk.fill("[name=username]", "wang")
    desk.fill("[name=password]", PASSWORD)
    desk.get_by_role("button", name="登录").click()


def enrol(desk: Page) -> None:
    give_password(desk)
    desk.goto("/admin/account/passkey/")
    desk.fill("[name=name]", "我的电脑")
    desk.get_by_role("button", name="添加通行密钥").click()
    expect(desk.get_by_role("heading", name="恢复码")).to_be_visible()


def test_a_passkey_is_made_and_then_signs_in(desk: Page) -> None:
    enrol(desk)
    desk.context.clear_cookies()
    give_password(desk)
    expect(desk.get_by_role("heading", name="第二重验证")).to_be_visible()
    desk.goto("/admin/")
    expect(desk.locator("[name=password]")).to_be_visible()
    give_password(desk)
    desk.get_by_role("button", name="用通行密钥登录").click()
    expect(desk.get_by_role("button", name="注销")).to_be_visible()


def test_the_passkey_of_another_account_signs_in_nobody(desk: Page) -> None:
    """As when somebody holds the device but the account on the page has another passkey."""
    from django.contrib.auth.models import User
    from django_otp_webauthn.models import WebAuthnCredential

    enrol(desk)
    other = User.objects.create_user("li", password=PASSWORD, is_staff=True)
    WebAuthnCredential.objects.update(user=other)
    User.objects.filter(username="wang").update(username="wang-before")
    desk.context.clear_cookies()
    desk.goto("/admin/login/")
    desk.fill("[name=username]", "li")
    desk.fill("[name=password]", PASSWORD)
    desk.get_by_role("button", name="登录").click()
    expect(desk.get_by_role("button", name="用通行密钥登录")).to_be_visible()
    WebAuthnCredential.objects.update(user=User.objects.get(username="wang-before"))
    desk.get_by_role("button", name="用通行密钥登录").click()
    expect(desk.get_by_role("alert")).to_contain_text("验证没有通过")


def test_a_passkey_is_not_added_twice_on_one_device(desk: Page) -> None:
    enrol(desk)
    desk.goto("/admin/account/passkey/")
    desk.get_by_role("button", name="添加通行密钥").click()
    expect(desk.get_by_role("status")).to_contain_text("已经添加过了")


def test_a_password_is_shown_while_its_button_is_pressed_in(desk: Page) -> None:
    desk.goto("/admin/login/")
    field = desk.locator("[name=password]")
    desk.get_by_role("button", name="显示密码").click()
    expect(field).to_have_attribute("type", "text")
    desk.get_by_role("button", name="隐藏密码").click()
    expect(field).to_have_attribute("type", "password")


def test_what_was_typed_into_an_ended_session_is_sent_again_in_a_browser(desk: Page) -> None:
    from django.contrib.auth.models import User
    from django.utils import timezone

    from records.models import Organization, StaffSession

    User.objects.update(is_superuser=True)
    give_password(desk)
    desk.goto("/admin/records/organization/add/")
    desk.fill("[name=name]", "样例街道")
    with desk.expect_response("**/admin/markdown/preview/"):  # asked for later it would be refused
        desk.fill("[name=introduction]", "第一行\n第二行")
    StaffSession.objects.update(expire_date=timezone.now())
    desk.get_by_role("button", name="保存", exact=True).click()
    desk.fill("[name=username]", "wang")
    desk.fill("[name=password]", PASSWORD)
    desk.get_by_role("button", name="登录").click()
    expect(desk.get_by_text("样例街道").first).to_be_visible()
    desk.get_by_role("button", name="再次提交").click()
    expect(desk.get_by_text("成功")).to_be_visible()
    assert Organization.objects.get().introduction == "第一行\n第二行"
