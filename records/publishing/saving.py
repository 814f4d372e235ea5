"""Writes deeds as rows."""

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.db.models import F, Q

from records.audit import Act
from records.audit.actors import Actor, current_actor
from records.audit.comparing import difference, record_values
from records.audit.recording import add_lines, new_line
from records.deeds.document import Award, Deeds
from records.deeds.fields import row_of
from records.deeds.formats.markdown import with_markdown_texts
from records.exporting.from_records import deeds_of, says_all
from records.models import AuditEntry, Commendation, Edition, Recipient, Record, RollEntry, Version

from .bulk_insert import Table, check
from .changing import Staff, note, renew, touch
from .described import Described, Honors
from .exceptions import AlreadyOnSite, NotApproved, NotMended, NotTogether, PublishingRefused
from .existing_rows import ExistingRows, off_roll
from .handling import take_up
from .parts import Parts
from .pictures import picture_at, with_pictures_of_site
from .review import correct
from .status import publish
from .versions import add_version, next_version

Outcome = Literal["created", "unchanged", "replaced", "filled"]

RECORDS = Table(Record)
# What the public reads of the version that brought the deeds.
FILLED_IN = "补入事迹材料。"


@dataclass(frozen=True, slots=True)
class Saved:
    """`before` is what a replaced record said, `source_link` where that came from: deeds have no such link, and
    `original_before` the kept file that it was read from. `kept_back` says why it was not published, where it was to
    be; `left_out` what it tells of a recipient whom the public sees, and whoever imported it may not write; `off_roll`
    that the roll of its award does not name him."""

    record: Record
    outcome: Outcome
    before: Deeds | None = None
    source_link: str = ""
    original_before: int | None = None
    kept_back: str = ""
    left_out: str = ""
    off_roll: str = ""

    @property
    def message(self) -> str:
        """Says to the editor what happened, and where."""
        done = {
            "created": "已录入",
            "unchanged": "站上已是这份材料，未作改动",
            "replaced": "已用新材料替换全文，地址和致敬数不变",
            "filled": "已补入事迹，地址和致敬数不变",
        }
        status = Record.Status(self.record.status).label
        waits = "，修改待公布" if self.record.live and self.record.working else ""
        return f"{done[self.outcome]}：{self.record.get_absolute_url()}（{status}{waits}）"


def save_deeds(
    deeds: Deeds,
    *,
    by: Staff,
    replace: bool = False,
    publish_now: bool = False,
    name: str = "",
    recipient: Recipient | None = None,
    original: int | None = None,
    as_other: bool = False,
) -> Saved:
    """Writes deeds as a record, with its recipient, commendation and category where they are new.

    Raises PublishingRefused where recipient, award or title is unknown, and AlreadyOnSite where the recipient
    has this award on the site with another text and `replace` is off. Replacing keeps id, address, status and
    tributes; of a record that is public it writes the next version, which `publish_now` makes public. So is one filled
    in that has no deeds yet, as a name of a roll, whatever `replace` is. `name` is what the document is called in the
    audit log, `recipient` the one whom an editor chose, `as_other` that he chose somebody new beside one of the name
    on the roll, `original` the kept file that the deeds were read from.
    """
    with write_session([deeds], by=by) as writer:
        return writer.save(
            deeds,
            replace=replace,
            publish_now=publish_now,
            name=name,
            recipient=recipient,
            original=original,
            as_other=as_other,
        )


@contextmanager
def write_session(coming: Sequence[Deeds], *, by: Staff, together: bool = False) -> Iterator["DeedsWriter"]:
    """Opens one transaction for several documents: a commit, and what they have in common, is paid for once.

    Until it ends nobody else can write, so it should take a fraction of a second. `together` is as for DeedsWriter.
    """
    with transaction.atomic():
        Edition.lock_for_writing()
        writer = DeedsWriter(coming, by, together=together)
        yield writer
        writer.tell()


class DeedsWriter:
    """Saves each document whole or not at all, whatever becomes of the others.

    Their lines of the audit log are gathered and written together, at a tenth of the cost. So are, where `together`,
    the parts of new records, for a half: if the database then refuses one of them, it is not known whose it is, and
    NotTogether is raised, here or by `tell`, so that nothing of the transaction stays.
    """

    def __init__(self, coming: Sequence[Deeds], by: Staff, *, together: bool = False) -> None:
        self.coming = coming
        self.by = by
        self.together = together
        self.described = Described(by)
        self.lines: list[AuditEntry] = []
        self.parts = Parts()
        # The kept file that the document at hand was read from.
        self.original: int | None = None

    @cached_property
    def actor(self) -> Actor:
        """Tells who acts, once for all documents: who runs a command stands in files of the operating system."""
        return current_actor(self.by)

    @cached_property
    def known(self) -> ExistingRows:
        return ExistingRows(self.coming)

    def save(
        self,
        deeds: Deeds,
        *,
        replace: bool = False,
        publish_now: bool = False,
        name: str = "",
        recipient: Recipient | None = None,
        original: int | None = None,
        as_other: bool = False,
    ) -> Saved:
        """Does what save_deeds does. An error undoes this document alone."""
        if publish_now:
            self.tell()  # those of earlier documents, which an error must not undo
        elif recipient or self.known.knows(deeds.recipient):
            self.write_parts()  # what a record says may be looked at, and an error must not undo it either
        told, parts = len(self.lines), len(self.parts.waiting)
        self.described.left_out, self.original = [], original
        try:
            with transaction.atomic():
                saved = self.write(with_markdown_texts(deeds), recipient, replace=replace, as_other=as_other)
                if publish_now or not self.together:
                    self.parts.write()
                for line in self.lines[told:]:
                    line.detail = name
                if publish_now and saved.record.working and saved.record.status != Record.Status.WITHDRAWN:
                    self.tell()
                    return self.published(saved)
                return saved
        except Exception:
            # It may remember rows that were undone just now: the next document looks everything up again.
            vars(self).pop("known", None)
            del self.lines[told:], self.parts.waiting[parts:]
            raise

    def published(self, saved: Saved) -> Saved:
        """Makes public what was written, unless it holds personal data or must be approved: it is kept then."""
        make_public = correct if saved.record.live else publish
        said = FILLED_IN if saved.outcome == "filled" and saved.record.live else ""
        try:
            make_public(saved.record, by=self.by, note_to_public=said)
        except (NotMended, NotApproved) as refused:
            return replace(saved, kept_back=str(refused))
        return saved

    def tell(self) -> None:
        """Writes the parts and the lines so far, before one that tells of what follows from them."""
        self.write_parts()
        lines, self.lines = self.lines, []
        add_lines(lines)

    def write_parts(self) -> None:
        try:
            self.parts.write()
        except (IntegrityError, DataError, ValueError) as error:
            raise NotTogether from error

    def write(self, deeds: Deeds, chosen: Recipient | None, *, replace: bool, as_other: bool) -> Saved:
        refuse_incomplete(deeds)
        deeds = with_pictures_of_site(deeds)
        named, award = deeds.recipient, deeds.awards[0]
        self.known.refuse_not_honored(named, award)
        on_roll = chosen or self.known.on_roll(named, award, may_be_other=as_other)
        recipient = on_roll or self.known.recipient(named)
        if recipient is None:
            saved = self.create(self.known.add_recipient(named), set(), deeds)
            return self.held_against_roll(saved, deeds)
        self.described.complete(
            recipient, short_name=named.short_name, region=named.region, portrait=named.portrait
        )
        saved = self.write_of(recipient, deeds, replace=replace)
        if saved.outcome != "unchanged":
            # Its honors, of which there may be more now, stand on the pages of its other records too.
            renew(recipient.records.exclude(pk=saved.record.pk).values_list("pk", flat=True))
        return saved if on_roll else self.held_against_roll(saved, deeds)

    def held_against_roll(self, saved: Saved, deeds: Deeds) -> Saved:
        """Adds that the roll of the award does not name the recipient: by a former name it may."""
        if not self.known.lacks_on_roll(deeds.awards[0]):
            return saved
        if RollEntry.objects.filter(record=saved.record).exists():
            return saved
        return dataclasses.replace(saved, off_roll=off_roll(deeds))

    def write_of(self, recipient: Recipient, deeds: Deeds, *, replace: bool) -> Saved:
        record = find_record(recipient, deeds.awards[0])
        if record is None:
            return self.create(recipient, honors_of(recipient), deeds)
        before = deeds_of(record.showing(record.edited))
        if says_all(record, before, deeds):
            self.add_original(record)
            return Saved(record, "unchanged", left_out=self.described.said(recipient))
        if not record.edited.has_deeds:
            return self.replace(record, deeds, before, Act.FILLED_IN)
        if not replace:
            raise AlreadyOnSite(record)
        return self.replace(record, deeds, before)

    def create(self, recipient: Recipient, honors: Honors, deeds: Deeds) -> Saved:
        record = Record(recipient=recipient, commendation=self.known.commendation(deeds.awards[0]))
        self.write_record(record, honors, deeds)
        take_up(record, self.by)
        note(record, self.by, "导入材料")
        # The texts stand in the record, and in the line of whatever changes them first.
        said = {
            "标题": (None, record.title),
            "对象": (None, str(recipient)),
            "章节": (None, len(deeds.sections)),
        }
        self.lines.append(new_line(Act.IMPORTED, on=record, actor=self.actor, changes=said))
        return Saved(record, "created", left_out=self.described.said(recipient))

    def replace(self, record: Record, deeds: Deeds, before: Deeds, act: Act = Act.REPLACED) -> Saved:
        edited, said_before = record.edited, record_values(record.pk)
        source_link, original_before = edited.source_link, edited.original_id
        self.rewrite(record, deeds)
        take_up(record, self.by)
        is_filled = act == Act.FILLED_IN
        note(record, self.by, "补入事迹" if is_filled else "以导入的材料替换全文")
        changes = difference(said_before, record_values(record.pk))
        self.lines.append(new_line(act, on=record, actor=self.actor, changes=changes))
        left_out = self.described.said(record.recipient)
        outcome: Outcome = "filled" if is_filled else "replaced"
        return Saved(record, outcome, before, source_link, original_before, left_out=left_out)

    def rewrite(self, record: Record, deeds: Deeds) -> None:
        """Puts the deeds in the place of what the version being written said; begins one where there is none.

        The caller tells of it.
        """
        if deeds.awards[0].year is not None:
            self.move(record, self.known.commendation(deeds.awards[0]))
        if record.working:
            record.working.figures.all().delete()
            record.working.sections.all().delete()
        self.described.choose_portrait(record.recipient, deeds.recipient.portrait)
        self.write_record(record, honors_of(record.recipient), deeds)
        self.parts.write()  # what it says now is compared with what it said
        touch(record)
        if record.status == Record.Status.PUBLISHED:
            renew([record.pk])

    def write_record(self, record: Record, honors: Honors, deeds: Deeds) -> None:
        """Writes the version that is being written, and the record itself where it is new."""
        if record.pk is None:
            RECORDS.add(record)
        version = write_version(record, deeds, self.original)
        self.parts.add(version.pk, deeds)
        self.described.add_honors(record.recipient, honors, deeds.awards[1:])

    def add_original(self, record: Record) -> None:
        """Keeps what the record says with its file, where it came before files were kept."""
        if self.original and record.edited.original_id is None:
            Version.objects.filter(pk=record.edited.pk).update(original=self.original)

    def move(self, record: Record, commendation: Commendation) -> None:
        """Files the record under the award of the year that is known now."""
        if record.commendation_id == commendation.pk:
            return
        if record.live and (settings.REVIEW_STEPS or not self.described.may_publish):
            why = "本站的修改要审核" if settings.REVIEW_STEPS else "您没有发布权限"
            raise PublishingRefused(
                f"站上的记录“{record}”还没有年份，公众看得到它，{why}。请有发布权限的人先在后台改正届次，再导入。"
            )
        record.commendation = commendation
        record.save()


def refuse_incomplete(deeds: Deeds) -> None:
    missing = [
        label
        for label, known in [
            ("标题", deeds.title),
            ("受表彰对象", deeds.recipient.name and deeds.recipient.kind),
            ("表彰名称", deeds.awards),
        ]
        if not known
    ]
    if missing:
        raise PublishingRefused(f"材料中没有读出{'、'.join(missing)}，无法保存。请在文件中补上后再导入。")


def find_record(recipient: Recipient, award: Award) -> Record | None:
    """Finds the record that a document is about: without a year, the one of that recipient and award.

    Raises PublishingRefused where there are several.
    """
    found = (
        Record.objects.select_for_update(of=("self",))
        .filter(recipient=recipient, commendation__category__name=award.name, joined_into=None)
        .select_related("commendation__category", "live__cover", "working__cover")
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


def honors_of(recipient: Recipient) -> Honors:
    return set(recipient.distinctions.values_list("name", "year"))


def write_version(record: Record, deeds: Deeds, original: int | None) -> Version:
    """Writes the version itself, without its parts."""
    version = record.working or next_version(record)
    fill(version, deeds)
    version.original_id = original
    if version.pk is None:
        add_version(record, version)
    else:
        check(version)
        version.save()
    return version


def fill(version: Version, deeds: Deeds) -> None:
    if version.source != deeds.source:
        # Where the old text came from is not where the new one does.
        version.source_link = ""
    told = row_of(deeds) | {"post": deeds.recipient.post or version.post}
    # Most documents have none: an editor's own stays.
    told["summary"] = deeds.summary or version.summary
    told["cover"] = picture_at(deeds.cover) or version.cover
    for name, value in told.items():
        setattr(version, name, value)
