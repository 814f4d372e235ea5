"""What answers in front of Django: the headers that Django's middleware adds to everything, and a plain refusal."""

from functools import lru_cache

from records.http.page_cache.origin import Application, Headers, StartResponse, render

# What an answer says of itself, and not of the site.
OF_ONE_ANSWER = {"content-type", "content-length", "cache-control", "expires"}


@lru_cache(maxsize=8)
def common_headers(application: Application) -> Headers:
    """Read off an answer that needs no database."""
    answer = render(application, "/livez")
    return [(name, value) for name, value in answer.headers if name.lower() not in OF_ONE_ANSWER]


def not_now(
    application: Application, start_response: StartResponse, words: str, retry_seconds: int
) -> list[bytes]:
    """503, in words that say what to do."""
    body = f"{words}\n".encode()
    own = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Retry-After", str(retry_seconds)),
    ]
    start_response("503 Service Unavailable", own + common_headers(application))
    return [body]
