from pathlib import Path

import pytest

from tests.importing.running import DEEDS


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "样例.txt"
    path.write_text(DEEDS, encoding="utf-8")
    return path
