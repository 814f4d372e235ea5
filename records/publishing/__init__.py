"""The only writer of records: deeds become rows here, and here a record changes its status.

Each function is one transaction, all or nothing. `by` is the member of staff who acts, None for a command.
"""

from .exceptions import AlreadyOnSite, NotMended, PublishingRefused
from .passing import pass_finding, take_back_pass
from .recipients import merge_recipients
from .saving import Saved, save_deeds
from .status import (
    cancel_schedule,
    publish,
    reschedule,
    restore_honor,
    return_to_draft,
    revoke_honor,
    submit_for_review,
    withdraw,
)

__all__ = [
    "AlreadyOnSite",
    "NotMended",
    "PublishingRefused",
    "Saved",
    "cancel_schedule",
    "merge_recipients",
    "pass_finding",
    "publish",
    "reschedule",
    "restore_honor",
    "return_to_draft",
    "revoke_honor",
    "save_deeds",
    "submit_for_review",
    "take_back_pass",
    "withdraw",
]
