"""Honors named in running text, in titles, in captions and on lines of their own."""

from records.deeds.parsing.awards.headlines import awards_in_title
from records.deeds.parsing.awards.lines import award_on_line
from records.deeds.parsing.awards.merging import merged
from records.deeds.parsing.awards.running_text import awards_in, awards_in_caption
from records.deeds.parsing.awards.vocabulary import DASH, PRAISE, plain

__all__ = [
    "DASH",
    "PRAISE",
    "award_on_line",
    "awards_in",
    "awards_in_caption",
    "awards_in_title",
    "merged",
    "plain",
]
