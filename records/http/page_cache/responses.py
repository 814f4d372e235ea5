"""Answers given in front of Django: the headers that its middleware adds to everything, and a plain refusal."""

from functools import lru_cache

from .origin import Application, Headers, StartResponse, render

# These tell of one answer, and not of the site.
PER_ANSWER_HEADERS = {"content-type", "content-length", "cache-control", "expires"}


@lru_cache(maxsize=8)
def common_headers(application: Application) -> Headers:
    """Reads the headers that all answers have off one that needs no database."""
    answer = render(application, "/livez")
    return [(name, value) for name, value in answer.headers if name.lower() not in PER_ANSWER_HEADERS]


def service_unavailable(
    application: Application, start_response: StartResponse, message: str, retry_seconds: int
) -> list[bytes]:
    """Answers 503, with a message that says what to do."""
    again = [("Retry-After", str(retry_seconds))]
    return plain_answer(application, start_response, "503 Service Unavailable", message, again)


def plain_answer(
    application: Application, start_response: StartResponse, status: str, message: str, headers: Headers
) -> list[bytes]:
    body = f"{message}\n".encode()
    own = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        *headers,
    ]
    start_response(status, own + common_headers(application))
    return [body]
