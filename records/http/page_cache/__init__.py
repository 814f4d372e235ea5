"""Public pages in memory: which views may be cached, and the layer in front of Django that answers from memory.

`policies` marks the views. `middleware` answers requests: `keys` finds which page is meant, `store` holds pages ready
to be sent, `origin` asks Django for one, `monitor` sees when content has changed, `responses` refuses. Nothing here
knows what a record is.
"""

from .policies import (
    OPEN_TO_ALL,
    SECOND_POLICY,
    CachePolicy,
    cached,
    open_to_all,
    public_answer_by,
    public_content_by,
    public_for_a_day,
    public_for_a_second,
    public_for_an_hour,
    public_for_good,
    public_negotiated_page,
    public_page,
    public_page_by,
)

__all__ = [
    "OPEN_TO_ALL",
    "SECOND_POLICY",
    "CachePolicy",
    "cached",
    "open_to_all",
    "public_answer_by",
    "public_content_by",
    "public_for_a_day",
    "public_for_a_second",
    "public_for_an_hour",
    "public_for_good",
    "public_negotiated_page",
    "public_page",
    "public_page_by",
]
