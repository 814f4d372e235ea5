"""Exports the records that were ticked in the list, as files in one download."""

from tempfile import TemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils import timezone

from records.audit import Act, record_act
from records.exporting import FORMATS, ExportRefused, export
from records.exporting.from_records import deeds_of
from records.models import Record

# A record takes a tenth of a second, while the editor waits.
MAX_RECORDS = 100


@admin.action(description="导出所选记录（Markdown、JSON、Word）", permissions=["view"])
def export_chosen(
    listed: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Record]
) -> FileResponse | None:
    if (count := queryset.count()) > MAX_RECORDS:
        advice = "请少选一些，或请管理员运行 manage.py export_records。"
        message = f"一次最多下载 {MAX_RECORDS} 条记录，这里选了 {count} 条。{advice}"
        listed.message_user(request, message, messages.ERROR)
        return None
    file = TemporaryFile()  # noqa: SIM115 — the answer closes it once it is sent
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        refusals = [refusal for record in queryset for refusal in pack(archive, record)]
        if refusals:
            archive.writestr("未能导出.txt", "\n".join(refusals) + "\n")
    file.seek(0)
    chosen = "、".join(str(record.pk) for record in queryset)
    record_act(Act.EXPORTED, detail=f"{'、'.join(FORMATS)}：记录 {chosen}")
    name = f"表彰记录-{timezone.localdate():%Y%m%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name)


def pack(archive: ZipFile, record: Record) -> list[str]:
    """Packs a record in each format; returns which could not be exported, and why."""
    deeds, refusals = deeds_of(record), []
    for format in FORMATS:
        try:
            archive.writestr(f"{record.pk}.{format}", export(deeds, format, record.revocation))
        except ExportRefused as refused:
            refusals.append(f"记录 {record.pk}“{record}”：{refused}")
    return refusals
