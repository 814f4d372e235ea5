"""Writes what documents tell of recipients, whose pages may be public: those change at once, without any review."""

from collections.abc import Iterable
from functools import cached_property

from records.deeds.document import Award
from records.deeds.fields import row_of
from records.models import Distinction, Organization, Person, Recipient

from .bulk_insert import Table
from .changing import Staff, may_publish, renew
from .pictures import picture_at

Honors = set[tuple[str, int | None]]

DISTINCTIONS = Table(Distinction)


class Described:
    """Changes recipients whom the public sees only where `by` may publish; `left_out` names what it leaves to others.

    As on the admin's pages: whatever REVIEW_STEPS is. It asks only where something would change.
    """

    def __init__(self, by: Staff) -> None:
        self.by = by
        self.left_out: list[str] = []

    @cached_property
    def may_publish(self) -> bool:
        return may_publish(self.by)

    def may_write(self, recipient: Recipient, what: str) -> bool:
        if self.may_publish or not recipient.is_public:
            return True
        if what not in self.left_out:
            self.left_out.append(what)
        return False

    def said(self, recipient: Recipient, verb: str = "写入") -> str:
        """Says what was left out of one document, and who adds it; "" where nothing was."""
        if not self.left_out:
            return ""
        page = (Person if recipient.kind == Recipient.Kind.PERSON else Organization)._meta.verbose_name
        what = "、".join(self.left_out)
        return f"{recipient.name}已公开，{what}没有{verb}；请有发布权限的人在“{page}”里补上。"

    def complete(self, recipient: Recipient, *, portrait: str, **known: str) -> None:
        """Fills in what was blank and never overwrites what an editor has entered. Its records are found by it at
        once."""
        news = {
            field: value
            for field, value in {**known, "portrait": picture_at(portrait)}.items()
            if value and not getattr(recipient, field)
        }
        allowed = [field for field, value in news.items() if self.may_write(recipient, named(field, value))]
        for field in allowed:
            setattr(recipient, field, news[field])
        if allowed:
            recipient.save(update_fields=allowed)
            renew(recipient.records.values_list("pk", flat=True))

    def choose_portrait(self, recipient: Recipient, address: str) -> None:
        """Shows another portrait, on the pages of all its records, where the address names one."""
        chosen = picture_at(address)
        if not chosen or chosen.pk == recipient.portrait_id:
            return
        if self.may_write(recipient, named("portrait", chosen)):
            recipient.portrait = chosen
            recipient.save(update_fields=["portrait"])
            renew(recipient.records.values_list("pk", flat=True))

    def add_honors(self, recipient: Recipient, known: Honors, awards: Iterable[Award]) -> None:
        """Adds the honors that are new. None is removed: other records of the recipient may have named them."""
        by_name = {(award.name, award.year): award for award in awards}
        new = [award for key, award in by_name.items() if key not in known]
        names = "".join(f"“{Distinction(name=award.name, year=award.year)}”" for award in new)
        if new and self.may_write(recipient, f"{Distinction._meta.verbose_name}{names}"):
            DISTINCTIONS.insert(
                {"recipient_id": recipient.pk, "position": position, **row_of(award)}
                for position, award in enumerate(new, len(known) + 1)
            )


def named(field: str, value: object) -> str:
    label = Recipient._meta.get_field(field).verbose_name  # type: ignore[union-attr]
    return f"{label}“{value}”"
