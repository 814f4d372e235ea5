"""The only writer of records: deeds become rows here, and here a record changes its status.

Each function is one transaction, all or nothing. `by` is the member of staff who acts, None for a command.
"""

from .exceptions import AlreadyOnSite, PublishingRefused
from .recipients import merge_recipients
from .saving import Saved, save_deeds
from .status import publish, restore_honor, return_to_draft, revoke_honor, submit_for_review, withdraw

__all__ = [
    "AlreadyOnSite",
    "PublishingRefused",
    "Saved",
    "merge_recipients",
    "publish",
    "restore_honor",
    "return_to_draft",
    "revoke_honor",
    "save_deeds",
    "submit_for_review",
    "withdraw",
]
