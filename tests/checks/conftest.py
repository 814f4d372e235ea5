"""The typos that every site begins with; a test that emptied all tables may have run before."""

from importlib import import_module
from types import SimpleNamespace

import pytest


@pytest.fixture
def typos(db: None) -> None:
    from django.apps import apps

    add_typos = import_module("records.migrations.0028_general_typos").add_typos
    add_typos(apps, SimpleNamespace(connection=SimpleNamespace(alias="default")))
