"""Figures that pages show at their head so far stay there until an editor chooses others."""

from itertools import groupby, islice

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SHOWN = 6
ROWS_AT_ONCE = 500


def choose_those_shown(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    figures = apps.get_model("records", "Figure").objects.using(editor.connection.alias)
    of_all = (
        figures.filter(measure=None, series="").order_by("record_id", "number").values_list("record_id", "pk")
    )
    chosen = [pk for _, rows in groupby(of_all, key=lambda row: row[0]) for _, pk in islice(rows, SHOWN)]
    for start in range(0, len(chosen), ROWS_AT_ONCE):
        figures.filter(pk__in=chosen[start : start + ROWS_AT_ONCE]).update(is_key=True)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("records", "0023_figure_is_key"),
    ]

    operations = [migrations.RunPython(choose_those_shown, migrations.RunPython.noop)]
