from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed

from .models import Record
from .text import UNWRITABLE, to_plain

ENTRIES = 50


class LatestRecords(Feed):
    """Addresses are absolute from SITE_URL, not from the Host that a reader sent."""

    feed_type = Atom1Feed
    language = "zh-hans"
    link = settings.SITE_URL + "/"
    feed_url = settings.SITE_URL + "/feed/"
    title = f"{settings.SITE_NAME}：最新表彰记录"
    subtitle = "新发布的表彰记录与先进事迹。"

    def items(self) -> list[Record]:
        return list(Record.objects.published().with_names().latest_first()[:ENTRIES])

    def item_title(self, item: Record) -> str:
        return UNWRITABLE.sub("", f"{item.recipient}——{item.commendation}")

    def item_description(self, item: Record) -> str:
        return to_plain(item.introduction)

    def item_link(self, item: Record) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_pubdate(self, item: Record) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Record) -> datetime:
        return item.updated_at
