"""Asks for the password again before what an open page left alone must not let a passer-by do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import REDIRECT_FIELD_NAME, authenticate
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters

from records.accounts.kept_forms import keep
from records.accounts.limits import forget_guesses
from records.accounts.sessions import SIGNED_IN

from .login import next_address

CONFIRMED = "confirmed_at"
FRESH_SECONDS = 10 * 60
View = Callable[..., HttpResponse]


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=4_096,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )


def is_own_password(request: HttpRequest, password: str) -> bool:
    """Looks at it as the sign-in does: a wrong one is counted, told to the audit log, and locks in the end."""
    name = request.user.get_username()
    found = authenticate(request, username=name, password=password)
    if found is None or found.pk != request.user.pk:
        return False
    forget_guesses(request, name)
    return True


def is_fresh(request: HttpRequest) -> bool:
    """Tells whether the password was typed in the last ten minutes."""
    at = max(request.session.get(CONFIRMED, 0), request.session.get(SIGNED_IN, {}).get("at", 0))
    return bool(timezone.now().timestamp() - at < FRESH_SECONDS)


def confirmed(view: View) -> View:
    """Lets the view be used only shortly after the password; what was sent to it is kept meanwhile."""

    @wraps(view)
    def asked_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        there = request.get_full_path()
        if request.method == "POST":
            kept = keep(request, request.user)
            there = reverse("admin:kept_form", args=[kept.pk]) if kept else reverse("admin:account")
        return HttpResponseRedirect(f"{reverse('admin:confirm')}?{urlencode({REDIRECT_FIELD_NAME: there})}")

    return asked_first


class OwnPasswordForm(AdminPasswordChangeForm):
    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        given: str = self.cleaned_data["old_password"]
        if not is_own_password(self.request, given):
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return given


class OwnPasswordView(PasswordChangeView):
    """Does what the admin's own page does, but bounds the guesses of the old password."""

    form_class = OwnPasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}


def change_password(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
    context = admin.site.each_context(request) | (extra_context or {})
    return OwnPasswordView.as_view(extra_context=context)(request)


@sensitive_post_parameters()
def confirm(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_own_password(request, form.cleaned_data["password"]):
            request.session[CONFIRMED] = timezone.now().timestamp()
            return HttpResponseRedirect(next_address(request))
        form.add_error("password", "密码不对，请再试一次。")
    context = admin.site.each_context(request) | {
        "title": "请再输入一次密码",
        "form": form,
        REDIRECT_FIELD_NAME: next_address(request),
    }
    return TemplateResponse(request, "admin/account/confirm.html", context)
