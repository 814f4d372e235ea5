"""The second factor of staff: codes of an authenticator app (TOTP), passkeys, and recovery codes for who lost both.

django-otp keeps the apps' keys, throttles wrong codes and takes none twice; django-otp-webauthn does the cryptography
of passkeys. Whoever has enrolled one is asked for it at every sign-in.
"""

import json
import re
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_otp import verify_token
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from records.audit import Act, record_act
from records.http.middleware import STAFF_ADDRESSES, Handler
from records.models import RecoveryCode, StaffSession

# Their members, and superusers, do not go without it again once they have enrolled one.
DEMANDED_OF = ("管理", "发布")
# In the session, once the second factor was shown: which kind it was.
PASSED = "second_factor"
PASSKEY_STATE = "passkey_state"
NEW_KEY = "new_totp_key"
MAX_NAME_CHARACTERS = 40
# What serves to enrol one, where it is required, and to leave.
OPEN_BEFORE = re.compile(r"/admin/(account/|login/|logout/|kept/|password_change/|jsi18n/)")


def passkeys() -> Any:
    """Returns the model; its app may be imported only after Django has started."""
    from django_otp_webauthn.models import WebAuthnCredential

    return WebAuthnCredential


def apps_of(user: Any) -> Any:
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk")


def passkeys_of(user: Any) -> Any:
    return passkeys().objects.filter(user=user, confirmed=True).order_by("pk")


def has_factor(user: Any) -> bool:
    return bool(apps_of(user).exists() or passkeys_of(user).exists())


def must_keep_one(user: Any) -> bool:
    """Tells whether the last one may not be removed by the user alone."""
    is_required = settings.STAFF_SECOND_FACTOR == "required"
    return is_required or user.is_superuser or user.groups.filter(name__in=DEMANDED_OF).exists()


def use_code(user: Any, code: str) -> str | None:
    """Returns what kind of code it was; None where it is wrong, was used before, or comes too fast."""
    bare = "".join(code.split())
    if bare.isascii() and bare.isdecimal():
        accepted = any(verify_token(user, device.persistent_id, bare) for device in apps_of(user))
        return "app" if accepted else None
    return "recovery code" if RecoveryCode.use(user, code) else None


def reset_factors(user: Any) -> int:
    """Takes all factors and recovery codes away, and signs the user out everywhere; returns how many factors it was."""
    own = [*apps_of(user), *passkeys_of(user)]
    with transaction.atomic():
        for model in (TOTPDevice, passkeys(), RecoveryCode):
            model.objects.filter(user=user).delete()
        StaffSession.end_all(user)
        record_act(Act.SECOND_FACTOR_REMOVED, on=user, detail="重置：" + "、".join(one.name for one in own))
    return len(own)


def demand_enrolment(get_response: Handler) -> Handler:
    """Leads who has not enrolled, where the site requires it, to the page where one does, and nowhere else."""

    def handle(request: HttpRequest) -> HttpResponse:
        is_staff_page = STAFF_ADDRESSES.match(request.path_info) and request.user.is_authenticated
        if settings.STAFF_SECOND_FACTOR != "required" or not is_staff_page or PASSED in request.session:
            return get_response(request)
        if OPEN_BEFORE.match(request.path_info):
            return get_response(request)
        return HttpResponseRedirect(reverse("admin:account"))

    return handle


# --- The app ------------------------------------------------------------------------------------------


def new_app(request: HttpRequest) -> TOTPDevice:
    """Returns the one that is about to be enrolled: its key waits in the session until a code has proved it."""
    key = request.session.get(NEW_KEY) or random_hex(20)
    request.session[NEW_KEY] = key
    return TOTPDevice(user=request.user, key=key, name="", confirmed=False)


def enrol_app(request: HttpRequest, name: str, code: str) -> TOTPDevice | None:
    device = new_app(request)
    device.name = name[:MAX_NAME_CHARACTERS] or "验证器"
    with transaction.atomic():
        device.save()
        if not device.verify_token("".join(code.split())):
            device.delete()
            return None
        device.confirmed = True
        device.save()
    del request.session[NEW_KEY]
    return device


# --- Passkeys -----------------------------------------------------------------------------------------


def helper(request: HttpRequest) -> Any:
    from django_otp_webauthn.helpers import WebAuthnHelper

    return WebAuthnHelper(request)


def registration_options(request: HttpRequest) -> dict[str, Any]:
    """Returns what the browser needs to make a passkey; the challenge waits in the session, for one answer."""
    options, state = helper(request).register_begin(request.user)
    request.session[PASSKEY_STATE] = state
    found: dict[str, Any] = options
    return found


def enrol_passkey(request: HttpRequest, name: str, answer: str) -> Any:
    """Returns the passkey, or None where the browser's answer does not hold."""
    device = checked(
        request, lambda state, data: helper(request).register_complete(request.user, state, data), answer
    )
    if device is not None:
        device.name = name[:MAX_NAME_CHARACTERS] or "通行密钥"
        device.save(update_fields=["name"])
    return device


def authentication_options(request: HttpRequest, user: Any) -> dict[str, Any]:
    options, state = helper(request).authenticate_begin(user, require_user_verification=False)
    request.session[PASSKEY_STATE] = state
    found: dict[str, Any] = options
    return found


def use_passkey(request: HttpRequest, user: Any, answer: str) -> bool:
    device = checked(
        request, lambda state, data: helper(request).authenticate_complete(user, state, data), answer
    )
    return device is not None and device.confirmed


def checked(request: HttpRequest, complete: Any, answer: str) -> Any:
    """Calls with the challenge, which is gone from the session whatever comes of it: none is answered twice."""
    from django_otp_webauthn.exceptions import OTPWebAuthnApiError
    from django_otp_webauthn.utils import rewrite_exceptions

    state = request.session.pop(PASSKEY_STATE, None)
    request.session.save()
    if state is None:
        return None
    try:
        data = json.loads(answer)
        with transaction.atomic(), rewrite_exceptions():
            return complete(state, data)
    except (OTPWebAuthnApiError, ValueError, KeyError, TypeError):
        return None
