"""Times pages that are not in memory: `python -m tests.bench.rendering ADDRESS…`.

Prints a line of JSON an address: milliseconds (median) and queries.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

RUNS = 40


def main(addresses: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honors_site.settings")
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from records.http.page_cache.origin import render

    for address in addresses:
        render(application, address)
        with CaptureQueriesContext(connection) as queries:
            render(application, address)
            asked = len(queries)  # now: the next request empties the log
        took = milliseconds(partial(render, application, address))
        said = {"address": address, "ms": took, "queries": asked}
        sys.stdout.write(json.dumps(said) + "\n")


def milliseconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main(sys.argv[1:])
