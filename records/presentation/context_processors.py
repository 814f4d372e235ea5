from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from records.utils.addresses import as_link

from .accent import sheet_address
from .portal import part
from .site import data_license, site_name, site_settings
from .variants import own_address, variant_of


def site(request: HttpRequest) -> dict[str, Any]:
    """Gives every template the site, its operator, the page's variant, and the address that all variants share."""
    variant, set_in_admin = variant_of(request), site_settings()
    return {
        "site_name": site_name(),
        "site": set_in_admin,
        "own_site": set_in_admin,  # Django's pages of signing in put the host into `site`
        "site_mark": as_link(set_in_admin.mark),
        "style": sheet_address(set_in_admin.accent) if set_in_admin.accent else "",
        "data_license": data_license(),
        "portal_header": part(settings.STATIC_HEADER),
        "portal_footer": part(settings.STATIC_FOOTER),
        "site_origin": settings.SITE_ORIGIN,
        "site_domain": urlsplit(settings.SITE_URL).hostname,
        "operator": settings.OPERATOR,
        "variant": variant,
        "address": own_address(request),
    }
