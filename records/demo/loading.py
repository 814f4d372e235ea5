"""Fills an empty site with the demonstration, by the ways in which a real one is filled."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from PIL import Image

from records.audit import Act, record_act
from records.models import (
    Category,
    Commendation,
    Edition,
    Measure,
    Picture,
    Recipient,
    Record,
    RollEntry,
    Section,
    SiteSettings,
    Version,
)
from records.publishing import publish, revoke_honor, save_deeds, submit_for_review, withdraw
from records.publishing.pictures import keep_picture
from records.publishing.rolls import save_roll
from records.publishing.rolls.showing import feed_id
from records.publishing.saving import write_session
from records.search.reindexing import reindex
from records.utils.pictures import reencode

from . import drawing
from .composing import compose
from .content import NOTICE, Example, examples, read
from .rolls import Roll, deeds, rolls

# The newest record's hour; each one before it is older by this much and a little.
LAST_PUBLISHED = datetime(2025, 9, 30, 1, 0, tzinfo=UTC)
BETWEEN = timedelta(days=4, hours=5, minutes=17)
CHANGED_LATER = timedelta(days=21, minutes=40)
PUBLISHED_LATER = timedelta(days=30)
NOTICE_LASTS = timedelta(days=7)
NAME = "荣誉录（示例）"
SENTENCE = "这是一个示例网站：人物、单位和事迹都是虚构的，只用来看网站的样子。"
CAPTIONS = ["清早出发前", "{place}一角", "沿途所见", "收工以后"]
SCENERY = {
    "林": "林海",
    "沙": "沙丘和草方格",
    "海": "海面和灯塔",
    "城": "城里的楼房",
    "山": "群山",
    "野": "田野",
    "雪": "雪山和树林",
    "桥": "大桥",
}


def is_loaded() -> bool:
    """Tells whether the site holds the demonstration; what was added to it since is let be."""
    return Version.objects.filter(source=NOTICE).exists()


def holds_other_content() -> bool:
    return not is_loaded() and any(model.objects.exists() for model in (Category, Recipient, Record))


@transaction.atomic
def load() -> tuple[int, int]:
    """Fills a site that holds nothing; returns the numbers of records, and of names on rolls."""
    record_act(Act.ADDED, detail="装入示例网站。")
    for name, below in read("site")["categories"].items():
        add_category(name, below, None)
    for name in read("site")["unfiled"]:
        Category.objects.create(name=name, filed=False)
    for decision in read("site")["decisions"]:
        category = Category.objects.get(name=decision["category"])
        Commendation.objects.create(**decision | {"category": category})
    records = [add_record(example, place) for example in examples() for place in range(len(example.awards))]
    settle(records)
    for roll in rolls():
        add_roll(roll)
    set_up_site()
    return len(records), RollEntry.objects.count()


def add_roll(roll: Roll) -> None:
    """Has the whole roll on the site, a tenth of it with deeds; one that is in 公示 since yesterday has names alone."""
    category = Category.objects.get(name=roll.category)
    commendation = Commendation.objects.create(category=category, year=roll.year, **roll.facts)
    if commendation.is_notice:
        begin = timezone.localdate() - timedelta(days=1)
        commendation.notice_from, commendation.notice_until = begin, begin + NOTICE_LASTS
        commendation.save()
    save_roll(commendation, roll.entries, by=None, name="示例名单.xlsx", quotas=roll.quotas)
    if commendation.is_notice:
        return
    coming = list(deeds(roll))
    with write_session(coming, by=None) as writer:
        for said in coming:
            writer.save(said)
    decided = datetime.combine(commendation.decided_on or LAST_PUBLISHED, LAST_PUBLISHED.timetz())
    make_roll_public(commendation, decided)
    if roll.revoked:
        found = Record.objects.get(
            roll_entry__commendation=commendation, roll_entry__position=roll.revoked["place"]
        )
        revoke_honor(found, by=None, on=roll.revoked["day"], reason=roll.revoked["reason"])


def make_roll_public(commendation: Commendation, hour: datetime) -> None:
    """Has been public since that hour, as `date_back` does for one record, but for all at once."""
    records = Record.objects.filter(roll_entry__commendation=commendation)
    Version.objects.filter(working_of__in=records).update(source=NOTICE, public_from=hour)
    records.update(
        status=Record.Status.PUBLISHED,
        published_at=hour,
        updated_at=hour,
        has_deeds=Exists(Section.objects.filter(version=OuterRef("working"))),
        feed_id=feed_id(hour),
        live=F("working"),
        working=None,
    )
    Edition.lock_for_writing()
    reindex(records.values_list("pk", flat=True))


def set_up_site() -> None:
    wide = (
        Record.objects.published()
        .filter(live__cover__width__gt=F("live__cover__height"))
        .exclude(live__summary="")
    )
    SiteSettings.objects.create(name=NAME, sentence=SENTENCE, featured=wide.latest_first().first())


def add_category(name: str, below: dict[str, Any], parent: Category | None) -> None:
    siblings = Category.objects.filter(parent=parent).count()
    category = Category.objects.create(name=name, parent=parent, position=siblings + 1)
    for child, further in below.items():
        add_category(child, further, category)


def add_record(example: Example, place: int) -> Record:
    record = save_deeds(compose(example, place), by=None, name=example.title).record
    if place == 0:
        illustrate(record, example)
        record.tributes_before = example.tributes
        record.save(update_fields=["tributes_before"])
    return record


def illustrate(record: Record, example: Example) -> None:
    if example.portrait:
        drawn = drawing.portrait(example.name)
        record.recipient.portrait = add_picture(drawn, f"{example.name}的剪影（示例绘图）")
        record.recipient.save(update_fields=["portrait"])
    if example.cover:
        drawn = drawing.scene(example.cover, example.name)
        version = record.edited
        version.cover = add_picture(drawn, f"{SCENERY[example.cover]}（示例绘图）", credit="示例绘图")
        version.save(update_fields=["cover"])
    put_into_text(record, example)


def put_into_text(record: Record, example: Example) -> None:
    """Shows a picture at the end of every second measure, until all are shown."""
    measures = Measure.objects.filter(section__version=record.working).order_by("section__number", "number")
    for number, measure in zip(range(example.pictures), list(measures)[::2], strict=False):
        kind = list(SCENERY)[(number + len(example.name)) % len(SCENERY)]
        caption = CAPTIONS[number].format(place=example.place)
        drawn = drawing.scene(kind, f"{example.name} {number}")
        picture = add_picture(drawn, f"{SCENERY[kind]}（示例绘图）", caption=caption, credit="示例绘图")
        measure.text += f"\n\n![{picture.alt}]({picture.address})"
        measure.save(update_fields=["text"])


def add_picture(drawn: Image.Image, alt: str, **words: str) -> Picture:
    as_png = BytesIO()
    drawn.save(as_png, "PNG", compress_level=1)
    return keep_picture(reencode(as_png.getvalue()), by=None, alt=alt, **words)


def settle(records: list[Record]) -> None:
    """Gives each its status, and to the public ones hours in the past, the first of them the newest."""
    others = {said["name"]: said for said in read("site")["not_public"]}
    # Of a recipient with several records the last is the one that is not public.
    last = {record.recipient.name: record for record in records}
    hours = (LAST_PUBLISHED - place * BETWEEN for place in count())
    for record in records:
        is_last = last[record.recipient.name] is record
        settle_one(record, hours, **others.get(record.recipient.name, {}) if is_last else {})
    Edition.lock_for_writing()
    reindex(record.pk for record in records)


def settle_one(
    record: Record, hours: Iterator[datetime], status: str = "published", reason: str = "", **_: str
) -> None:
    match status:
        case "review":
            submit_for_review(record, by=None)
        case "scheduled":
            publish(record, by=None, at=timezone.now() + PUBLISHED_LATER)
        case "published" | "withdrawn":
            hour = next(hours)
            publish(record, by=None, at=timezone.now() + PUBLISHED_LATER)
            date_back(record, hour, changed=hour + (record.pk % 4 == 0) * CHANGED_LATER)
            if reason:
                withdraw(record, by=None, reason=reason)


def date_back(record: Record, hour: datetime, *, changed: datetime) -> None:
    """Has been public since that hour. Done before the version is: from then on nobody may change when."""
    Version.objects.filter(pk=record.content.pk).update(public_from=hour)
    record.published_at, record.feed_id = hour, ""
    record.name_for_feeds()
    record.save()
    Record.objects.filter(pk=record.pk).update(updated_at=changed)
    record.refresh_from_db()
