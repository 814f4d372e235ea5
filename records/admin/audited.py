"""Tells the audit log what is edited on the admin's pages, value by value, before and after."""

from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from records.audit import Act, record_act
from records.audit.comparing import difference, values_of
from records.audit.recording import add_lines, new_line
from records.models import Edition

from .history import HasHistory
from .lists import ListAnswers


class Audited(HasHistory, ListAnswers):
    """A page of public rows: who writes takes the edition's lock first, and compares behind it."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if request.method == "POST":
            self.lock(object_id)
        found: Any = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST":
            found.said_before = values_of(found)
        return found

    def lock(self, object_id: str) -> None:
        Edition.lock_for_writing()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leaves to those who publish what changes public pages as soon as it is saved, without review."""
        allowed: bool = super().has_change_permission(request, obj)
        if not allowed or obj is None or not self.is_public(obj):
            return allowed
        return request.user.has_perm("records.publish_record")

    def is_public(self, row: Any) -> bool:
        """Tells whether public pages name the row: changed, it changes what the public reads."""
        return False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = super().log_addition(request, obj, message)
        record_act(Act.ADDED, on=obj, changes=difference({}, values_of(obj)))
        return entry

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = super().log_change(request, obj, message)
        if changes := difference(obj.said_before, values_of(obj)):
            record_act(Act.CHANGED, on=obj, changes=changes)
        return entry

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.delete_told([obj], lambda: super(Audited, self).delete_model(request, obj))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        Edition.lock_for_writing()
        self.delete_told(list(queryset), lambda: super(Audited, self).delete_queryset(request, queryset))

    def delete_told(self, rows: list[Any], delete: Any) -> None:
        """Names the rows while they are there, and tells of it when they are gone."""
        lines = [new_line(Act.DELETED, on=row, changes=difference(values_of(row), {})) for row in rows]
        delete()
        add_lines(lines)
