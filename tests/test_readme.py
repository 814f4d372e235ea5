"""The documents of the repository: that their links lead somewhere, and that the README's example is what happens."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from honors_site.environment import VARIABLES
from tests.importing.running import Run
from tests.processes import ROOT

DEPLOY = ROOT / "honors_site" / "deploy"

README = ROOT / "README.md"
FOLDERS = (".github", "honors_site", "records", "seeds", "tests")
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
ELSEWHERE = re.compile(r"[a-z]+:|#")


def documents() -> list[Path]:
    """Returns those of this repository; the packages of tests/lint, where they are installed, bring their own."""
    inside = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md"))
    return sorted([*ROOT.glob("*.md"), *(path for path in inside if "node_modules" not in path.parts)])


def links(document: Path) -> Iterator[Path]:
    """Yields the files of the repository that it links to or shows."""
    text = CODE.sub("", document.read_text(encoding="utf-8"))
    for link in LINK.findall(text):
        target = "".join(link)
        if not ELSEWHERE.match(target):
            yield document.parent / target.partition("#")[0]


def block(language: str) -> str:
    """Returns the README's one block of code in that language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_readme_is_read_in_one_go() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) < 250


def test_every_link_of_a_document_leads_to_a_file() -> None:
    linked = [(document, target) for document in documents() for target in links(document)]
    assert {document for document, _ in linked} >= {README}
    assert [f"{document}: {target}" for document, target in linked if not target.exists()] == []


def test_the_readme_names_every_setting_that_the_environment_may_change() -> None:
    readme = README.read_text(encoding="utf-8")
    assert [name for name in VARIABLES if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("folder", [DEPLOY, DEPLOY / "patroni"], ids=lambda folder: folder.name)
def test_the_operators_guide_tells_of_every_file_beside_it(folder: Path) -> None:
    beside = {path for path in folder.iterdir() if path.name not in {"README.md", "__pycache__"}}
    assert beside
    assert beside <= set(links(folder / "README.md"))


@pytest.mark.django_db
def test_the_example_of_the_readme_prints_the_lines_shown_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, _, printed = block("console").partition("\n")
    name = command.split()[-1]
    (tmp_path / name).write_text(block("text"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    # Which number the record gets depends on the database.
    assert re.sub(r"/records/\d+/", "/records/2/", Run(name).out) == printed
