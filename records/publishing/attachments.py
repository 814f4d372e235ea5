"""Keeps the signed originals of decisions, byte for byte; `originals.py` clears away what nothing names any more."""

import hashlib

from django.db import transaction

from records.audit import Act, record_act
from records.catalog.attachments import path_of
from records.models import Attachment, Edition
from records.utils.files import sync_folder, write_atomically

from .changing import Staff
from .exceptions import PublishingRefused
from .originals import file_name

PDF = b"%PDF-"
MB = 1024 * 1024
# A scan of fifty pages takes about ten.
MAX_BYTES = 30 * MB
UNNAMED = "决定.pdf"


@transaction.atomic
def keep_attachment(name: str, data: bytes, *, by: Staff) -> Attachment:
    """Keeps the file, and returns its row; the same bytes twice are one file and one row, under the first name.

    Raises PublishingRefused for what is no PDF, going by the bytes and not by the name. The file is there before its
    row: if the transaction fails, an unnamed file is left, which the next one with these bytes takes up.
    """
    refuse_unfit(name, data)
    Edition.lock_for_writing()
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(sha256)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if write_atomically(path, data):
        sync_folder(path.parent)
    if row := Attachment.objects.filter(sha256=sha256).first():
        return row
    row = Attachment.objects.create(sha256=sha256, name=file_name(name, UNNAMED), size=len(data))
    record_act(Act.ADDED, on=row, by=by, detail=f"{len(data):,} 字节，SHA-256 {sha256}")
    return row


def refuse_unfit(name: str, data: bytes) -> None:
    if not data:
        raise PublishingRefused(f"“{file_name(name, UNNAMED)}”是空的，没有存入。请重新选择文件。")
    if len(data) > MAX_BYTES:
        size = f"{len(data) / MB:.0f} MB"
        raise PublishingRefused(
            f"“{file_name(name, UNNAMED)}”有 {size}，原件最多 {MAX_BYTES // MB} MB，没有存入。"
            "请把扫描的分辨率降到 200～300 dpi 再存成 PDF。"
        )
    if not data.startswith(PDF):
        raise PublishingRefused(
            f"“{file_name(name, UNNAMED)}”不是 PDF 文件，没有存入。请把决定原件扫描或另存为 PDF。"
        )
