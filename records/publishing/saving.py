"""Deeds → rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Model, Q

from records.deeds import document
from records.deeds.document import Award, Deeds
from records.deeds.markdown import with_markdown_texts
from records.models import (
    Category,
    Commendation,
    Distinction,
    Edition,
    Figure,
    Measure,
    Recipient,
    Record,
    Section,
)

from .comparison import holds
from .history import Staff, note
from .refusals import AlreadyOnSite, PublishingRefused
from .status import publish

Outcome = Literal["created", "unchanged", "replaced"]
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Saved:
    record: Record
    outcome: Outcome

    @property
    def told(self) -> str:
        """What happened and where, for the editor."""
        what = {
            "created": "已录入",
            "unchanged": "站上已是这份材料，未作改动",
            "replaced": "已用新材料替换全文，地址和致敬数不变",
        }
        status = self.record.get_status_display()
        return f"{what[self.outcome]}：{self.record.get_absolute_url()}（{status}）"


@transaction.atomic
def save_deeds(deeds: Deeds, *, by: Staff, replace: bool = False, publish_now: bool = False) -> Saved:
    """Writes deeds as a record, with its recipient, commendation and category where they are new.

    Raises PublishingRefused where recipient, award or title is unknown, and AlreadyOnSite where the recipient
    has this award on the site with another text and `replace` is off. Replacing keeps id, address, status and
    tributes.
    """
    Edition.one_writer()
    deeds = with_markdown_texts(deeds)
    refuse_incomplete(deeds)
    recipient = find_or_add_recipient(deeds.recipient)
    record = find_record(recipient, deeds.awards[0])
    if record is None:
        record = Record(recipient=recipient, commendation=find_or_add_commendation(deeds.awards[0]))
        write_record(record, deeds)
        outcome: Outcome = "created"
    elif holds(record, deeds):
        outcome = "unchanged"
    elif not replace:
        raise AlreadyOnSite(record)
    else:
        record.version += 1
        if deeds.awards[0].year is not None:
            record.commendation = find_or_add_commendation(deeds.awards[0])
        write_record(record, deeds)
        outcome = "replaced"
    if outcome != "unchanged":
        note(record, by, {"created": "导入材料", "replaced": "以导入的材料替换全文"}[outcome])
    if publish_now and record.status in {Record.Status.DRAFT, Record.Status.REVIEW}:
        publish(record, by=by)
    return Saved(record, outcome)


def refuse_incomplete(deeds: Deeds) -> None:
    missing = [
        what
        for what, known in [
            ("标题", deeds.title),
            ("受表彰对象", deeds.recipient.name and deeds.recipient.kind),
            ("表彰名称", deeds.awards),
        ]
        if not known
    ]
    if missing:
        raise PublishingRefused(f"材料中没有读出{'、'.join(missing)}，无法保存。请在文件中补上后再导入。")


def find_or_add_recipient(named: document.Recipient) -> Recipient:
    """The recipient of that kind and name; of several, the one in that region, however closely it is given."""
    found = list(Recipient.objects.filter(kind=named.kind, name=named.name))
    if len(found) > 1 or (found and not same_place(found[0].region, named.region)):
        found = [
            recipient for recipient in found if named.region and same_place(recipient.region, named.region)
        ]
        if not found and not named.region:
            raise PublishingRefused(
                f"站上有几个“{named.name}”，材料没有写明所在地，无法分辨。请先补上所在地。"
            )
    if len(found) > 1:
        raise PublishingRefused(f"站上有几个同在一地的“{named.name}”，无法分辨。请在后台录入这份材料。")
    if not found:
        new = Recipient(short_name=named.short_name, region=named.region)
        new.kind, new.name = named.kind or "", named.name or ""
        return store(new)
    return complete(found[0], short_name=named.short_name, region=named.region)


def same_place(one: str, other: str) -> bool:
    """Whether one path leads on from the other: 甲省/甲市 and 甲省/甲市/甲区 may be the same, 甲省 and 乙省 not."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/") or not (one and other)


def complete(recipient: Recipient, **known: str) -> Recipient:
    """Fills in what was blank and never overwrites what an editor has entered."""
    news = {field: value for field, value in known.items() if value and not getattr(recipient, field)}
    for field, value in news.items():
        setattr(recipient, field, value)
    if news:
        recipient.save(update_fields=list(news))
    return recipient


def find_record(recipient: Recipient, award: Award) -> Record | None:
    """A document that does not know the year is about the one record of that recipient and award."""
    found = Record.objects.select_for_update(of=("self",)).filter(
        recipient=recipient, commendation__category__name=award.name
    )
    if award.year is not None:
        # A record from a document that did not know the year is the same one, now that the year is known.
        ranked = found.filter(Q(commendation__year=award.year) | Q(commendation__year=None))
        return ranked.order_by(F("commendation__year").asc(nulls_last=True)).first()
    if len(found) > 1:
        raise PublishingRefused(
            f"{recipient}在几个年份获得过“{award.name}”，材料没有写明年份，无法分辨。请先补上年份。"
        )
    return found[0] if found else None


def find_or_add_commendation(award: Award) -> Commendation:
    category = Category.objects.filter(name=award.name).first() or store(Category(name=award.name))
    found = Commendation.objects.filter(category=category, year=award.year).first()
    return found or store(Commendation(category=category, year=award.year, issuer=award.issuer or ""))


def write_record(record: Record, deeds: Deeds) -> None:
    record.title = deeds.title or ""
    record.introduction = deeds.introduction
    record.closing = deeds.closing
    if record.source != deeds.source:
        # Where the old text came from is not where the new one does.
        record.source, record.source_link = deeds.source, ""
    store(record)
    record.figures.all().delete()
    record.sections.all().delete()
    write_figures(record, deeds, write_sections(record, deeds))
    write_distinctions(record.recipient, deeds.awards[1:])


def write_sections(record: Record, deeds: Deeds) -> dict[tuple[int, int], Measure]:
    """The new measures by (section number, measure number)."""
    places: dict[tuple[int, int], Measure] = {}
    for part in deeds.sections:
        section = store(Section(record=record, number=part.number, title=part.title or "", lead=part.lead))
        measures = store_all(
            Measure(section=section, number=item.number, marker=item.marker, text=item.text)
            for item in part.measures
        )
        places |= {(section.number, measure.number): measure for measure in measures}
    return places


def write_figures(record: Record, deeds: Deeds, places: dict[tuple[int, int], Measure]) -> None:
    store_all(
        Figure(
            record=record,
            number=number,
            measure=places.get(figure.place) if figure.place else None,
            label=figure.label,
            value=figure.value,
            unit=figure.unit,
            approximate=figure.approximate,
            as_of=figure.as_of,
            series=figure.series or "",
            rank=figure.rank,
            rank_of=figure.rank_of,
            sentence=figure.sentence,
        )
        for number, figure in enumerate(deeds.figures, 1)
    )


def write_distinctions(recipient: Recipient, awards: Iterable[Award]) -> None:
    """Adds the honors that are new. None is removed: other records of the recipient may have named them."""
    known = set(recipient.distinctions.values_list("name", "year"))
    new = {(award.name, award.year): award for award in awards if (award.name, award.year) not in known}
    store_all(
        Distinction(
            recipient=recipient,
            name=award.name,
            year=award.year,
            issuer=award.issuer or "",
            holder=award.holder or "",
            position=position,
        )
        for position, award in enumerate(new.values(), len(known) + 1)
    )


def store(row: Row) -> Row:
    """Saves what fits its fields, by the same rules as in the admin; SQLite itself would take any length."""
    check(row)
    row.save()
    return row


def store_all(rows: Iterable[Row]) -> list[Row]:
    listed = list(rows)
    for row in listed:
        check(row)
    return type(listed[0])._default_manager.bulk_create(listed) if listed else []


def check(row: Model) -> None:
    relations = {field.name for field in row._meta.fields if field.is_relation}
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        reasons = "；".join(
            f"{row._meta.get_field(name).verbose_name}：{''.join(messages)}"  # type: ignore[union-attr]
            for name, messages in error.message_dict.items()
        )
        raise PublishingRefused(f"{row._meta.verbose_name}“{row}”不能保存。{reasons}") from error
