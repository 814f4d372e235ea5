"""Signs staff in: a password, and then the second factor of those who have enrolled one.

Nobody is signed in before the second factor was shown: until then the session holds only whose password was right.
"""

import json
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME, get_user_model, login, logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from records.accounts.limits import count_guess, give_back_guess, lock_falls, lock_out, tell_of_lock
from records.accounts.second_factor import (
    PASSED,
    apps_of,
    authentication_options,
    has_factor,
    passkeys_of,
    use_code,
    use_passkey,
)
from records.accounts.sessions import PENDING_LASTS
from records.audit import Act, record_act
from records.models import RecoveryCode

PENDING = "pending_sign_in"
WRONG = (
    "验证没有通过。验证码每 30 秒换一个，一个只能用一次；连着输错几次，要等几秒才能再试。"
    "请等新的验证码出来，再试一次。"
)
stock_sign_out = admin.site.logout
TOO_LATE = "输入密码之后过得太久了。请重新登录。"
# In the address, not in a session: a stranger who asks for the second step is given none.
LATE = "late"


class SignIn(LoginView):
    """Django's, with the second factor before its last step."""

    authentication_form = AdminAuthenticationForm
    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        user, asks_more = form.get_user(), has_factor(form.get_user())
        if asks_more or self.request.user != user:
            # Ends the session that is under way, of whomever, and tells of it; login() would only empty it.
            logout(self.request)
        if not asks_more:
            return super().form_valid(form)
        # It was right, so it counts no longer as a guess; wrong ones before do, until the second factor is shown.
        give_back_guess(self.request, user.get_username())
        self.request.session[PENDING] = {
            "at": timezone.now().timestamp(),
            "user": user.pk,
            "backend": user.backend,
            "password": user.get_session_auth_hash(),
        }
        there = urlencode({REDIRECT_FIELD_NAME: self.get_redirect_url()})
        return HttpResponseRedirect(f"{reverse('admin:second_factor')}?{there}")


@never_cache
def sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Takes the place of AdminSite.login, and gives its page all that that one gives."""
    if request.method == "GET" and admin.site.has_permission(request):
        return HttpResponseRedirect(reverse("admin:index"))
    if request.method == "GET" and LATE in request.GET:
        messages.warning(request, TOO_LATE)
    context = admin.site.each_context(request) | {
        "title": "登录",
        "subtitle": None,
        "app_path": request.get_full_path(),
        "username": request.user.get_username(),
        REDIRECT_FIELD_NAME: next_address(request),
    }
    answer: Any = SignIn.as_view(extra_context=context | (extra_context or {}))(request)
    return cast(HttpResponse, answer)


class SecondFactorForm(forms.Form):
    code = forms.CharField(
        label="验证码",
        required=False,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "one-time-code", "autofocus": True, "class": "vTextField"}),
    )
    passkey = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)


@sensitive_post_parameters()
@csrf_protect
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    user = pending_user(request)
    if user is None:
        return HttpResponseRedirect(f"{reverse('admin:login')}?{LATE}=1")
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not count_guess(request, user.get_username()):
            return lock_out(request, user.get_username())
        if kind := shown(request, user, form):
            return signed_in(request, user, kind)
        record_act(Act.SECOND_FACTOR_FAILED, on=user, who=user.get_username())
        if lock_falls(request, user.get_username()):
            tell_of_lock(request, user.get_username())
            return lock_out(request, user.get_username())
        form.add_error(None, WRONG)
    return second_factor_page(request, user, form)


def pending_user(request: HttpRequest) -> Any:
    """Returns whose password was right a short while ago, and is still."""
    pending = request.session.get(PENDING, {})
    # Counted from the password: the session itself lives on with each look at the page of a passkey.
    if timezone.now().timestamp() - pending.get("at", 0) > PENDING_LASTS.total_seconds():
        return None
    user = get_user_model().objects.filter(pk=pending.get("user"), is_active=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), pending["password"]):
        return None
    user.backend = pending["backend"]
    return user


def shown(request: HttpRequest, user: Any, form: SecondFactorForm) -> str | None:
    """Returns which kind of second factor was shown, None where it does not hold."""
    if answer := form.cleaned_data["passkey"]:
        return "passkey" if use_passkey(request, user, answer) else None
    return use_code(user, form.cleaned_data["code"])


def signed_in(request: HttpRequest, user: Any, kind: str) -> HttpResponse:
    del request.session[PENDING]
    login(request, user)
    request.session[PASSED] = kind
    passed = Act.RECOVERY_CODE_USED if kind == "recovery code" else Act.SECOND_FACTOR_PASSED
    record_act(passed, on=user, by=user)
    if kind == "recovery code":
        left = RecoveryCode.objects.filter(user=user).count()
        messages.warning(
            request, f"恢复码用掉了一个，还剩 {left} 个。请到“登录与安全”添加新的验证方式，或重新生成恢复码。"
        )
    return HttpResponseRedirect(next_address(request))


def next_address(request: HttpRequest) -> str:
    """Returns where the way led before, if it is on this site."""
    there = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return there if is_ours else reverse("admin:index")


def second_factor_page(request: HttpRequest, user: Any, form: SecondFactorForm) -> HttpResponse:
    has_passkey = passkeys_of(user).exists()
    context = admin.site.each_context(request) | {
        "title": "第二重验证",
        "form": form,
        "has_app": apps_of(user).exists(),
        "options": json.dumps(authentication_options(request, user)) if has_passkey else "",
        REDIRECT_FIELD_NAME: next_address(request),
    }
    return TemplateResponse(request, "admin/account/second_factor.html", context)


def sign_out(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Signs out, and has the browser drop its copies of pages: whoever sits down next does not leaf back to them."""
    response: HttpResponse = stock_sign_out(request, extra_context)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache"'
    return response
