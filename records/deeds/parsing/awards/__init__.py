"""Honors named in running text, in titles, in captions and on lines of their own."""

from .headlines import awards_counted_out, awards_in_title
from .lists import award_on_line
from .merging import merged
from .running_text import awards_in, awards_in_caption
from .vocabulary import DASH, PRAISE, is_award, plain, three_parts

__all__ = [
    "DASH",
    "PRAISE",
    "award_on_line",
    "awards_counted_out",
    "awards_in",
    "awards_in_caption",
    "awards_in_title",
    "is_award",
    "merged",
    "plain",
    "three_parts",
]
