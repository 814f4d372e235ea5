"""Answers in words what no list sends of its own: rows chosen that are none, days that no calendar has."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import ShowFacets
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest

from .parts import whole_number


class ListAnswers(admin.ModelAdmin):
    """Stands behind every list of the admin."""

    # Counting each choice of each filter reads the whole table as many times.
    show_facets = ShowFacets.NEVER

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Names the list by what is in it, where Django says “选择…来修改”."""
        title = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Leads from a filter that cannot be asked for, as the first day of all in our time zone, to the whole list."""
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError, DataError) as error:
            raise IncorrectLookupParameters from error

    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if any(whole_number(one) is None for one in chosen):
            raise BadRequest("所选的行不是编号。请重新打开列表，再选一次。")
        return super().response_action(request, *args, **kwargs)
