from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from records.admin.parts import whole_number
from records.models import Commendation, RollGroup


def chosen_commendation(request: HttpRequest) -> Commendation | None:
    """Finds the commendation that a list was opened for."""
    pk = whole_number(request.GET.get(OfCommendation.parameter_name))
    return Commendation.objects.select_related("category").filter(pk=pk).first() if pk else None


class OfCommendation(admin.SimpleListFilter):
    """Narrows a list to one commendation; from the page of that, so that no list of all is needed."""

    title, parameter_name = "表彰（届次）", "commendation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        chosen = chosen_commendation(request)
        return [(str(chosen.pk), str(chosen))] if chosen else []

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        pk = whole_number(self.value())
        return queryset if pk is None else queryset.filter(commendation=pk)


class OfGroup(admin.SimpleListFilter):
    """Narrows to a group of the chosen commendation."""

    title, parameter_name = "分组", "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        pk = whole_number(request.GET.get(OfCommendation.parameter_name))
        groups = RollGroup.objects.filter(commendation=pk) if pk else ()
        return [(str(group.pk), group.path) for group in groups]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        pk = whole_number(self.value())
        return queryset if pk is None else queryset.filter(group=pk)


class Struck(admin.SimpleListFilter):
    title, parameter_name = "是否除名", "struck"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "在名单上"), ("yes", "不予表彰、已除名")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(struck_at__isnull=self.value() == "no")
