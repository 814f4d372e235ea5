"""Tells those who watch over the site of the public log, in one line."""

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from records.models import LogHead, LogLeaf

from .keys import KeyMissing, key_in_use, signing_key
from .signing import newest_head
from .stamping import waiting


def log_report() -> str:
    return f"公开日志：{'；'.join([signed(), *key_trouble(), stamped()])}"


def signed() -> str:
    head = newest_head()
    last = LogLeaf.objects.aggregate(last=Max("index"))["last"]
    entries = 0 if last is None else last + 1
    unsigned = entries - (head.size if head else 0)
    told = f"还有 {unsigned} 条没有签署" if unsigned else ""
    if head is None:
        return told or "还没有内容"
    at = timezone.localtime(head.signed_at)
    return f"签署了 {head.size} 条，最近一次在 {at:%Y-%m-%d %H:%M}{'，' if told else ''}{told}"


def key_trouble() -> list[str]:
    try:
        if key_in_use():
            signing_key()
    except KeyMissing as missing:
        return [str(missing)]
    return []


def stamped() -> str:
    """Tells of the time stamps: the last, and why the newest head that waits for one has none."""
    last = LogHead.objects.exclude(stamp=None).defer("stamp", "note").order_by("-day").first()
    at = timezone.localtime(last.stamped_at) if last and last.stamped_at else None
    had = f"最近的时间戳是 {last.day} 的，盖于 {at:%Y-%m-%d %H:%M}" if last and at else "还没有时间戳"
    if not settings.TIMESTAMP_URL:
        return had if at else "没有设置时间戳（TIMESTAMP_URL）"
    newest = waiting().first()
    if newest is None or (last and newest.day < last.day):
        return had
    return f"{had}，{newest.day} 的还没有取到" + (f"：{newest.stamp_trouble}" if newest.stamp_trouble else "")
