"""Answers to a tribute, alike in the view and in the fast path in front of Django."""

from http import HTTPStatus

from django.http import HttpRequest

from records import tributes
from records.http.short_cache import lru_cache_of_short

BUSY_RETRY_SECONDS = 5


@lru_cache_of_short(maxsize=256)
def prefers_html(accept: str) -> bool:
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = accept
    return request.get_preferred_type(["application/json", "text/html"]) == "text/html"


def payment_answer(answer: tributes.Answer) -> tuple[HTTPStatus, dict[str, object]]:
    status = HTTPStatus.CREATED if answer.done else HTTPStatus.OK
    return status, {"count": answer.count, "counted": answer.done}


def failure_message(failure: Exception, wish: str = "计入") -> str:
    if isinstance(failure, tributes.Uncertain):
        return f"网站正忙，没能确认这一次是否{wish}。请过几秒再点一次，不会重复计数。"
    return f"网站正忙，这一次没有{wish}。请过几秒再点一次。"
