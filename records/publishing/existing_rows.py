"""Finds the recipients and commendations that deeds name, or adds them."""

from collections.abc import Sequence

from django.db.models import Q

from records.deeds import document
from records.deeds.document import Award, Deeds
from records.models import Category, Commendation, FormerName, Recipient, RollEntry

from .bulk_insert import Table
from .exceptions import PublishingRefused
from .pictures import picture_at

CATEGORIES, COMMENDATIONS, RECIPIENTS = map(Table, (Category, Commendation, Recipient))


class ExistingRows:
    """Remembers the rows it has looked up, which holds as long as nobody else may write: within one transaction.

    All that the deeds `coming` name is looked up at once. After an error that undoes a part of the transaction,
    rows that are remembered here may be undone too.
    """

    def __init__(self, coming: Sequence[Deeds]) -> None:
        named = {deeds.recipient.name for deeds in coming}
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
        for line in lines.select_related("commendation", "record__recipient").order_by("position", "pk"):
            key = (line.kind, line.name, names[line.commendation.category_id])
            self.lines.setdefault(key, []).append(line)

    def knows(self, named: document.Recipient) -> bool:
        """Tells whether somebody of the site, or on a roll, may be the one who is named."""
        key = (named.kind or "", named.name or "")
        return key in self.recipients or any(line[:2] == key for line in self.lines)

    def on_roll(self, named: document.Recipient, award: Award) -> Recipient | None:
        """Finds the one whom the roll of the award names, though others on the site may have the name: by place and,
        where several share it, by post. Raises PublishingRefused where these do not tell them apart.
        """
        lines = self.lines.get((named.kind or "", named.name or "", award.name), [])
        found = {
            record.recipient_id: line
            for line in lines
            if (record := line.record)
            and (not award.year or line.commendation.year in (award.year, None))
            and same_place(line.region or record.recipient.region, named.region)
        }
        fitting = list(found.values())
        if len(fitting) > 1:
            fitting = [line for line in fitting if same_post(line.post, named.post or "")]
        if len(fitting) > 1 or (found and not fitting):
            ones = fitting or [*found.values()]
            exact = [line for line in ones if named.region and line.region == named.region]
            fitting = exact if len(exact) == 1 else ones
        if len(fitting) > 1:
            raise PublishingRefused(unsure(named.name or "", list(found.values())))
        record = fitting[0].record if fitting else None
        return self.known(record.recipient) if record else None

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


def unsure(name: str, lines: Sequence[RollEntry]) -> str:
    listed = "；".join(
        "，".join(filter(None, [line.post or "未写职务、单位", line.region.replace("/", "")]))
        for line in lines
    )
    return (
        f"名单上有 {len(lines)} 个“{name}”：{listed}。材料里的职务、单位和所在地分不出是哪一个。"
        "请在材料中照名单写明职务、单位或所在地，再导入；也可以在后台核对这份材料，直接选定是哪一条记录。"
    )


def same_post(one: str, other: str) -> bool:
    """Tells whether one is the other, or a part of it: 样例厂工人 and 样例市样例厂工人."""
    mine, theirs = "".join(one.split()), "".join(other.split())
    return bool(mine and theirs) and (mine in theirs or theirs in mine)


def same_place(one: str, other: str) -> bool:
    """Tells if one path leads on from the other: 甲省/甲市 and 甲省/甲市/甲区 may be the same, 甲省 and 乙省 not."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/") or not (one and other)
