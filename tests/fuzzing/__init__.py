"""Whatever is thrown at the site: it never answers 500, writes no traceback, and nothing by reading.

Each test has a quick form, run with all others, and a long one that goes on for a quarter of an hour: `make fuzz`.
Work is bounded by what can be counted, as queries, since seconds differ by machine.
"""

import os

from hypothesis import HealthCheck, settings

LONG_FACTOR = 200 if os.environ.get("FUZZ") == "long" else 1


def fuzzed(examples: int) -> settings:
    """So many examples; what the tests share is kept from one to the next, on purpose."""
    return settings(
        max_examples=examples * LONG_FACTOR, deadline=None, suppress_health_check=list(HealthCheck)
    )
