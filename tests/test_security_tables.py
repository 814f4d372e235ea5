"""SECURITY.md says how each requirement is met; what it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / ".github" / "SECURITY.md").read_text(encoding="utf-8")
# Those of level 1 of OWASP ASVS 5.0.0.
LEVEL_1 = """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.5.3
4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2
7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2 9.1.3 9.2.1
10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
""".split()  # noqa: SIM905 (eighty lines otherwise)


def rows() -> list[list[str]]:
    lines = re.findall(r"^\| (\d+\.\d+\.\d+) \|(.*)\|$", TEXT, re.MULTILINE)
    return [[number, *(cell.strip() for cell in rest.split("|"))] for number, rest in lines]


def test_every_requirement_of_level_1_has_its_row() -> None:
    assert sorted(set(LEVEL_1) - {number for number, *_ in rows()}) == []


def test_every_row_says_whether_and_how_and_where() -> None:
    assert [row for row in rows() if len(row) != 5 or not (row[2] == "–" or all(row[3:]))] == []


def test_every_test_and_file_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:tests|records|honors_site)/[\w./-]+)(?:::(\w+))?`", TEXT)
    assert named
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / path).exists()
        or (test and f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8"))
    ]
    assert missing == []
