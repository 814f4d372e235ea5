from collections.abc import Sequence

from records.checks.finding import Finding
from records.checks.running import LABELS
from records.models import Commendation, Record
from records.presentation.passages import place_of
from records.utils.exceptions import UserFacingError


class PublishingRefused(UserFacingError):
    pass


class AlreadyOnSite(PublishingRefused):
    def __init__(self, record: Record) -> None:
        self.record = record
        super().__init__(
            f"{record.recipient}的“{record.commendation}”已在本站：{record.get_absolute_url()}。"
            "要用这份材料替换其文字，请加 --replace。"
        )


def not_decided(commendation: Commendation) -> str:
    return f"“{commendation}”正在公示，还没有作出表彰决定，不能录入或发布它的表彰记录。请在作出决定以后再来。"


class NotTogether(Exception):
    """The database refuses something of several documents that were to be written together, and does not say of which.

    All of the transaction has to be undone."""


class SeenAnother(PublishingRefused):
    """Somebody has written the record since it was looked at; `revision` is what it has now."""

    def __init__(self, revision: int) -> None:
        self.revision = revision
        super().__init__("您看过之后，这条记录又被修改了。请再看一遍预览，然后重新确认。")


class NotApproved(PublishingRefused):
    """Somebody who did not write it must approve it first."""


class NotMended(PublishingRefused):
    """Something would become public that must not, and nobody has said why it may."""

    MAX_NAMED = 5

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = findings
        more = f"等 {len(findings)} 处" if len(findings) > self.MAX_NAMED else ""
        super().__init__(
            f"有个人信息，不能送审，也不能公开：{named(findings[: self.MAX_NAMED])}{more}。"
            "请在编辑页改正，或写明理由后略过。"
        )


def named(findings: Sequence[Finding]) -> str:
    """Names the places and what stands there, without the words: messages are kept and logged."""
    return "、".join(dict.fromkeys(f"{place_of(one.path)}的{LABELS[one.check]}" for one in findings))
