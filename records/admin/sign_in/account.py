"""Shows members of staff how they sign in and where they are signed in, and lets them change it (登录与安全)."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from records.accounts import second_factor as factors
from records.accounts.kept_forms import AGAIN
from records.accounts.sessions import SIGNED_IN
from records.audit import Act, record_act
from records.models import KeptForm, RecoveryCode, StaffSession

from .confirming import confirm, confirmed

KINDS = {"app": "验证器", "passkey": "通行密钥"}


class AppForm(forms.Form):
    name = forms.CharField(
        label="名称",
        required=False,
        max_length=factors.MAX_NAME_CHARACTERS,
        help_text="可不填，只为以后认出它，如“我的手机”。",
        widget=forms.TextInput({"class": "vTextField"}),
    )
    code = forms.CharField(
        label="验证码",
        max_length=20,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "vTextField"}
        ),
    )


class PasskeyForm(forms.Form):
    name = AppForm.base_fields["name"]
    passkey = forms.CharField(
        max_length=20_000,
        widget=forms.HiddenInput,
        error_messages={"required": "浏览器没有给出通行密钥。请按按钮再试一次。"},
    )


def user_of(request: HttpRequest) -> Any:
    return request.user


def page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    shown = admin.site.each_context(request) | {"title": title, **context}
    return TemplateResponse(request, f"admin/account/{template}.html", shown)


def back_to_account(request: HttpRequest, message: str) -> HttpResponse:
    messages.success(request, message)
    return HttpResponseRedirect(reverse("admin:account"))


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    return page(
        request,
        "account",
        "登录与安全",
        apps=factors.apps_of(user),
        passkeys=factors.passkeys_of(user),
        codes_left=RecoveryCode.objects.filter(user=user).count(),
        sessions=sessions_of(request),
        kept_forms=KeptForm.objects.filter(user=user),
        is_required=settings.STAFF_SECOND_FACTOR == "required",
    )


# --- The second factor ----------------------------------------------------------------------------------


@confirmed
def add_app(request: HttpRequest) -> HttpResponse:
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if device := factors.enrol_app(request, form.cleaned_data["name"], form.cleaned_data["code"]):
            return enrolled(request, device.name, "app")
        form.add_error("code", "验证码不对。请确认手机的时间是准的，再输入新出来的一个。")
    new = factors.new_app(request)
    key = base64.b32encode(new.bin_key).decode().rstrip("=")
    groups = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    return page(request, "add_app", "添加验证器", form=form, key=groups)


@require_safe
@confirmed
def app_picture(request: HttpRequest) -> HttpResponse:
    """Draws the key as a QR code for the app's camera."""
    drawn = BytesIO()
    code = segno.make(factors.new_app(request).config_url, micro=False, error="m")
    code.save(drawn, kind="svg", scale=4, border=4, dark="#000", light="#fff")
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@confirmed
def add_passkey(request: HttpRequest) -> HttpResponse:
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if device := factors.enrol_passkey(request, form.cleaned_data["name"], form.cleaned_data["passkey"]):
            return enrolled(request, device.name, "passkey")
        form.add_error(None, "通行密钥没有添加成功。请按按钮再试一次。")
    options = json.dumps(factors.registration_options(request))
    return page(request, "add_passkey", "添加通行密钥", form=form, options=options)


def enrolled(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """Ends what was signed in without it, and with the first factor shows recovery codes."""
    request.session.setdefault(factors.PASSED, kind)
    record_act(Act.SECOND_FACTOR_ADDED, on=user_of(request), detail=f"{KINDS[kind]}：{name}")
    StaffSession.end_all(request.user, but=request.session.session_key)
    if not RecoveryCode.objects.filter(user=user_of(request)).exists():
        messages.success(request, f"已添加“{name}”，以后登录时要用到它。请把下面的恢复码收好。")
        return show_new_codes(request)
    return back_to_account(request, f"已添加“{name}”，以后登录时要用到它。")


@require_POST
@confirmed
def remove_factor(request: HttpRequest, kind: str, factor_id: int) -> HttpResponse:
    with transaction.atomic():
        # One removal after the other: two at once would each count the other's as still there.
        user = User.objects.select_for_update().get(pk=user_of(request).pk)
        own = {"app": factors.apps_of, "passkey": factors.passkeys_of}[kind](user)
        device = own.filter(pk=factor_id).first()
        if device is None:
            raise Http404
        others = factors.apps_of(user).count() + factors.passkeys_of(user).count() - 1
        if not others and factors.must_keep_one(user):
            message = "没有移除：您的角色登录时需要第二重验证。请先添加另一种，再移除这一种。"
            messages.error(request, message)
            return HttpResponseRedirect(reverse("admin:account"))
        device.delete()
        if not others:
            RecoveryCode.objects.filter(user=user).delete()
        record_act(Act.SECOND_FACTOR_REMOVED, on=user, detail=f"{KINDS[kind]}：{device.name}")
    if not others:
        request.session.pop(factors.PASSED, None)
    return back_to_account(request, f"已移除“{device.name}”。")


@require_POST
@confirmed
def new_codes(request: HttpRequest) -> HttpResponse:
    if not factors.has_factor(request.user):
        return HttpResponseRedirect(reverse("admin:account"))
    return show_new_codes(request)


def show_new_codes(request: HttpRequest) -> HttpResponse:
    """Shows them in the answer to a POST: they stand in no address and in no history, and are never shown again."""
    with transaction.atomic():
        codes = RecoveryCode.make_for(user_of(request))
        record_act(Act.RECOVERY_CODES_MADE, on=user_of(request))
    return page(request, "codes", "恢复码", codes=codes)


# --- Sessions -------------------------------------------------------------------------------------------


def mark_of(session: StaffSession) -> str:
    """Names a session on a page; its key itself would let who sees it take it over."""
    return hashlib.sha256(session.session_key.encode()).hexdigest()[:16]


def sessions_of(request: HttpRequest) -> list[dict[str, Any]]:
    found, password = [], user_of(request).get_session_auth_hash()
    own = StaffSession.objects.filter(user=user_of(request), expire_date__gt=timezone.now())
    for session in own.order_by("-expire_date"):
        data = session.get_decoded()
        if data.get(HASH_SESSION_KEY) != password:
            continue  # from before the password was changed: it opens nothing any more
        signed_in = data.get(SIGNED_IN, {})
        at = signed_in.get("at")
        found.append(
            {
                "mark": mark_of(session),
                "is_this": session.session_key == request.session.session_key,
                "at": datetime.fromtimestamp(at, UTC) if at else None,
                "address": signed_in.get("address", ""),
                "agent": signed_in.get("agent", ""),
                "ends": session.expire_date,
            }
        )
    return found


@require_POST
@confirmed
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Ends the one that is named, or all but this one."""
    own, mark = StaffSession.objects.filter(user=user_of(request)), request.POST.get("session", "")
    chosen = [
        session.pk
        for session in own.exclude(session_key=request.session.session_key)
        if not mark or mark_of(session) == mark
    ]
    with transaction.atomic():
        ended, _ = own.filter(pk__in=chosen).delete()
        record_act(Act.SESSIONS_ENDED, on=user_of(request), detail=f"{ended} 处")
    return back_to_account(request, f"已结束 {ended} 处登录。")


# --- Forms that came too late ---------------------------------------------------------------------------


def kept_form(request: HttpRequest, form_id: int) -> HttpResponse:
    kept = KeptForm.objects.filter(user=user_of(request), pk=form_id).first()
    if kept is None:
        raise Http404
    if request.method == "POST":
        kept.delete()
        return back_to_account(request, "已丢弃没有提交的内容。")
    texts = [value for _, value in kept.fields if len(value) > 1 and not value.isdecimal()]
    return page(request, "kept_form", "刚才填写的内容还在", kept=kept, texts=texts, again=AGAIN)


def account_urls() -> list[URLPattern]:
    view = admin.site.admin_view
    return [
        path("account/", view(account), name="account"),
        path("account/confirm/", view(confirm), name="confirm"),
        path("account/app/", view(add_app), name="add_app"),
        path("account/app/picture.svg", view(app_picture), name="app_picture"),
        path("account/passkey/", view(add_passkey), name="add_passkey"),
        path("account/codes/", view(new_codes), name="recovery_codes"),
        path("account/sessions/", view(end_sessions), name="end_sessions"),
        *(
            path(
                f"account/{kind}/<int:factor_id>/remove/",
                view(remove_factor),
                {"kind": kind},
                name=f"remove_{kind}",
            )
            for kind in ("app", "passkey")
        ),
        path("kept/<int:form_id>/", view(kept_form), name="kept_form"),
    ]
