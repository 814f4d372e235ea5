"""Finds the recipients and commendations that deeds name, or adds them."""

from collections.abc import Sequence
from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from records.deeds import document
from records.deeds.document import Award, Deeds
from records.models import Category, Commendation, FormerName, Recipient, RollEntry, Version

from .bulk_insert import Table
from .contradictions import places_contradict, posts_contradict, same_place, same_post
from .exceptions import PublishingRefused, not_decided
from .pictures import picture_at

CATEGORIES, COMMENDATIONS, RECIPIENTS = map(Table, (Category, Commendation, Recipient))


class ExistingRows:
    """Remembers the rows it has looked up, which holds as long as nobody else may write: within one transaction.

    All that the deeds `coming` name is looked up at once. After an error that undoes a part of the transaction,
    rows that are remembered here may be undone too.
    """

    def __init__(self, coming: Sequence[Deeds]) -> None:
        named = self.named = {deeds.recipient.name for deeds in coming}
        self.recipients: dict[tuple[str, str], list[Recipient]] = {}
        for recipient in Recipient.objects.filter(name__in=named):
            self.recipients.setdefault((recipient.kind, recipient.name), []).append(recipient)
        for former in FormerName.objects.filter(name__in=named).select_related("recipient__portrait"):
            found = self.recipients.setdefault((former.recipient.kind, former.name), [])
            if former.recipient not in found:
                found.append(former.recipient)
        awards = [deeds.awards[0] for deeds in coming if deeds.awards]
        categories = Category.objects.filter(name__in={award.name for award in awards})
        self.categories = {category.name: category for category in categories}
        of_a_year = Q(year__in={award.year for award in awards if award.year}) | Q(year=None)
        commendations = Commendation.objects.filter(of_a_year, category__in=categories).order_by()
        names = {category.pk: category.name for category in categories}
        self.commendations = {(names[one.category_id], one.year): one for one in commendations}
        self.lines: dict[tuple[str, str, str], list[RollEntry]] = {}
        lines = RollEntry.objects.filter(
            record__isnull=False, name__in=named, commendation__category__in=categories
        )
        for line in lines.select_related(
            "commendation", "record__recipient", "record__live", "record__working"
        ).order_by("position", "pk"):
            key = (line.kind, line.name, names[line.commendation.category_id])
            self.lines.setdefault(key, []).append(line)

    def knows(self, named: document.Recipient) -> bool:
        """Tells whether somebody of the site, or on a roll, may be the one who is named."""
        key = (named.kind or "", named.name or "")
        return key in self.recipients or any(line[:2] == key for line in self.lines)

    def on_roll(
        self, named: document.Recipient, award: Award, *, may_be_other: bool = False
    ) -> Recipient | None:
        """Finds the one whom the roll of the award names, though others on the site may have the name: by place and,
        where several share it, by post. Raises PublishingRefused where these do not tell them apart, and where what
        the roll says of the only ones contradicts the deeds; that somebody else is meant `may_be_other` has settled.
        """
        lines = [
            line
            for line in self.lines.get((named.kind or "", named.name or "", award.name), [])
            if line.record and (not award.year or line.commendation.year in (award.year, None))
        ]
        fitting = the_fitting(named, [line for line in lines if not is_elsewhere(line, named)])
        if lines and (not fitting or has_another_post(fitting, named)):
            if may_be_other:
                return None
            raise PublishingRefused(contradiction(named, [fitting] if fitting else lines))
        record = fitting.record if fitting else None
        return self.known(record.recipient) if record else None

    def refuse_not_honored(self, named: document.Recipient, award: Award) -> None:
        """Raises PublishingRefused where the award is only announced, and where its roll has struck that name."""
        commendation = self.commendations.get((award.name, award.year))
        if commendation is None:
            return
        if commendation.is_notice:
            raise PublishingRefused(not_decided(commendation))
        standing = self.lines.get((named.kind or "", named.name or "", award.name), [])
        if any(line.commendation_id == commendation.pk for line in standing):
            return
        if reason := self.struck.get((named.kind or "", named.name or "", commendation.pk)):
            raise PublishingRefused(
                f"“{named.name}”在“{commendation}”的名单上已除名：{reason}。不能再录入；要表彰的，请先在站上的名单里恢复。"
            )

    @cached_property
    def struck(self) -> dict[tuple[str, str, int], str]:
        """Gives why names were struck from the rolls of these commendations."""
        ids = [one.pk for one in self.commendations.values()]
        lines = RollEntry.objects.filter(
            commendation__in=ids, name__in=self.named, struck_at__isnull=False
        ).values_list("kind", "name", "commendation", "struck_reason")
        return {(kind, name, pk): reason for kind, name, pk, reason in lines}

    def lacks_on_roll(self, award: Award) -> bool:
        """Tells whether the award has a roll, for one whom it does not name."""
        commendation = self.commendations.get((award.name, award.year))
        return commendation is not None and commendation.pk in self.with_rolls

    @cached_property
    def with_rolls(self) -> set[int]:
        ids = [one.pk for one in self.commendations.values()]
        lines = RollEntry.objects.standing().filter(commendation=OuterRef("pk"), record__isnull=False)
        return set(Commendation.objects.filter(Exists(lines), pk__in=ids).values_list("pk", flat=True))

    def known(self, recipient: Recipient) -> Recipient:
        """Returns the row that others remember too: what is written in one of two would be lost in the other."""
        rows = (one for ones in self.recipients.values() for one in ones)
        return next((one for one in rows if one.pk == recipient.pk), recipient)

    def recipient(self, named: document.Recipient) -> Recipient | None:
        """Finds the one of that kind and name; of several, the one in that region, however closely it is given."""
        all_found = self.recipients.get((named.kind or "", named.name or ""), [])
        found = all_found
        if len(found) > 1 or (found and not same_place(found[0].region, named.region)):
            found = [one for one in found if named.region and same_place(one.region, named.region)]
        if len(found) == 1 and lives_elsewhere(found[0], named):
            return None
        if all_found and not found and not named.region:
            raise PublishingRefused(
                f"站上有几个“{named.name}”，材料没有写明所在地，无法分辨。请先补上所在地。"
            )
        if len(found) > 1:
            raise PublishingRefused(f"站上有几个同在一地的“{named.name}”，无法分辨。请在后台录入这份材料。")
        return found[0] if found else None

    def add_recipient(self, named: document.Recipient) -> Recipient:
        new = Recipient(short_name=named.short_name, region=named.region, portrait=picture_at(named.portrait))
        new.kind, new.name = named.kind or "", named.name or ""
        self.recipients.setdefault((new.kind, new.name), []).append(RECIPIENTS.add(new))
        return new

    def commendation(self, award: Award) -> Commendation:
        category = self.categories.get(award.name) or CATEGORIES.add(Category(name=award.name, filed=False))
        self.categories[award.name] = category
        found = self.commendations.get((award.name, award.year))
        if found is None:
            new = Commendation(category=category, year=award.year, issuer=award.issuer or "")
            found = COMMENDATIONS.add(new)
        found.category = category
        self.commendations[award.name, award.year] = found
        return found


def the_fitting(named: document.Recipient, lines: Sequence[RollEntry]) -> RollEntry | None:
    """Finds the line of one name that deeds are about, by post and then by the closer place."""
    found = list({line.record.recipient_id: line for line in lines if line.record}.values())
    fitting = found
    if len(fitting) > 1:
        fitting = [line for line in found if same_post(line.post, named.post or "")]
        if len(fitting) != 1:
            ones = fitting or found
            exact = [line for line in ones if named.region and line.region == named.region]
            fitting = exact if len(exact) == 1 else ones
    if len(fitting) > 1:
        raise PublishingRefused(unsure(named.name or "", found))
    return fitting[0] if fitting else None


def lives_elsewhere(one: Recipient, named: document.Recipient) -> bool:
    """Tells whether a person of the site is another than the one whom deeds name, by their places."""
    if one.kind != Recipient.Kind.PERSON:
        return False
    posts = (
        [""] if one.region else Version.objects.filter(record__recipient=one).values_list("post", flat=True)
    )
    stated = list(posts) or [""]
    return all(places_contradict(one.region, post, named.region, named.post or "") for post in stated)


def is_elsewhere(line: RollEntry, named: document.Recipient) -> bool:
    known = line.record.recipient.region if line.record else ""
    return places_contradict(line.region or known, line.post, named.region, named.post or "")


def has_another_post(line: RollEntry, named: document.Recipient) -> bool:
    """Tells whether deeds of a person name another unit than the roll, and than the record says by now."""
    edited = line.record.edited.post if line.record else ""
    is_person = line.kind == Recipient.Kind.PERSON
    return is_person and posts_contradict(named.post or "", {line.post, edited})


def contradiction(named: document.Recipient, lines: Sequence[RollEntry]) -> str:
    listed = "；".join(
        about(line.post, line.region or (line.record.recipient.region if line.record else ""))
        for line in lines
    )
    return (
        f"名单上的“{named.name}”是：{listed}；材料写的是：{about(named.post or '', named.region)}。"
        "单位、职务或所在地不符，没有录入。是同一个的，请改正材料或名单再导入，或在后台核对这份材料时选补入名单上的那一条；"
        "不是同一个的，请在后台核对这份材料，写明所在地，另存为新的记录。"
    )


def about(post: str, region: str) -> str:
    return "，".join(filter(None, [post or "未写职务、单位", region.replace("/", "")]))


def unsure(name: str, lines: Sequence[RollEntry]) -> str:
    listed = "；".join(about(line.post, line.region) for line in lines)
    return (
        f"名单上有 {len(lines)} 个“{name}”：{listed}。材料里的职务、单位和所在地分不出是哪一个。"
        "请在材料中照名单写明职务、单位或所在地，再导入；也可以在后台核对这份材料，直接选定是哪一条记录。"
    )


def off_roll(deeds: Deeds) -> str:
    award, name = deeds.awards[0], deeds.recipient.name
    year = f"（{award.year}年）" if award.year else ""
    return f"“{award.name}{year}”的名单上没有“{name}”。请核对姓名（名称）、表彰和年份。"


def is_on_roll(recipient: Recipient | None, award: Award) -> bool:
    """Tells whether the roll has the recipient, by whatever name."""
    lines = RollEntry.objects.filter(commendation__category__name=award.name, commendation__year=award.year)
    return recipient is not None and lines.filter(record__recipient=recipient).exists()


def held_against_rolls(coming: Sequence[Deeds | None]) -> list[tuple[str, str]]:
    """Says of each document why it would be refused by what the roll of its award says, and that it is not named there;
    "" where there is nothing to say. Writes nothing.
    """
    known, found = ExistingRows([deeds for deeds in coming if deeds]), list[tuple[str, str]]()
    for deeds in coming:
        refused = absent = ""
        if deeds and deeds.awards and deeds.recipient.name:
            try:
                known.refuse_not_honored(deeds.recipient, deeds.awards[0])
                on_roll = known.on_roll(deeds.recipient, deeds.awards[0])
                recipient = on_roll or known.recipient(deeds.recipient)
                if on_roll is None and known.lacks_on_roll(deeds.awards[0]):
                    absent = "" if is_on_roll(recipient, deeds.awards[0]) else off_roll(deeds)
            except PublishingRefused as error:
                refused = str(error)
        found.append((refused, absent))
    return found
