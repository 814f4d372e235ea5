"""Tells what the operator has set in the admin, and what of the environment stands in where nothing is set."""

from typing import NamedTuple

from django.conf import settings

from records.catalog.version import once_in_a_state
from records.http.middleware import once_in_a_request
from records.models import SitePage, SiteSettings


@once_in_a_request
@once_in_a_state
def site_settings() -> SiteSettings:
    """Returns what is set in the admin."""
    return SiteSettings.current()


@once_in_a_request
@once_in_a_state
def public_pages() -> list[SitePage]:
    """Returns the operator's own pages, without their texts."""
    return list(SitePage.objects.public().in_order().defer("text"))


def site_name() -> str:
    return site_settings().name or str(settings.SITE_NAME)


def publisher_name() -> str:
    """Returns who answers for what is published here: the operator, or the site itself where none is named."""
    return settings.OPERATOR.operator_name or site_name()


class DataLicense(NamedTuple):
    name: str
    link: str


CREATIVE_COMMONS = "https://creativecommons.org"
LICENSES = {
    "cc-by-4.0": DataLicense("CC BY 4.0", f"{CREATIVE_COMMONS}/licenses/by/4.0/"),
    "cc-by-sa-4.0": DataLicense("CC BY-SA 4.0", f"{CREATIVE_COMMONS}/licenses/by-sa/4.0/"),
    "cc0-1.0": DataLicense("CC0 1.0", f"{CREATIVE_COMMONS}/publicdomain/zero/1.0/"),
}


def data_license() -> DataLicense | None:
    """Returns under which license others may use what is published; None where nothing is said."""
    chosen = site_settings()
    if chosen.license == SiteSettings.License.OTHER:
        return DataLicense(chosen.license_name, chosen.license_link)
    return LICENSES.get(chosen.license)
