"""The roll of a commendation (名单): its names become records, are made public, struck, and taken back.

Each function is one transaction, all or nothing. A name on the roll of a decision is a record without deeds; in 公示
it is a line alone.
"""

from .approving import approve_change
from .conferring import confer, end_to_come, likely_of_lines, strike, unstrike
from .matching import likely
from .numbers import quota_differences
from .saving import AlreadyOnRoll, SavedRoll, publish_roll, save_roll
from .standing import doubts, parted, told_group
from .undoing import undo_roll, why_not_undone

__all__ = [
    "AlreadyOnRoll",
    "SavedRoll",
    "approve_change",
    "confer",
    "doubts",
    "end_to_come",
    "likely",
    "likely_of_lines",
    "parted",
    "publish_roll",
    "quota_differences",
    "save_roll",
    "strike",
    "told_group",
    "undo_roll",
    "unstrike",
    "why_not_undone",
]
