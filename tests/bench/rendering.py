"""How long the site takes for a page that is not in memory: `python -m tests.bench.rendering ADDRESS…`.

Prints a line of JSON an address: milliseconds (median), queries and bytes.
"""

import json
import os
import statistics
import sys
import time

RUNS = 60


def main(addresses: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honors_site.settings")
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from records.pages.rendering import render

    for address in addresses:
        render(application, address)
        with CaptureQueriesContext(connection) as queries:
            body = render(application, address).body
        times = []
        for _ in range(RUNS):
            start = time.perf_counter()
            render(application, address)
            times.append(time.perf_counter() - start)
        said = {
            "address": address,
            "ms": statistics.median(times) * 1000,
            "queries": len(queries),
            "bytes": len(body),
        }
        sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
