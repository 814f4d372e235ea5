"""Makes rows for tests, each valid as it comes; a test names only the fields it is about."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from records.models import (
    Attachment,
    Category,
    Commendation,
    CommendationVersion,
    Distinction,
    Figure,
    FormerName,
    Measure,
    MergedRecipient,
    Picture,
    Presence,
    Recipient,
    Record,
    RollEntry,
    RollGroup,
    Section,
    SitePage,
    SiteSettings,
    Version,
)
from records.models.versions import CONTENT
from records.publishing import correct
from records.publishing.versions import begin_version

numbers = count(1)


def make_category(name: str = "", **fields: Any) -> Category:
    return Category.objects.create(name=name or f"样例表彰{next(numbers)}", **fields)


def make_commendation(
    category: Category | None = None, year: int | None = 2011, **fields: Any
) -> Commendation:
    return Commendation.objects.create(category=category or make_category(), year=year, **fields)


def make_attachment(name: str = "决定.pdf", **fields: Any) -> Attachment:
    """Makes the row alone: a test that wants the file too keeps one."""
    return Attachment.objects.create(name=name, **{"sha256": f"{next(numbers):064x}", "size": 1000} | fields)


def make_commendation_version(
    commendation: Commendation | None = None, number: int = 1, **fields: Any
) -> CommendationVersion:
    """Makes one that becomes public tomorrow, unless told otherwise: then nobody may change it."""
    given = {"state": "decided", "public_from": timezone.now() + timedelta(days=1)} | fields
    return CommendationVersion.objects.create(
        commendation=commendation or make_commendation(), number=number, **given
    )


def make_roll_group(path: str = "", commendation: Commendation | None = None, **fields: Any) -> RollGroup:
    return RollGroup.objects.create(
        commendation=commendation or make_commendation(), path=path or f"样例组{next(numbers)}", **fields
    )


def make_roll_entry(name: str = "", record: Record | None = None, **fields: Any) -> RollEntry:
    """Makes a line of the roll of its record's commendation; without a record, of one that is given or new."""
    commendation = fields.pop("commendation", None) or (
        record.commendation if record else make_commendation()
    )
    kind = record.recipient.kind if record else "person"
    given = {"kind": kind, "position": next(numbers), "was_proposed": commendation.is_notice} | fields
    named = name or (record.recipient.name if record else f"样例{next(numbers)}")
    return RollEntry.objects.create(commendation=commendation, record=record, name=named, **given)


def make_recipient(name: str = "", kind: str = "organization", **fields: Any) -> Recipient:
    return Recipient.objects.create(name=name or f"样例单位{next(numbers)}", kind=kind, **fields)


def make_picture(name: str = "", **fields: Any) -> Picture:
    """Makes the row alone: a test that wants the file too stores one."""
    given = {"width": 1200, "height": 800, "alt": "样例图片"} | fields
    return Picture.objects.create(name=name or f"picture{next(numbers)}.webp", **given)


def make_site_page(title: str = "关于本站", **fields: Any) -> SitePage:
    given = {"text": "本站由样例县编写。", "status": "public"} | fields
    return SitePage.objects.create(title=title, **given)


def make_site_settings(**fields: Any) -> SiteSettings:
    return SiteSettings.objects.create(**fields)


def make_version(record: Record | None = None, number: int = 1, **fields: Any) -> Version:
    """Makes a version alone, which is neither the public one nor the one being written."""
    given = {"title": f"样例事迹{next(numbers)}"} | fields
    return Version.objects.create(record=record or bare_record(), number=number, **given)


def bare_record() -> Record:
    return Record.objects.create(recipient=make_recipient(), commendation=make_commendation())


def make_record(status: str = "published", **fields: Any) -> Record:
    """Makes a record without sections, in any status, with the dates that belong to it.

    The public version of a published one is not sealed yet, so that a test can go on writing it; `seal` does that.
    """
    now = timezone.now()
    by_status: dict[str, dict[str, Any]] = {
        "draft": {},
        "review": {},
        "published": {"published_at": now - timedelta(days=1)},
        "withdrawn": {
            "published_at": now - timedelta(days=2),
            "withdrawn_at": now - timedelta(days=1),
            "withdrawal_reason": "材料有误",
        },
    }
    said = {name: fields.pop(name) for name in CONTENT if name in fields}
    given = {
        "recipient": fields.pop("recipient", None) or make_recipient(),
        "commendation": fields.pop("commendation", None) or make_commendation(),
    }
    record = Record.objects.create(**given, **({"pk": fields.pop("pk")} if "pk" in fields else {}))
    submitted_at = now if status == "review" else None
    version = make_version(record, submitted_at=submitted_at, **said)
    place = "live" if status in {"published", "withdrawn"} else "working"
    Record.objects.filter(pk=record.pk).update(
        **{place: version, "status": status}, **by_status[status] | fields
    )
    record.refresh_from_db()
    return record


def seal(record: Record) -> Record:
    """Makes the record's public version one that the public has seen, which nobody may change."""
    Version.objects.filter(pk=record.content.pk).update(public_from=record.published_at)
    record.refresh_from_db()
    return record


def seal_all() -> None:
    """Makes the public version of every record one that the public has seen since the record was published."""
    for record in Record.objects.filter(live__public_from=None).exclude(live=None):
        Version.objects.filter(pk=record.content.pk).update(public_from=record.published_at)


def rewrite(record: Record, **fields: Any) -> Record:
    """Changes what a record says, past all rules; one that is sealed refuses it."""
    Version.objects.filter(pk=record.edited.pk).update(**fields)
    record.refresh_from_db()
    return record


def make_correction(record: Record, note: str = "户数有误，已更正。", **fields: Any) -> Record:
    """Puts another version before the public, which says `fields` anew."""
    begin_version(seal(record))
    rewrite(record, **fields or {"introduction": "走访居民1300户。"})
    correct(record, by=None, note_to_public=note)
    return record


def make_section(record: Record | None = None, number: int = 1, **fields: Any) -> Section:
    given = {"title": f"样例章节{number}"} | fields
    return Section.objects.create(version=(record or make_record()).edited, number=number, **given)


def make_measure(section: Section | None = None, number: int = 1, **fields: Any) -> Measure:
    given = {
        "marker": "一二三四五六七八九十"[number - 1 : number] + "是",
        "text": f"样例举措{number}。",
    } | fields
    return Measure.objects.create(section=section or make_section(), number=number, **given)


def make_figure(record: Record | None = None, number: int = 1, **fields: Any) -> Figure:
    given = {"label": f"样例数据{number}", "value": number, "unit": "个"} | fields
    return Figure.objects.create(version=(record or make_record()).edited, number=number, **given)


def make_distinction(recipient: Recipient | None = None, name: str = "", **fields: Any) -> Distinction:
    return Distinction.objects.create(
        recipient=recipient or make_recipient(), name=name or f"样例荣誉{next(numbers)}", **fields
    )


def make_former_name(recipient: Recipient | None = None, name: str = "", **fields: Any) -> FormerName:
    return FormerName.objects.create(
        recipient=recipient or make_recipient(), name=name or f"样例曾用名{next(numbers)}", **fields
    )


def make_merged_recipient(into: Recipient | None = None) -> MergedRecipient:
    """Makes what is left of one that was merged: its number, which no other has."""
    gone = make_recipient()
    pk = gone.pk
    gone.delete()
    return MergedRecipient.objects.create(pk=pk, into=into or make_recipient())


def make_presence(record: Record | None = None, user: Any = None, **fields: Any) -> Presence:
    """Makes a member of staff have a record's page open, who has just come."""
    now = timezone.now()
    given = {"page": next(numbers), "opened_at": now, "seen_at": now} | fields
    user = user or get_user_model().objects.create_user(f"样例{next(numbers)}", is_staff=True)
    return Presence.objects.create(record=record or make_record(), user=user, **given)


def make_whole_record(sections: int = 3, measures: int = 3, **fields: Any) -> Record:
    """Makes a record with so many sections of so many measures, a figure in each, and honors beside its own."""
    record = make_record(**fields)
    for number in range(1, sections + 1):
        section = make_section(record, number)
        for place in range(1, measures + 1):
            measure = make_measure(section, place)
            make_figure(record, (number - 1) * measures + place, measure=measure)
    make_figure(record, sections * measures + 1, is_key=True)
    make_distinction(record.recipient)
    return record
