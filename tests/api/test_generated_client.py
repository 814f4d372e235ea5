"""A client that another's generator makes of the description, with nothing added by hand."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client

from honors_site.wsgi import django as application
from records.search.reindexing import reindex
from tests.factories import make_record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def generated(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Returns what imports a module of the generated package."""
    (tmp_path / "openapi.json").write_bytes(client.get("/api/v1/openapi.json").content)
    (tmp_path / "config.json").write_text(json.dumps({"post_hooks": []}))
    files = ["--path", "openapi.json", "--config", "config.json", "--output-path", "made"]
    said = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning", *files],
        cwd=tmp_path,
        env=os.environ | {"TERM": "dumb"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    monkeypatch.syspath_prepend(tmp_path / "made")
    return lambda name: importlib.import_module(f"honors_record_client.{name}")


def test_generated_client_goes_through_all_records(generated: Any) -> None:
    made = {make_record().pk for _ in range(7)}
    reindex(made)
    client = generated("client").Client(base_url="http://127.0.0.1:8000")
    client.set_httpx_client(
        httpx.Client(base_url="http://127.0.0.1:8000", transport=httpx.WSGITransport(application))
    )
    list_records = generated("api.default.list_records")
    found, cursor = list[int](), ""
    while cursor is not None:
        page = list_records.sync(client=client, limit=3, cursor=cursor)
        found += [record.id for record in page.items]
        cursor = page.next_cursor
    assert sorted(found) == sorted(made)
    record = generated("api.default.get_record").sync(found[0], client=client)
    assert record.id == found[0]
