"""Asks of the names of a 公示, before they are honored, whether they are somebody of the name who is on the site."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from records.admin.rolls.looking import NEW, Candidate, listed, names_of_honors
from records.models import RollEntry
from records.publishing.rolls import likely_of_lines

ONLY = "only"  # the choice for all of whom the site knows one of the name


@dataclass(slots=True)
class Double:
    """A line with those on the site who may be the same; `same` is whom the editor chose, None while he has not.

    `own_new` tells that he chose somebody new for this very line.
    """

    entry: RollEntry
    candidates: list[Candidate]
    own_new: bool = False
    is_new: bool = False
    same: int | None = None

    @property
    def is_settled(self) -> bool:
        return self.is_new or self.same is not None

    @property
    def told(self) -> str:
        """Says what was chosen."""
        known = next((one for one in self.candidates if one.recipient.pk == self.same), None)
        if known is None:
            return "另一人（另一单位），新建"
        known_by = f"，{known.known_by}" if known.known_by else ""
        return f"站上的{known.recipient}{known_by}（编号 {self.same}）"


@dataclass(slots=True)
class Doubles:
    """All of a roll; `rest` is the choice for those without one of their own."""

    listed: list[Double] = field(default_factory=list)
    rest: str = ""

    @property
    def same(self) -> dict[int, int | None]:
        """Gives by the line's id the recipient that was chosen, None for somebody new."""
        return {one.entry.pk: one.same for one in self.listed if one.is_settled}

    @property
    def error(self) -> str:
        names = [one.entry.name for one in self.listed if not one.is_settled]
        if not names:
            return ""
        return f"有 {len(names)} 名与站上的对象同名（{listed(names)}），请选是同一人还是另一人，再作出决定。"


def doubles_of(lines: QuerySet[RollEntry], posted: Any) -> Doubles:
    """Finds them, with what was posted as `same-<id>` and `rest-same`."""
    by_id = {line.pk: line for line in lines.select_related("group", "commendation")}
    on_site = likely_of_lines(list(by_id.values()))
    known_by = names_of_honors(one for ones in on_site.values() for one in ones)
    rest = str(posted.get("rest-same", ""))
    found = Doubles(rest=rest if rest in (NEW, ONLY) else "")
    for pk, ones in on_site.items():
        own = str(posted.get(f"same-{pk}", ""))
        ids = {str(one.pk): one.pk for one in ones}
        wanted = own or found.rest
        same = next(iter(ids.values())) if wanted == ONLY and len(ids) == 1 else ids.get(wanted)
        candidates = [Candidate(one, known_by.get(one.pk, ""), own == str(one.pk)) for one in ones]
        found.listed.append(Double(by_id[pk], candidates, own == NEW, wanted == NEW, same))
    return found
