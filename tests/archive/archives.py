"""Archives written and read as an operator does it."""

from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from records.admin.images import store_picture
from records.models import Record
from records.search.reindexing import reindex
from tests.factories import (
    make_category,
    make_commendation,
    make_measure,
    make_section,
    make_whole_record,
    seal_all,
)
from tests.pictures import picture


def pictured_record() -> Record:
    made = make_whole_record(
        commendation=make_commendation(make_category("下级", parent=make_category("上级")), 2011),
        tributes_before=7,
    )
    shown = store_picture(ContentFile(picture(), "a.png"), alt="样例图", caption="样例图注", credit="张三")
    make_measure(make_section(made, number=9), text=f"一幅图：![图]({shown.in_texts})")
    reindex([made.pk])
    return made


def archive(folder: Path, *options: str) -> Path:
    seal_all()
    call_command("export_archive", folder, *options)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {f"{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def differing(first: Path, second: Path) -> list[str]:
    """Names the files of which one lacks, or has otherwise: all but those with the time at which they were made."""
    one, other = content(first), content(second)
    timed = {"site.warc.gz", "SHA256SUMS", "tagmanifest-sha256.txt"}
    return sorted(
        name for name in one.keys() | other.keys() if name not in timed and one.get(name) != other.get(name)
    )


def empty_the_site() -> None:
    call_command("flush", "--no-input", verbosity=0)
    for name in default_storage.listdir("images")[1] if default_storage.exists("images") else []:
        default_storage.delete(f"images/{name}")
