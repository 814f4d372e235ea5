from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from .variants import own_address, variant_of


def site(request: HttpRequest) -> dict[str, Any]:
    """Gives every template the site, its operator, the page's variant, and the address that all variants share."""
    variant = variant_of(request)
    return {
        "site_name": settings.SITE_NAME,
        "site_origin": settings.SITE_ORIGIN,
        "site_domain": urlsplit(settings.SITE_URL).hostname,
        "operator": settings.OPERATOR,
        "variant": variant,
        "address": own_address(request),
    }
