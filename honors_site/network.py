from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The visitor's network address, as the outermost of our own PROXY_HOPS proxies saw it.

    Each proxy appends the address it was called from to X-Forwarded-For, so only the last PROXY_HOPS entries
    are ours; all before them is the client's own claim and is not believed.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXY_HOPS:
        return direct
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return forwarded[-settings.PROXY_HOPS] if len(forwarded) >= settings.PROXY_HOPS else direct
