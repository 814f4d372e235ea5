"""Spells the names that there are, apart from the change of their table: PostgreSQL would keep it locked meanwhile."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from records.models.spelling import spell_out


def spell_names(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    spell_out(apps.get_model("records", "Recipient").objects.using(editor.connection.alias))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("records", "0018_names_spelled"),
    ]

    operations = [migrations.RunPython(spell_names, migrations.RunPython.noop)]
