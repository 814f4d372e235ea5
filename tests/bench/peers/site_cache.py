"""Settings of a peer: the same site, with Django's own per-site cache in place of our layers."""

from honors_site.settings import *  # noqa: F403 — everything but the cache is the same
from honors_site.settings import MIDDLEWARE as OURS

MIDDLEWARE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    *OURS,
    "django.middleware.cache.FetchFromCacheMiddleware",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
