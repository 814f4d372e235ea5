"""The trail from the home page down to a page: its head shows it, and its linked data says the same."""

from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse

from records.models import Category, Commendation, Recipient, Record


class Step(NamedTuple):
    name: str
    address: str  # without the prefix of a variant


Trail = list[Step]


def to(*below_home: Step) -> Trail:
    """Returns the trail to the last of the steps."""
    return [Step("首页", reverse("home")), *below_home]


def to_category(chosen: Category, above: Iterable[Category]) -> Trail:
    return to(Step("表彰分类", reverse("categories")), *map(step_to, [*above, chosen]))


def to_record(record: Record) -> Trail:
    """Leads there by its categories, without the page of all of them: it stands over a name that a phone must show."""
    category = record.commendation.category
    here = Step(str(record.recipient), record.get_absolute_url())
    return to(*map(step_to, [*category.ancestors(), category]), here)


def to_recipient(recipient: Recipient) -> Trail:
    """Leads there by the index in which its name stands."""
    is_person = recipient.kind == Recipient.Kind.PERSON
    index = Step("人物", reverse("people")) if is_person else Step("单位", reverse("organizations"))
    return to(index, Step(str(recipient), recipient.get_absolute_url()))


def to_commendation(commendation: Commendation, *further: Step) -> Trail:
    here = Step(str(commendation), commendation.get_absolute_url())
    return to(Step("表彰", reverse("commendations")), here, *further)


def step_to(category: Category) -> Step:
    return Step(category.name, category.get_absolute_url())
