"""Makes the names of a roll public, hundreds at a time, by the rules of `publish`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Case, CharField, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from records.accounts.names import staff_name
from records.checks.finding import TEXT_CHECKS, Text, in_texts
from records.checks.running import unpassed
from records.models import (
    Commendation,
    DecisionSignature,
    Figure,
    Handling,
    Record,
    Section,
    Signature,
    Version,
)
from records.models.records import feed_ids_of

from ..changing import Staff, may_publish, renew
from ..decisions import complete_versions
from ..exceptions import NotMended, PublishingRefused
from ..versions import NAMES_OF_STEPS, VERSIONS
from .writing import IDS_AT_ONCE, SIGNATURES, some_of

Status = Record.Status
# Who approved the whole roll, or the decision, step by step.
Approvals = Sequence[DecisionSignature]
UNSEEN = {Status.DRAFT, Status.REVIEW}
MUST = [check for check in TEXT_CHECKS if check.must]
MAX_NAMED = 5


@dataclass(slots=True)
class Shown:
    """`kept` says of each name that stays a draft why it does."""

    published: list[int] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def kept_back(self) -> str:
        """Says it in one sentence; "" where nothing was kept."""
        if not self.kept:
            return ""
        more = f"等 {len(self.kept)} 名" if len(self.kept) > MAX_NAMED else ""
        return f"{len(self.kept)} 名没有公开：{'；'.join(self.kept[:MAX_NAMED])}{more}。"


def refuse_who_may_not_publish(by: Staff, what: str) -> None:
    if not may_publish(by):
        raise PublishingRefused(f"{what}要由有发布权限的人来做。您可以先录入为草稿，再请他公布名单。")


def show(commendation: Commendation, records: Sequence[int], by: Staff, approved_by: Approvals = ()) -> Shown:
    """Makes the drafts among these records public: each with its name, and without deeds that nobody has seen through.

    Where the site has review, those that were approved, each by itself or all of them `approved_by` somebody. Deeds
    that somebody is writing stay the next version. The caller holds the edition's lock.
    """
    shown, moment = Shown(), timezone.now()
    for some in some_of(sorted(set(records)), IDS_AT_ONCE):
        show_some(some, by, moment, shown, approved_by)
    if shown.published:
        complete_versions(commendation)
    return shown


def show_some(ids: Sequence[int], by: Staff, moment: datetime, shown: Shown, approved_by: Approvals) -> None:
    rows = Record.objects.filter(pk__in=ids, status__in=UNSEEN, live=None, working__isnull=False)
    waiting = list(rows.select_related("working", "recipient", "roll_entry").order_by("pk"))
    told = with_parts(waiting)
    approved = Counter() if approved_by else approvals_of(waiting)
    own = written_by(waiting, approved_by)
    ready: list[Record] = []
    beside: list[Record] = []
    for record in waiting:
        bare = is_bare(record.working, told)
        why = "" if approved_by else unapproved(record, bare=bare, approved=approved[record.working_id])
        if bare and record.working_id in own:
            why = f"“{name_of(record)}”是审核的人自己写的，要由别人审核"
        if why := why or unfit_for_public(record, bare=bare):
            shown.kept.append(why)
        else:
            (ready if bare else beside).append(record)
    withdrawn = Record.objects.filter(pk__in=ids, status=Status.WITHDRAWN).values_list(
        "recipient__name", flat=True
    )
    shown.kept += [f"“{name}”的记录原已撤回，请在它的页面重新发布" for name in withdrawn]
    put_names_before(beside, by)
    pks = [record.pk for record in (*ready, *beside)]
    version_ids = list(Version.objects.filter(record__in=pks, number=1).values_list("pk", flat=True))
    Version.objects.filter(pk__in=version_ids).update(public_from=moment, steps=settings.REVIEW_STEPS)
    sign(version_ids, approved_by)
    published = {"status": Status.PUBLISHED, "published_at": moment, "updated_at": moment, "has_deeds": False}
    published |= {"revision": F("revision") + 1, "feed_id": feed_id(moment)}
    Record.objects.filter(pk__in=[one.pk for one in ready]).update(
        live=F("working"), working=None, **published
    )
    Record.objects.filter(pk__in=[one.pk for one in beside]).update(live=first_version(), **published)
    Handling.objects.filter(record__in=pks).returned().update(
        return_reason="", return_path="", returned_by=None, returned_at=None
    )
    renew(pks)
    shown.published += pks


def feed_id(moment: datetime) -> Case:
    """Gives each the id that `Record.name_for_feeds` would, and leaves one that it has."""
    new = Concat(Value(feed_ids_of(moment)), Cast("pk", CharField()), Value("/"), output_field=CharField())
    return Case(When(feed_id="", then=new), default=F("feed_id"))


def first_version() -> Subquery:
    return Subquery(Version.objects.filter(record=OuterRef("pk"), number=1).values("pk")[:1])


def approvals_of(records: Sequence[Record]) -> Counter[int | None]:
    if not settings.REVIEW_STEPS:
        return Counter()
    versions = [record.working_id for record in records]
    return Counter(
        Signature.objects.filter(version__in=versions, step__gte=1).values_list("version", flat=True)
    )


def with_parts(records: Sequence[Record]) -> set[int]:
    """Finds the versions that have sections or figures; two queries."""
    versions = [record.working_id for record in records]
    return {
        pk
        for model in (Section, Figure)
        for pk in model.objects.filter(version__in=versions).values_list("version", flat=True)
    }


def is_bare(version: Version | None, with_parts: set[int]) -> bool:
    """Tells whether a version says no more than a name, a post and a line about it."""
    return version is None or not (version.introduction or version.closing or version.pk in with_parts)


def unapproved(record: Record, *, bare: bool, approved: int) -> str:
    if approved < settings.REVIEW_STEPS or (settings.REVIEW_STEPS and not bare):
        return f"“{name_of(record)}”还没有审核完（{'、'.join(NAMES_OF_STEPS[settings.REVIEW_STEPS])}）"
    return ""


def written_by(records: Sequence[Record], approved_by: Approvals) -> set[int]:
    """Finds the versions that those who approved wrote themselves."""
    users = [one.user_id for one in approved_by if one.user_id]
    versions = [record.working_id for record in records]
    own = Signature.objects.filter(version__in=versions, user__in=users, step=Signature.WRITER)
    return set(own.values_list("version", flat=True)) if users else set()


def sign(versions: Sequence[int], approved_by: Approvals) -> None:
    """Keeps with each name who approved it with the roll."""
    if not approved_by:
        return
    Signature.objects.filter(version__in=versions, step__gte=1).delete()
    Signature.objects.bulk_create(
        Signature(version_id=pk, user_id=one.user_id, name=one.name, step=one.step)
        for pk in versions
        for one in approved_by
    )


def unfit_for_public(record: Record, *, bare: bool) -> str:
    """Says what in the name or post may not be public."""
    name = name_of(record)
    if bare and record.working:
        said = {"title": record.working.title, "post": record.working.post, "summary": record.working.summary}
    else:
        said = {"title": name, "post": post_of(record)}
    found = [one for one in in_texts([Text(*each) for each in said.items()], MUST) if one.must]
    found = unpassed(record, found)
    return f"“{name}”：{NotMended(found)}" if found else ""


def name_of(record: Record) -> str:
    return record.recipient.name


def post_of(record: Record) -> str:
    line = getattr(record, "roll_entry", None)
    return line.post if line else ""


def put_names_before(records: Sequence[Record], by: Staff) -> None:
    """Writes a version of the name alone before deeds that are being written, which become the second."""
    Version.objects.filter(pk__in=[record.working_id for record in records]).update(number=2)
    common = VERSIONS.blank(number=1)
    versions = VERSIONS.insert(
        common | {"record_id": record.pk, "title": name_of(record), "post": post_of(record)}
        for record in records
    )
    if by is not None:
        common = SIGNATURES.blank(user_id=by.pk, name=staff_name(by))
        SIGNATURES.insert(common | {"version_id": pk} for pk in versions)
