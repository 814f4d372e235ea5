"""Writes the names of staff as Chinese has them: 姓 first."""

from typing import Any


def staff_name(user: Any) -> str:
    """Returns the name of an account, its user name where no other is known; blank for nobody."""
    if user is None:
        return ""
    between = " " if f"{user.last_name}{user.first_name}".isascii() else ""
    return f"{user.last_name}{between}{user.first_name}".strip() or str(user.get_username())
