"""What the server runs: Django, and in front of it what must be fast. The outermost layer stands last."""

import gc
import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honors_site.settings")

application: Any = get_wsgi_application()

# Only now is Django set up.
from django.conf import settings  # noqa: E402

from honors_site.slow_bodies import SlowBodies  # noqa: E402
from records.models import Edition  # noqa: E402
from records.pages.front import PublishedPages  # noqa: E402
from records.tribute_door import TributeDoor  # noqa: E402

application = SlowBodies(application, most=settings.THREADS // 2)
if settings.PAGES_MEMORY_MB:
    application = PublishedPages(
        application, Edition.public_state, most_bytes=settings.PAGES_MEMORY_MB * 1024**2
    )
application = TributeDoor(application)

# What was loaded until now stays; the collector of garbage need not look at it again and again.
gc.collect()
gc.freeze()
