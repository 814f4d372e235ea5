"""Asks for the password again before what an open page left alone must not let a passer-by do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME, authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
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


@sensitive_post_parameters()
def confirm(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = request.user.get_username()
        found = authenticate(request, username=name, password=form.cleaned_data["password"])
        if found is not None and found.pk == request.user.pk:
            forget_guesses(request, name)
            request.session[CONFIRMED] = timezone.now().timestamp()
            return HttpResponseRedirect(next_address(request))
        form.add_error("password", "密码不对，请再试一次。")
    context = admin.site.each_context(request) | {
        "title": "请再输入一次密码",
        "form": form,
        REDIRECT_FIELD_NAME: next_address(request),
    }
    return TemplateResponse(request, "admin/account/confirm.html", context)
