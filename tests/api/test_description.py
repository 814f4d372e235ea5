"""The description and the interface agree: whatever the one allows is asked of the other, and more."""

import json
import re
from unittest.mock import patch

import pytest
import schemathesis
from django.urls import reverse
from hypothesis import HealthCheck, settings
from schemathesis import Case

from honors_site.wsgi import django as application
from records.api import contract
from records.api.contract import description
from records.api.v1 import api
from records.search.reindexing import reindex
from tests.factories import make_figure, make_measure, make_recipient, make_record, make_section

# The whole site is asked, which closes its connections as it goes.
pytestmark = pytest.mark.django_db(transaction=True)
THOROUGH = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


# Read before there is a database, which it asks what the operator has set.
with patch.multiple(contract, site_name=lambda: "荣誉录", data_license=lambda: None):
    schema = schemathesis.openapi.from_wsgi(reverse("openapi"), application)


@pytest.fixture
def _record() -> None:
    record = make_record(recipient=make_recipient("彭李街道", region="山东省/滨州市"))
    make_measure(make_section(record), text="党建工作。")
    make_figure(record)
    reindex([record.pk])


def test_description_says_that_no_operation_asks_for_a_key() -> None:
    assert description(api)["security"] == []


def test_description_says_where_it_holds_and_lists_no_schema_for_nothing() -> None:
    said = description(api)
    assert said["servers"] == [{"url": "http://127.0.0.1:8000", "description": "荣誉录"}]
    written = json.dumps(said)
    assert all(f'"#/components/schemas/{name}"' in written for name in said["components"]["schemas"])
    operations = [one["get"] for one in said["paths"].values()]
    assert all(re.fullmatch("[a-z]+(_[a-z]+)+", one["operationId"]) for one in operations)


def test_each_operation_says_how_a_wrong_request_is_answered() -> None:
    for path, operations in description(api)["paths"].items():
        refusals = {
            str(status): list(answer["content"])
            for status, answer in operations["get"]["responses"].items()
            if str(status).startswith("4")
        }
        assert refusals, path
        assert set(map(str, refusals.values())) == {"['application/problem+json']"}, path


@pytest.mark.usefixtures("_record")
@schema.parametrize()
@THOROUGH
def test_interface_does_what_its_description_says(case: Case) -> None:
    # Called without a network, the answer would not be decoded either.
    case.call_and_validate(headers={"Accept-Encoding": "identity"})
