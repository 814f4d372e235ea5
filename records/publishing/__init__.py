"""The only writer of records: deeds become rows here, and here a record changes its status.

Each function is one transaction, all or nothing. `by` is the member of staff who acts, None for a command.
"""

from .changing import take_as_seen
from .exceptions import AlreadyOnSite, NotMended, NotTogether, PublishingRefused, SeenAnother
from .passing import pass_finding, take_back_pass
from .recipients import merge_recipients
from .review import (
    approve,
    correct,
    discard_version,
    restore_version,
    return_to_draft,
    submit_for_review,
)
from .saving import Saved, save_deeds
from .status import (
    cancel_schedule,
    publish,
    reschedule,
    restore_honor,
    revoke_honor,
    withdraw,
)
from .withholding import erase_version, show_version, withhold_version

__all__ = [
    "AlreadyOnSite",
    "NotMended",
    "NotTogether",
    "PublishingRefused",
    "Saved",
    "SeenAnother",
    "approve",
    "cancel_schedule",
    "correct",
    "discard_version",
    "erase_version",
    "merge_recipients",
    "pass_finding",
    "publish",
    "reschedule",
    "restore_honor",
    "restore_version",
    "return_to_draft",
    "revoke_honor",
    "save_deeds",
    "show_version",
    "submit_for_review",
    "take_as_seen",
    "take_back_pass",
    "withdraw",
    "withhold_version",
]
