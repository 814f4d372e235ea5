"""Names the operator of the site as law and custom in China ask for it in the foot and the head of a page.

Everything is optional, and shown only where it is set. The marks themselves (the police badge and the like) are handed
out with the registration, each to one site: the operator puts them into VAR/marks, under the names in MARK_FILES.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, RegexValidator, URLValidator

# The file in VAR/marks that belongs to a setting.
MARK_FILES = {
    "POLICE_NUMBER": "police.png",
    "PARTY_GOVERNMENT_LINK": "party-government.png",
    "FIND_ERRORS_LINK": "find-errors.png",
}


@dataclass(frozen=True, slots=True)
class Operator:
    """Holds the environment variable of each field's name in capitals, empty where it is not set."""

    operator_name: str = ""  # 主办单位
    operator_contact: str = ""  # 联系方式, as it is to be read
    icp_number: str = ""  # ICP备案号: 某ICP备××××××××号-×
    police_number: str = ""  # 公安备案号: 某公网安备 ××××××××××××××号
    site_id_code: str = ""  # 网站标识码: ten digits
    party_government_link: str = ""  # 党政机关标识: the page its code was handed out with
    find_errors_link: str = ""  # 我为政府网站找错
    corrections_email: str = ""  # where a reader's 纠错 goes

    @classmethod
    def from_environment(cls, env: Any) -> "Operator":
        return cls(**{field.name: env.str(field.name.upper(), default="").strip() for field in fields(cls)})

    @property
    def police_code(self) -> str:
        """Returns the digits by which the register of the police finds the site."""
        found = re.search(r"[0-9]{8,}", self.police_number)
        return found[0] if found else ""

    @property
    def marks(self) -> set[str]:
        """Returns the marks that have been put into VAR/marks."""
        return {name.removesuffix(".png") for name in MARK_FILES.values() if mark_file(name).is_file()}


def mark_file(name: str) -> Path:
    return Path(settings.VAR) / "marks" / name


@register()
def check_operator(**_: Any) -> list[CheckMessage]:
    """Keeps the site from starting with a mistyped number, which would stand on every page."""
    operator: Operator = settings.OPERATOR
    return [*wrong_values(operator), *missing_marks(operator)]


VALID_LINK = URLValidator(["http", "https"])
# The rule for a value, and an example of it for the message.
VALUE_RULES: dict[str, tuple[Callable[[str], None], str]] = {
    "icp_number": (RegexValidator(r"^\S{1,3}ICP[备证]\S*[0-9]{6,}号?(-[0-9]+)?\Z"), "某ICP备××××××××号-×"),
    "police_number": (RegexValidator(r"^\S{1,3}公网安备\s*[0-9]{8,}号?\Z"), "某公网安备 ××××××××××××××号"),
    "site_id_code": (RegexValidator(r"^[0-9A-Za-z]{10}\Z"), "十位的数字或字母"),
    "party_government_link": (VALID_LINK, "https://…"),
    "find_errors_link": (VALID_LINK, "https://…"),
    "corrections_email": (EmailValidator(), "name@example.org"),
}


def wrong_values(operator: Operator) -> list[CheckMessage]:
    wrong: list[CheckMessage] = []
    for name, (rule, example) in VALUE_RULES.items():
        value = getattr(operator, name)
        try:
            if value:
                rule(value)
        except ValidationError:
            message = f"{name.upper()} 应写成 {example} 的形式，现在是 {value!r}。请改正，或者不设。"
            wrong.append(Error(message, id="operator.E001"))
    return wrong


def missing_marks(operator: Operator) -> list[CheckMessage]:
    return [
        Warning(
            f"设了 {setting}，但没有它的图标，页面上只显示文字。请把登记时发给的图标存成 {mark_file(name)}。",
            id="operator.W001",
        )
        for setting, name in MARK_FILES.items()
        if getattr(operator, setting.lower()) and not mark_file(name).is_file()
    ]
