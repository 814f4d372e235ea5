"""Says in plain words, instead of an error page, that the database refuses a deletion."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from records.models.records import may_read_drafts


class DeletesCarefully(admin.ModelAdmin):
    """Catches what comes in between: the stock pages list beforehand what is in the way."""

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return self.or_refused(
            request, lambda: super(DeletesCarefully, self).delete_view(request, object_id, extra_context)
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return self.or_refused(
            request, lambda: super(DeletesCarefully, self).changelist_view(request, extra_context)
        )

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, list[Any]]:
        """Tells how many are in the way, but no titles of drafts, to those who may not read them."""
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected and not may_read_drafts(request.user):
            protected = [f"{len(protected)} 处用到它的内容（您没有查看表彰记录的权限，不逐一列出）"]
        return to_delete, counts, lacking, protected

    def or_refused(self, request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
        try:
            return act()
        except ProtectedError as error:
            in_the_way = "、".join(sorted({str(row._meta.verbose_name) for row in protected_rows(error)}))
            self.message_user(request, f"没有删除：还有{in_the_way}用到它。", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


def protected_rows(error: ProtectedError) -> set[Model]:
    return error.protected_objects
