"""A demonstration has a folder of its own, and comes among nothing else."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from records.demo import is_loaded
from records.models import Record
from tests.factories import make_category, make_record

pytestmark = pytest.mark.django_db


def test_a_site_that_holds_something_else_is_refused_and_left_as_it_is() -> None:
    record = make_record()
    with pytest.raises(CommandError, match="已有别的内容"):
        call_command("load_demo")
    assert list(Record.objects.all()) == [record]


def test_a_site_of_categories_alone_is_refused() -> None:
    make_category()
    with pytest.raises(CommandError, match="已有别的内容"):
        call_command("load_demo")


def test_a_folder_with_pictures_of_a_site_whose_database_is_elsewhere_is_refused(
    settings: Any, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    (tmp_path / "media" / "images").mkdir(parents=True)
    (tmp_path / "media" / "images" / "a.webp").write_bytes(b"a picture")
    with pytest.raises(CommandError, match="已有别的内容"):
        call_command("load_demo")


def test_seeding_a_real_site_brings_nothing_of_it() -> None:
    call_command("seed")
    assert Record.objects.exists()
    assert not is_loaded()
