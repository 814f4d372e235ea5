"""Key figures of records that were on the site before they could be chosen."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models import F

from records.models import Figure
from tests.factories import make_figure, make_measure, make_record, make_section

pytestmark = pytest.mark.django_db

migration = import_module("records.migrations.0024_choose_key_figures")


class BeforeVersions:
    """Stands for the models of that time, when a figure named its record."""

    @staticmethod
    def get_model(*_: str) -> SimpleNamespace:
        return SimpleNamespace(objects=Figure.objects.annotate(record_id=F("version__record")))


def test_what_pages_show_at_their_head_stays_there() -> None:
    record = make_record()
    for number in range(1, 9):
        make_figure(record, number)
    migration.choose_those_shown(BeforeVersions, connection.schema_editor())
    assert [one.number for one in Figure.objects.filter(is_key=True)] == [1, 2, 3, 4, 5, 6]


def test_what_stands_elsewhere_is_not_chosen() -> None:
    record = make_record()
    make_figure(record, 1, series="参保率")
    make_figure(record, 2, measure=make_measure(make_section(record)))
    migration.choose_those_shown(BeforeVersions, connection.schema_editor())
    assert not Figure.objects.filter(is_key=True).exists()
