"""Knows who is acting: in a request its user and address, at the command line the operating system's user."""

import getpass
import os
import pwd
import re
import sys
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from records.http.client_address import client_address
from records.http.middleware import current_request_id

current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)
SECRET_OPTION = re.compile(r"(--?[\w-]*(?:pass|secret|token|key)[\w-]*[= ])(\S+)", re.IGNORECASE)


class Actor(NamedTuple):
    """One who acts, and from where; `command` is the command line, blank in a request."""

    user: Any = None
    who: str = ""
    command: str = ""
    address: str = ""
    request_id: str = ""


def current_actor(by: AbstractBaseUser | None = None) -> Actor:
    """Tells who acts now; `by` is the account where the caller knows it."""
    request = current_request.get()
    if request is None:
        named = by.get_username() if by else operating_system_user()
        return Actor(by, named, "" if by else command_line())
    user = by or getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        user = None
    who = user.get_username() if user else ""
    return Actor(user, who, "", client_address(request), current_request_id.get())


def operating_system_user() -> str:
    """Names who runs this process, and who became that user by sudo or su."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have a name
        user = f"uid {os.getuid()}"
    behind = login_user() or os.environ.get("SUDO_USER")
    return f"{user}（登录者：{behind}）" if behind and behind != user else user


def login_user() -> str:
    """Names who logged in to the machine, which Linux remembers through any number of sudo; blank where unknown."""
    try:
        return pwd.getpwuid(int(Path("/proc/self/loginuid").read_text(encoding="ascii"))).pw_name
    except (OSError, ValueError, KeyError, OverflowError):  # a service, a container, another system
        return ""


def command_line() -> str:
    """Returns what was typed, without the values of options that look like secrets."""
    typed = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
    return SECRET_OPTION.sub(r"\1***", typed)
