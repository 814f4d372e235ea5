"""Says before anybody asks for one whether this machine can make sheets, and sign them if it is to."""

from typing import Any

from django.core.checks import CheckMessage, Error, Info


def check_for_sheets(**_: Any) -> list[CheckMessage]:
    """Says that Pango or a font is missing, which is no fault: there are no sheets then. A certificate that was set and
    does not work is one."""
    from .certificate import making

    if trouble := making.trouble():
        return [Error(trouble, id="exporting.E001")]
    missing = making.unable()
    return [Info(missing, id="exporting.I001")] if missing else []
