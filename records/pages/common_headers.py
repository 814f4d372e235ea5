"""The headers that Django's middleware adds to every answer, for what answers in front of it."""

from functools import lru_cache

from .rendering import Application, Headers, render

# What an answer says of itself, and not of the site.
OF_ONE_ANSWER = {"content-type", "content-length", "cache-control", "expires"}


@lru_cache(maxsize=8)
def common_headers(application: Application) -> Headers:
    """Read off an answer that needs no database."""
    answer = render(application, "/livez")
    return [(name, value) for name, value in answer.headers if name.lower() not in OF_ONE_ANSWER]
