"""Fills an empty site from `seeds/`; a site that holds anything is left as it is."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from records import publishing
from records.audit import Act, record_act
from records.deeds import DeedsError, read_deeds
from records.management.site_command import SiteCommand
from records.models import Category, Edition, Recipient, Record
from records.publishing.originals import keep_files
from records.utils.files import hashed


class Command(SiteCommand):
    help = "空的网站：装入 seeds/ 中的表彰分类和记录。已有内容的网站：不作改动。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "seeds")

    @transaction.atomic
    def handle(self, folder: Path, **options: Any) -> None:
        if any(model.objects.exists() for model in (Category, Recipient, Record)):
            self.stdout.write("网站已有内容，未作改动。")
            return
        Edition.lock_for_writing()
        add_categories(yaml.safe_load((folder / "categories.yaml").read_text(encoding="utf-8")), parent=None)
        number = Category.objects.count()
        record_act(Act.ADDED, detail=f"从 {folder} 装入 {number} 个表彰分类。")
        files = sorted((folder / "records").glob("*.md"))
        for path in files:
            add_record(path)
        self.stdout.write(f"已装入 {number} 个表彰分类、{len(files)} 条表彰记录。")


def add_categories(branches: list[str | dict[str, list[Any]]], parent: Category | None) -> None:
    for position, branch in enumerate(branches, 1):
        named = {branch: []} if isinstance(branch, str) else branch
        for name, below in named.items():
            category = Category.objects.create(name=name, parent=parent, position=position)
            add_categories(below, category)


def add_record(path: Path) -> None:
    try:
        file = hashed(path.read_bytes())
        reading = read_deeds(file.data, path.name)
        original = keep_files([(path.name, file)])[file.sha256]
        publishing.save_deeds(reading.deeds, by=None, publish_now=True, name=path.name, original=original)
    except (DeedsError, publishing.PublishingRefused) as error:
        raise CommandError(f"{path}：{error}") from error
