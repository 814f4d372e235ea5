"""Published pages: the contract of a public page, and the layer that keeps them in memory in front of Django.

`contract` marks the views. `front` answers requests; it asks `addresses` which page is meant, `rendering` makes it,
`policy` keeps it in several `encodings`, `watching` tells when it is out of date. Nothing here knows what a record is.
"""

from records.http.page_cache.policies import (
    FOR_A_SECOND,
    cached,
    public_answer,
    public_for_a_second,
    public_for_good,
    public_page,
    public_page_by,
    public_page_in_forms,
)

__all__ = [
    "FOR_A_SECOND",
    "cached",
    "public_answer",
    "public_for_a_second",
    "public_for_good",
    "public_page",
    "public_page_by",
    "public_page_in_forms",
]
