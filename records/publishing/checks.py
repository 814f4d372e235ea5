"""Says before the site is served that what is written may be public without a second pair of eyes."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def check_for_review(**_: Any) -> list[CheckMessage]:
    if settings.REVIEW_STEPS:
        return []
    text = "REVIEW_STEPS 是 0：一个人写了就能公开，没有人审核。"
    hint = "要三审，请设 REVIEW_STEPS=3（初审、复审、终审）；只要一级，设 1。见 README。"
    return [Warning(text, hint=hint, id="publishing.W001")]
