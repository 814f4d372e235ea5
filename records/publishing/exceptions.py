from records.models import Record


class PublishingRefused(Exception):
    """str() says in plain Chinese why, and what to do."""


class AlreadyOnSite(PublishingRefused):
    def __init__(self, record: Record) -> None:
        self.record = record
        super().__init__(
            f"{record.recipient}的“{record.commendation}”已在本站：{record.get_absolute_url()}。"
            "要用这份材料替换其文字，请加 --replace。"
        )
