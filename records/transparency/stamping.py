"""Has an authority of the operator's choice say when a day's head was there: a time stamp by RFC 3161.

The key of the log can sign whatever its owner likes, at any time; an authority that the owner does not command cannot
be made to say that it saw a head earlier than it did. Nothing waits for it: what it does not answer is asked again.
"""

import hashlib
import http.client
import logging
import secrets
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from asn1crypto import cms, core, tsp
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from records.models import LogHead
from records.utils.daily import DailyWork

logger = logging.getLogger(__name__)

TRY_AGAIN = timedelta(hours=1)
AT_ONCE = 10  # of the days that wait, as after an authority was chosen or came back
MAX_ANSWER_BYTES = 64 * 1024  # with the certificates of a long chain, eight
SILENT_SECONDS, WHOLE_SECONDS = 15.0, 30.0
GRANTED = {"granted", "granted_with_mods"}
MEDIA_TYPE = "application/timestamp-query"


class NoStamp(Exception):
    """Says in Chinese why no time stamp was had."""


class Answer(core.Sequence):
    """As `tsp.TimeStampResp`, which holds every answer for one with a time stamp in it."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


class Stamp(NamedTuple):
    answer: bytes
    at: datetime


# --- What waits ---------------------------------------------------------------------------------------


def waiting() -> QuerySet[LogHead]:
    """Finds the heads of days that are over and bear no time stamp, the newest first: it vouches for those before."""
    return LogHead.objects.filter(day__lt=timezone.now().astimezone(UTC).date(), stamp=None).order_by("-day")


def claim_due() -> bool:
    """Returns True in one process of the site, where an authority is set and a head waits for its time stamp."""
    newest = waiting().first() if settings.TIMESTAMP_URL else None
    if newest is None:
        return False
    now = timezone.now()
    # By a clock that was ahead it may have been tried in an hour to come.
    is_due = Q(stamp_tried_at=None) | ~Q(stamp_tried_at__range=(now - TRY_AGAIN, now))
    return bool(LogHead.objects.filter(is_due, pk=newest.pk).update(stamp_tried_at=now))


def stamp_waiting() -> None:
    """Gets the time stamps that wait, until one is not had; that is told once in the log, and kept for the report."""
    for head in waiting()[:AT_ONCE]:
        this = LogHead.objects.filter(pk=head.pk, note=head.note, stamp=None)
        try:
            had = stamp_of(head.note.encode(), settings.TIMESTAMP_URL)
        except NoStamp as error:
            if head.stamp_trouble != str(error):
                logger.warning("No time stamp of %s: %s", head.day, error)
            this.update(stamp_trouble=str(error), stamp_tried_at=timezone.now())
            return
        this.update(stamp=had.answer, stamped_at=had.at, stamp_tried_at=timezone.now(), stamp_trouble="")


daily = DailyWork("time stamp of the log", claim_due, stamp_waiting)


# --- The authority ------------------------------------------------------------------------------------


def stamp_of(data: bytes, url: str) -> Stamp:
    """Asks for a time stamp over the SHA-256 of these bytes, and looks whether the answer is one. Raises NoStamp.

    That the authority's signature holds, and whether to trust it, is for those who verify: they need its certificate.
    """
    nonce = secrets.randbits(64)
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(data).digest()}
    query = {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    return stamp_in(posted(url, tsp.TimeStampReq(query).dump()), data, nonce)


def stamp_in(answer: bytes, data: bytes, nonce: int | None = None) -> Stamp:
    """Looks whether this is an authority's answer with a time stamp over these bytes, and to this request where one is
    known. Raises NoStamp."""
    try:
        read = Answer.load(answer, strict=True)
        status, said = read["status"]["status"].native, read["status"]["status_string"].native or []
    except Exception as error:  # whatever a parser makes of any bytes
        raise NoStamp("回答的不是时间戳") from error
    if status not in GRANTED:
        raise NoStamp(f"时间戳服务拒绝了：{status} {'；'.join(said)}".strip()[:200])
    try:
        told = read["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
        stamped = told["message_imprint"].native
        got, at = told["nonce"].native, told["gen_time"].native
        algorithm, digest = stamped["hash_algorithm"]["algorithm"], stamped["hashed_message"]
    except Exception as error:
        raise NoStamp("回答里没有时间戳") from error
    if (algorithm, digest) != ("sha256", hashlib.sha256(data).digest()):
        raise NoStamp("回答的是别的内容的时间戳")
    if nonce is not None and got != nonce:
        raise NoStamp("回答的不是这一次的请求（随机数不符）")
    return Stamp(answer, at)


def posted(url: str, query: bytes) -> bytes:
    """Returns the answer, if it comes whole, in time and not too long. Raises NoStamp."""
    request = urllib.request.Request(url, query, {"Content-Type": MEDIA_TYPE})  # noqa: S310  (settings.py has seen it)
    until = time.monotonic() + WHOLE_SECONDS
    answer = b""
    try:
        with urllib.request.urlopen(request, timeout=SILENT_SECONDS) as response:  # noqa: S310
            while some := response.read1(MAX_ANSWER_BYTES):
                answer += some
                if time.monotonic() > until:
                    raise NoStamp(f"时间戳服务 {WHOLE_SECONDS:.0f} 秒没有答完")
                if len(answer) > MAX_ANSWER_BYTES:
                    raise NoStamp("回答太长，不是时间戳")
    except urllib.error.HTTPError as error:
        raise NoStamp(f"时间戳服务回答 {error.code}") from error
    # A response that breaks off, or is none of HTTP, is told by errors of http.client, not of the system.
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise NoStamp(f"连接不上时间戳服务：{reason}"[:200]) from error
    return answer
