"""The office's own documents, where they are at hand: read and scored by the script that lies beside them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from records.deeds import read_deeds
from records.deeds.formats.json import as_json

FOLDER = Path(os.environ.get("DEEDS_FOLDER") or Path(__file__).parents[3] / "shared" / "deeds")
pytestmark = pytest.mark.skipif(
    not (FOLDER / "score.py").exists(), reason=f"no documents in {FOLDER}; name their folder in DEEDS_FOLDER"
)


@pytest.fixture(scope="module")
def scores(tmp_path_factory) -> dict[str, dict[str, float]]:
    output = tmp_path_factory.mktemp("scores") / "out.jsonl"
    with output.open("w", encoding="utf-8") as rows:
        for path in sorted(FOLDER.glob("*.txt")):
            found = read_deeds(path.read_bytes(), path.name)
            row = as_json(path.name, found.deeds, found.messages)
            rows.write(json.dumps(row, ensure_ascii=False) + "\n")
    command = [sys.executable, FOLDER / "score.py", FOLDER, output, "--each"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line for line in printed.splitlines() if ".txt" in line]
    return {line.split()[0]: {k: float(v) for k, v in re.findall(r"(\w+)=([\d.]+)", line)} for line in lines}


def test_document_the_site_began_with_is_read_without_a_fault(scores):
    (name,) = [name for name in scores if name.startswith("00_")]
    assert scores[name] == dict.fromkeys(scores[name], 1.0)
    assert len(scores[name]) == 8


def test_every_other_document_is_kept_whole(scores):
    assert {row["kept"] for row in scores.values()} == {1.0}
