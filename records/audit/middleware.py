"""Lets an act be told as one of the request that is under way, and tells of staff who are refused."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from records.http.middleware import STAFF_ADDRESSES
from records.models.audit import Act

from .actors import current_request
from .recording import record_act

Handler = Callable[[HttpRequest], HttpResponse]


def remember_request(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        token = current_request.set(request)
        try:
            response = get_response(request)
            if response.status_code == HTTPStatus.FORBIDDEN and STAFF_ADDRESSES.match(request.path_info):
                tell_refused(request)
            return response
        finally:
            current_request.reset(token)

    return handle


def tell_refused(request: HttpRequest) -> None:
    """Writes a line for members of staff alone: strangers could fill the disk with such."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        record_act(Act.REFUSED, detail=f"{request.method} {request.path}：没有权限。")
