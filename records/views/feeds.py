from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.html import escape

from records.catalog import commendations as catalog
from records.catalog.categories import public_tree
from records.http.page_cache import open_to_all, public_content_by
from records.models import Category, Record
from records.models.records import RecordQuerySet
from records.presentation.markdown import UNWRITABLE, to_plain
from records.presentation.passages import in_a_sentence
from records.presentation.pictures import stored_size
from records.presentation.site import publisher_name, site_name
from records.utils.addresses import absolute

MAX_ENTRIES = 50


def public_feed(feed: Feed) -> Any:
    return open_to_all(public_content_by()(feed))


class RecordFeed(Feed):
    """Addresses are absolute from SITE_URL, not from the Host that a reader sent."""

    feed_type = Atom1Feed
    language = "zh-hans"
    subtitle = "新发布的表彰记录与先进事迹。"

    def author_name(self, of: Any = None) -> str:
        return publisher_name()  # also of each entry, by RFC 4287 4.2.1

    def items(self, of: Any = None) -> list[Record]:
        return list(self.records(of).with_deeds().with_names().latest_first()[:MAX_ENTRIES])

    def records(self, of: Any) -> RecordQuerySet:
        return Record.objects.published()

    def item_title(self, item: Record) -> str:
        mark = "【称号已撤销】" if item.is_revoked else ""
        return UNWRITABLE.sub("", f"{mark}{item.recipient}——{item.commendation}")

    def item_description(self, item: Record) -> str:
        said = to_plain(item.introduction) or in_a_sentence(item)
        return escape("\n".join(filter(None, [item.revocation, said])))  # Django says that it is HTML

    def item_enclosures(self, item: Record) -> list[Enclosure]:
        """Names the record's picture: readers show it beside the entry."""
        picture = item.picture
        size = stored_size(picture.name) if picture else None
        if picture is None or size is None:
            return []
        return [Enclosure(absolute(picture.address), str(size), "image/webp")]

    def item_link(self, item: Record) -> str:
        return absolute(item.get_absolute_url())

    def item_guid(self, item: Record) -> str:
        item.name_for_feeds()  # one that an earlier version has published since
        return item.feed_id

    def item_pubdate(self, item: Record) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Record) -> datetime:
        return item.updated_at


class LatestRecords(RecordFeed):
    def title(self) -> str:
        return UNWRITABLE.sub("", f"{site_name()}：最新表彰记录")

    def link(self) -> str:
        return absolute(reverse("home"))

    def feed_url(self) -> str:
        return absolute(reverse("feed"))


class PartOfRecords(RecordFeed):
    """Holds the records of a category or a year. Its address is its page's with `feed/` behind."""

    def link(self, of: Any) -> str:
        return absolute(self.page(of))

    def feed_url(self, of: Any) -> str:
        return f"{self.link(of)}feed/"

    def title(self, of: Any) -> str:
        return UNWRITABLE.sub("", f"{site_name()}：{self.name(of)}")

    def page(self, of: Any) -> str:
        raise NotImplementedError

    def name(self, of: Any) -> str:
        raise NotImplementedError


class RecordsOfCategory(PartOfRecords):
    def get_object(self, request: HttpRequest, category_id: int) -> Category:
        node = next((node for node in public_tree() if node.pk == category_id), None)
        if node is None:
            raise Http404
        return node

    def page(self, of: Category) -> str:
        return of.get_absolute_url()

    def name(self, of: Category) -> str:
        return of.name

    def records(self, of: Category) -> RecordQuerySet:
        return Record.objects.published().filter(commendation__category__in=of.descendants)


class RecordsOfYear(PartOfRecords):
    def get_object(self, request: HttpRequest, number: int) -> int:
        if not self.records(number).exists():
            raise Http404
        return number

    def page(self, of: int) -> str:
        return reverse("year", args=[of])

    def name(self, of: int) -> str:
        return f"{of}年"

    def records(self, of: int) -> RecordQuerySet:
        return Record.objects.published().filter(commendation__year=of)


class LatestCommendations(Feed):
    """Holds the latest decisions and announcements, each with the number of its names."""

    feed_type = Atom1Feed
    language = "zh-hans"
    subtitle = "新的表彰决定和公示。"

    def title(self) -> str:
        return UNWRITABLE.sub("", f"{site_name()}：表彰决定")

    def link(self) -> str:
        return absolute(reverse("commendations"))

    def feed_url(self) -> str:
        return absolute(reverse("commendations_feed"))

    def author_name(self) -> str:
        return publisher_name()

    def items(self) -> list[catalog.Listed]:
        return catalog.commendations()[:MAX_ENTRIES]

    def item_title(self, item: catalog.Listed) -> str:
        one = item.commendation
        mark = "【公示】" if one.is_notice else ""
        return UNWRITABLE.sub("", f"{mark}{one.name or one}")

    def item_description(self, item: catalog.Listed) -> str:
        one = item.commendation
        said = "拟表彰" if one.is_notice else "表彰"
        parts = [one.issuer, one.document_number, f"{said}名单共 {item.names:,} 个名字"]
        return escape("，".join(filter(None, parts)) + "。")

    def item_link(self, item: catalog.Listed) -> str:
        return absolute(item.commendation.get_absolute_url())

    def item_guid(self, item: catalog.Listed) -> str:
        return self.item_link(item)

    def item_pubdate(self, item: catalog.Listed) -> datetime | None:
        one = item.commendation
        day = one.notice_from if one.is_notice else one.decided_on
        return timezone.make_aware(datetime.combine(day, time())) if day else None

    def item_updateddate(self, item: catalog.Listed) -> datetime | None:
        return self.item_pubdate(item)
