"""Serves the public log as c2sp.org/tlog-tiles has it, and the canonical form of each version."""

from datetime import date
from http import HTTPStatus
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from records.http.page_cache import (
    public_answer_by,
    public_for_a_day,
    public_for_a_second,
    public_for_an_hour,
)
from records.models import (
    DayTotals,
    DecisionSeal,
    LogHead,
    LogKey,
    LogLeaf,
    NamesSeal,
    Record,
    Version,
    VersionSeal,
)
from records.transparency import verify
from records.transparency.canonical import decision_form, fingerprint, is_said, names_form, sealed_form
from records.transparency.keys import verifier
from records.transparency.signing import newest_head, read_tile
from records.transparency.verify import HASH_SIZE, TILE_WIDTH, join_bundle

PLAIN = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
# x001/x234/067: three digits at a time, so that no folder of a copy holds more than a thousand names.
INDEX = r"(?:x[0-9]{3}/){0,5}[0-9]{3}"
WIDTH = r"\.p/(?P<width>[1-9][0-9]{0,2})"
TILE = rf"(?P<level>[0-9]|[1-5][0-9]|6[0-3])/(?P<index>{INDEX})"
BUNDLE = rf"entries/(?P<index>{INDEX})"
NOT_YET = "这个网站的日志还没有签署过。第一次发布之后几秒钟就有了。\n"
DIFFERS = (
    "{what}的文字与封存时的指纹不符，所以不提供规范文本。请告诉网站的管理员：数据库可能被人绕过网站改动过。\n"
)


@public_for_a_second
def checkpoint(request: HttpRequest) -> HttpResponse:
    head = newest_head()
    if head is None:
        return HttpResponse(NOT_YET, content_type=PLAIN, status=HTTPStatus.NOT_FOUND)
    return HttpResponse(head.note, content_type=PLAIN)


@public_for_a_second
def log_keys(request: HttpRequest) -> HttpResponse:
    """Lists the public keys, the one in use first."""
    return HttpResponse("".join(f"{verifier(key)}\n" for key in LogKey.objects.all()), content_type=PLAIN)


@public_for_an_hour
def program(request: HttpRequest) -> HttpResponse:
    """Serves the one file that checks all this from anywhere."""
    response = HttpResponse(Path(verify.__file__).read_bytes(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response


@public_for_a_day
def tile(request: HttpRequest, level: str, index: str) -> HttpResponse:
    return tile_of(level, index)


@public_answer_by()  # of each there are 255, and hardly anyone asks for one twice
def partial_tile(request: HttpRequest, level: str, index: str, width: str) -> HttpResponse:
    return tile_of(level, index, width)


def tile_of(level: str, index: str, width: str | None = None) -> HttpResponse:
    number, wanted = position(index, width)
    hashes = read_tile(int(level), number)[: wanted * HASH_SIZE]
    if len(hashes) < wanted * HASH_SIZE:
        raise Http404
    return HttpResponse(hashes, content_type=BYTES)


@public_for_a_day
def bundle(request: HttpRequest, index: str) -> HttpResponse:
    return bundle_of(index)


@public_answer_by()
def partial_bundle(request: HttpRequest, index: str, width: str) -> HttpResponse:
    return bundle_of(index, width)


def bundle_of(index: str, width: str | None = None) -> HttpResponse:
    """Serves the entries below one tile, as far as a head that is signed holds them."""
    number, wanted = position(index, width)
    head = newest_head()
    first, end = number * TILE_WIDTH, number * TILE_WIDTH + wanted
    if head is None or head.size < end:
        raise Http404
    entries = LogLeaf.objects.filter(index__gte=first, index__lt=end).order_by("index")
    return HttpResponse(
        join_bundle(entry.encode() for entry in entries.values_list("entry", flat=True)), content_type=BYTES
    )


def position(index: str, width: str | None) -> tuple[int, int]:
    """Returns the number of the tile and how many of its hashes are asked for. Raises Http404 for another spelling."""
    *above, last = index.split("/")
    digits = "".join([*(part[1:] for part in above), last])
    wanted = int(width or TILE_WIDTH)
    if (above and digits.startswith("000")) or wanted > (TILE_WIDTH - 1 if width else TILE_WIDTH):
        raise Http404
    return int(digits), wanted


@public_for_a_day
def day_totals(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    try:
        found = get_object_or_404(DayTotals, date=date(year, month, day))
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    return HttpResponse(found.told, content_type="application/json")


@public_for_a_day
def day_stamp(request: HttpRequest, day: str, form: str) -> HttpResponse:
    """Serves the time stamp of a day's head (.tsr), and the head that it is over (.txt)."""
    try:
        found = get_object_or_404(LogHead, day=date.fromisoformat(day), stamp__isnull=False)
    except ValueError as error:
        raise Http404 from error
    if form == "tsr":
        return HttpResponse(bytes(found.stamp or b""), content_type="application/timestamp-reply")
    return HttpResponse(found.note, content_type=PLAIN)


@public_for_an_hour
def canonical_version(request: HttpRequest, record_id: int, number: int) -> HttpResponse:
    """Serves the bytes that the fingerprint was made of, as long as the public may read the version."""
    shown = Version.objects.public().whole().select_related("seal", "record")
    version = get_object_or_404(shown, record=record_id, number=number)
    seal: VersionSeal | None = getattr(version, "seal", None)
    if version.is_withheld or version.record.status == Record.Status.WITHDRAWN or (seal and not seal.salt):
        return HttpResponse("这一版已经不再公开。\n", content_type=PLAIN, status=HTTPStatus.GONE)
    if seal is None or not version.record.is_public:
        raise Http404
    seal.version = version
    form = sealed_form(seal)
    return sealed_answer(form, seal.fingerprint)


@public_for_an_hour
def canonical_names(request: HttpRequest, record_id: int, number: int) -> HttpResponse:
    """Serves the names that a record shows since they were corrected, as long as the public may read it."""
    seal = get_object_or_404(NamesSeal.objects.select_related("record"), record=record_id, number=number)
    if not seal.salt or not seal.record.is_public:
        return HttpResponse("这条记录的名称已经不再公开。\n", content_type=PLAIN, status=HTTPStatus.GONE)
    return sealed_answer(names_form(seal), seal.fingerprint)


@public_for_an_hour
def canonical_decision(request: HttpRequest, commendation_id: int, number: int) -> HttpResponse:
    """Serves what was sealed of a decision, as long as its page is public; of the last only where the page says it."""
    rows = DecisionSeal.objects.select_related("commendation__category", "commendation__attachment")
    seal = get_object_or_404(rows, commendation=commendation_id, number=number)
    if not seal.salt or not seal.commendation.is_public:
        return HttpResponse("这份决定已经不再公开。\n", content_type=PLAIN, status=HTTPStatus.GONE)
    is_last = not DecisionSeal.objects.filter(commendation=commendation_id, number__gt=number).exists()
    if is_last and not is_said(seal, seal.commendation):
        return differing("这份决定")
    return sealed_answer(decision_form(seal), seal.fingerprint, "这份决定")


def sealed_answer(form: bytes, sealed_as: str, what: str = "这一版") -> HttpResponse:
    if fingerprint(form) != sealed_as:
        return differing(what)
    return HttpResponse(form, content_type="application/json")


def differing(what: str) -> HttpResponse:
    said = DIFFERS.format(what=what)
    return HttpResponse(said, content_type=PLAIN, status=HTTPStatus.INTERNAL_SERVER_ERROR)
