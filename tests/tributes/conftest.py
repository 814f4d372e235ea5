from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from records.models import Record


@pytest.fixture
def record(db: None) -> "Record":
    # Not at the top: this file is read before Django is set up.
    from tests.factories import make_record

    return make_record()
