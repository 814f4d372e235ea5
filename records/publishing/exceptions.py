from records.models import Record
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
