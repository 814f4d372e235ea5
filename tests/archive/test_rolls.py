"""An archive holds decisions and rolls as the public reads them, and nothing that staff alone know."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from records.archive.checksums import ArchiveDamaged, write_sums
from records.archive.reading import read_archive
from records.catalog.attachments import path_of
from records.models import Attachment, Commendation, RollEntry
from tests.archive.archives import archive, content, differing, empty_the_site
from tests.factories import (
    make_attachment,
    make_commendation,
    make_commendation_version,
    make_recipient,
    make_record,
    make_roll_entry,
    make_roll_group,
)
from tests.made_rolls import conferred

pytestmark = pytest.mark.django_db(transaction=True)

# Of each process its own: all keep their files in one place.
PDF = f"%PDF-1.7 made up for an archive {os.getpid()}".encode()


@pytest.fixture
def commendation() -> Commendation:
    """Decided after a notice, in which a name was struck; with an original, and with what is not public yet."""
    sha256 = hashlib.sha256(PDF).hexdigest()
    path_of(sha256).parent.mkdir(parents=True, exist_ok=True)
    path_of(sha256).write_bytes(PDF)
    original = make_attachment("样发〔2021〕7号.pdf", sha256=sha256, size=len(PDF))
    day = timezone.localdate()
    made = make_commendation(
        year=2021,
        attachment=original,
        notice_from=day,
        notice_until=day,
        objections="样例办",
        **conferred(),
    )
    make_commendation_version(
        made,
        1,
        state="notice",
        notice_from=day,
        notice_until=day,
        objections="样例办",
        public_from=timezone.now() - timedelta(days=1),
    )
    group = make_roll_group("先进个人/北京市", made, quota=2)
    record = make_record(commendation=made, recipient=make_recipient("张三", "person"))
    notes = {"联系电话": "13800000000"}
    make_roll_entry("张三", record, group=group, printed="张\u3000三", notes=notes, was_proposed=True)
    make_roll_entry(
        "李四",
        commendation=made,
        group=group,
        was_proposed=True,
        struck_at=timezone.now(),
        struck_reason="被实名举报",
    )
    draft = make_record("draft", commendation=made, recipient=make_recipient("未公开者", "person"))
    make_roll_entry("未公开者", draft, group=make_roll_group("未公开的组", made))
    return made


def everything(folder: Path) -> str:
    return "".join(part.decode(errors="replace") for part in content(folder).values())


def test_rolls_come_back_the_same_with_their_originals(
    tmp_path: Path, commendation: Commendation, client: Client
) -> None:
    addresses = ["", "notice/", "versions/", "print/", "decision/"]
    first = archive(tmp_path / "first")
    before = [client.get(f"/commendations/{commendation.pk}/{rest}").content for rest in addresses]
    empty_the_site()
    path_of(Attachment(sha256=hashlib.sha256(PDF).hexdigest()).sha256).unlink()
    call_command("import_archive", first)
    assert [client.get(f"/commendations/{commendation.pk}/{rest}").content for rest in addresses] == before
    assert differing(first, archive(tmp_path / "second")) == []


def test_what_staff_alone_know_stays_with_the_site(tmp_path: Path, commendation: Commendation) -> None:
    said = everything(archive(tmp_path / "archive"))
    for secret in ("13800000000", "被实名举报", "未公开者", "未公开的组"):
        assert secret not in said, secret
    assert "李四" in said  # as proposed


def test_pages_of_a_commendation_are_copied(tmp_path: Path, commendation: Commendation) -> None:
    folder = archive(tmp_path / "archive")
    pages = folder / "site" / "commendations"
    own = pages / f"{commendation.pk}"
    for page in (pages, own, own / "notice", own / "print"):
        assert (page / "index.html").is_file(), page
    assert "张\u3000三" in (own / "index.html").read_text()


def test_an_original_that_was_altered_is_refused_and_nothing_is_kept(
    tmp_path: Path, commendation: Commendation
) -> None:
    folder = archive(tmp_path / "archive")
    sha256 = commendation.attachment.sha256  # type: ignore[union-attr]
    (folder / f"attachments/{sha256}.pdf").write_bytes(b"%PDF-1.7 altered")
    write_sums(folder, {name for name in content(folder) if name != "SHA256SUMS"})
    empty_the_site()
    path_of(sha256).unlink()
    with pytest.raises(ArchiveDamaged, match="与它的文件名不符"):
        read_archive(folder, lambda part: None)
    assert not path_of(sha256).exists()
    assert not RollEntry.objects.exists()
