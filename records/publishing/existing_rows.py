"""Finds the recipients and commendations that deeds name, or adds them."""

from collections.abc import Sequence

from django.db.models import Q

from records.deeds import document
from records.deeds.document import Award, Deeds
from records.models import Category, Commendation, FormerName, Recipient

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


def same_place(one: str, other: str) -> bool:
    """Tells if one path leads on from the other: 甲省/甲市 and 甲省/甲市/甲区 may be the same, 甲省 and 乙省 not."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/") or not (one and other)
