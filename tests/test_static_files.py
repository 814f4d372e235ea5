"""Collecting static files: a style sheet in parts becomes one file, its spacing tokens become lengths."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

SHEET = '/* In parts. */\n@import "site/paper.css";\n@import "site/ink.css";\n'
PAPER, INK = "html { background: white; }\n", "html { color: black; }\n"


class Collecting:
    """Holds a folder of sources, and the folder that collectstatic publishes them into."""

    def __init__(self, sources: Path, published: Path) -> None:
        self.sources, self.published = sources, published

    def collect(self, **texts: str) -> None:
        for name, text in texts.items():
            place = self.sources / f"{name.replace('__', '/')}.css"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        call_command("collectstatic", interactive=False, verbosity=0)

    def names(self) -> set[str]:
        return {str(path.relative_to(self.published)) for path in self.published.rglob("*.css")}


@pytest.fixture
def collecting(settings, tmp_path: Path) -> Collecting:
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [tmp_path / "sources"]
    settings.STATIC_ROOT = tmp_path / "published"
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "tests.static_files.UncompressedStaticFiles"},
    }
    return Collecting(tmp_path / "sources", tmp_path / "published")


def test_parts_are_joined_in_the_order_of_their_imports(collecting: Collecting) -> None:
    collecting.collect(site=SHEET, site__ink=INK, site__paper=PAPER)
    assert (collecting.published / "site.css").read_text() == "html{background:white}html{color:black}"


def test_a_changed_part_changes_the_sheet_that_was_collected_before(collecting: Collecting) -> None:
    collecting.collect(site=SHEET, site__ink=INK, site__paper=PAPER)
    collecting.collect(site__ink="html { color: red; }")
    assert (collecting.published / "site.css").read_text() == "html{background:white}html{color:red}"


def test_parts_are_not_published_by_themselves(collecting: Collecting) -> None:
    collecting.collect(site=SHEET, site__ink=INK, site__paper=PAPER)
    assert {name.split(".")[0] for name in collecting.names()} == {"site"}


def test_a_sheet_of_another_folder_stays_a_file_of_its_own(collecting: Collecting) -> None:
    collecting.collect(site=SHEET, site__ink=INK, site__paper=PAPER, package__widget=INK)
    assert "package/widget.css" in collecting.names()


def test_an_imported_part_that_is_not_there_is_named(collecting: Collecting) -> None:
    with pytest.raises(CommandError, match=r"static/site\.css 引用了 site/ink\.css，但没有文件"):
        collecting.collect(site=SHEET, site__paper=PAPER)


def test_a_part_that_nobody_imports_is_named(collecting: Collecting) -> None:
    with pytest.raises(CommandError, match=r"static/site/gold\.css 没有列在 static/site\.css 中"):
        collecting.collect(site=SHEET, site__ink=INK, site__paper=PAPER, site__gold=INK)


def test_steps_of_spacing_are_published_as_lengths_in_every_sheet(collecting: Collecting) -> None:
    collecting.collect(
        site='@import "site/tokens.css";\n',
        site__tokens=":root { --ink: black; --space-2: 0.5rem; }\n",
        home="p { margin: 0 var(--space-2); color: var(--ink); }\n",
    )
    assert (collecting.published / "site.css").read_text() == ":root{--ink:black}"
    assert (collecting.published / "home.css").read_text() == "p{margin:0 0.5rem;color:var(--ink)}"


def test_a_step_of_spacing_that_is_not_defined_is_named(collecting: Collecting) -> None:
    with pytest.raises(CommandError, match=r"static/home\.css 用了没有定义的间距 --space-9"):
        collecting.collect(home="p { margin: var(--space-9); }\n")
