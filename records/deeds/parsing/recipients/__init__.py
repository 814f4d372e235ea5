"""Who receives the honor, and where: as the title says, in full where the text does, or else as the text says."""

import re

from records.deeds.document import Recipient
from records.deeds.parsing.recipients.organizations import told_as
from records.deeds.parsing.recipients.people import WINDOW, person_in
from records.deeds.parsing.recipients.regions import region_of
from records.deeds.parsing.recipients.subjects import subject_of
from records.deeds.parsing.recipients.titles import Named, asks_for_a_person, named_by

SHORT = re.compile(r"[（(](?:以下)?简称[:：]?\s*[“\"‘]?([\u4e00-\u9fffA-Za-z0-9]{2,20})[”\"’]?[)）]")
REACH = 6000  # characters that are looked at; whoever is honored is named long before


def recipient_of(title: str | None, introduction: str, text: str) -> tuple[Recipient, bool]:
    """The recipient, and whether that is certain. What neither title nor text says stays None."""
    text = text[:REACH]
    found = (named_by(title, text) if title else None) or named_in(title or "", text)
    region = region_of(title or "", introduction)
    if found is None:
        return Recipient(region=region), True
    return Recipient(found.name, found.kind, short_name_of(found.name, text), region), found.certain


def named_in(title: str, text: str) -> Named | None:
    """A person the text tells of more than of the organization it first speaks of, or that organization."""
    person = person_in(text)
    sure = person is not None and person.certain and person.count > 2
    unit = None if sure or asks_for_a_person(title) else subject_of(text)
    if person and not (unit and told_as(unit, text[:WINDOW]) > person.count):
        return Named(person.name, "person", person.certain)
    return Named(unit, "organization", certain=False) if unit else None


def short_name_of(name: str, text: str) -> str:
    """From 某某局（以下简称“某局”）, wherever the name stands."""
    return next((found[1] for found in SHORT.finditer(text) if text.endswith(name, 0, found.start())), "")
