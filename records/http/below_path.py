"""Lets the site lie below a path of its host: https://county.example/honors."""

from collections.abc import Iterable

from django.conf import settings

from .page_cache.keys import Environ
from .page_cache.origin import Application, StartResponse
from .page_cache.responses import plain_answer

# Asked by the machine itself, at the site's own port, which need not know the path.
FOR_THIS_MACHINE = {"/livez", "/readyz", "/metrics"}


class BelowPath:
    """Takes the path off the address of a request, as a WSGI application around all others, so that none of them need
    know it; Django puts it in front of every link (FORCE_SCRIPT_NAME).

    The proxy hands the whole address on: were it to take the path off, /records/1/ could not be told from an address
    below a path that is itself called /records.
    """

    def __init__(self, application: Application, path: str) -> None:
        self.application, self.path = application, path

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        address = environ["PATH_INFO"]
        if address.startswith(f"{self.path}/"):
            environ["PATH_INFO"] = address[len(self.path) :]
        elif address == self.path:
            return self.plain(start_response, "301 Moved Permanently", [("Location", f"{self.path}/")])
        elif address not in FOR_THIS_MACHINE:
            return self.plain(start_response, "404 Not Found", [])
        return self.application(environ, start_response)

    def plain(
        self, start_response: StartResponse, status: str, headers: list[tuple[str, str]]
    ) -> list[bytes]:
        message = f"网站在 {settings.SITE_URL}/"
        return plain_answer(self.application, start_response, status, message, headers)
