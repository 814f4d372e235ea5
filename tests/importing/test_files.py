"""Files found in folders and uploads: each once, in order, or with the reason why not."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from records.deeds import DeedsError
from records.importing import files
from records.importing.files import found_in, unpacked


def names(paths: list[Path]) -> list[str]:
    return [document.name for document in found_in(paths)]


def outcome(document: files.Incoming) -> str:
    """The bytes as text, or the code of what was said instead."""
    try:
        return document.read().decode()
    except DeedsError as error:
        return error.message.code


def outcomes(folder: Path) -> dict[str, str]:
    return {Path(document.name).name: outcome(document) for document in found_in([folder])}


@contextmanager
def as_nobody() -> Iterator[None]:
    """Not even root's own rights, where the tests run as root."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("乙.txt", "丙/丁.txt", "丙/甲.md", "a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("文", encoding="utf-8")
    assert names([tmp_path]) == sorted(names([tmp_path]), key=lambda name: Path(name).parts)
    assert len(names([tmp_path])) == 4


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "样例.txt").write_text("先", encoding="utf-8")
    (document,) = found_in([tmp_path])
    (tmp_path / "样例.txt").write_text("后", encoding="utf-8")
    assert document.read().decode() == "后"


def test_what_is_no_document_is_named_with_the_reason(tmp_path: Path) -> None:
    for name in ("图.jpg", ".DS_Store", "~$稿.docx", "Thumbs.db", "样例.txt"):
        (tmp_path / name).write_text("文", encoding="utf-8")
    skipped = [document for document in found_in([tmp_path]) if document.is_skipped]
    assert len(skipped) == 4
    assert {outcome(document) for document in skipped} == {"skipped"}


def test_an_old_word_file_is_left_to_the_reader_which_says_how_to_convert_it(tmp_path: Path) -> None:
    (tmp_path / "旧.doc").write_text("文", encoding="utf-8")
    assert outcomes(tmp_path) == {"旧.doc": "文"}


def test_a_file_given_by_name_is_never_skipped(tmp_path: Path) -> None:
    path = tmp_path / "图.jpg"
    path.write_text("文", encoding="utf-8")
    (document,) = found_in([path])
    assert document.read() == "文".encode()


def test_a_missing_file_is_named_and_the_next_one_is_found(tmp_path: Path) -> None:
    (tmp_path / "在.txt").write_text("文", encoding="utf-8")
    found = list(found_in([tmp_path / "不在.txt", tmp_path / "在.txt"]))
    assert [outcome(document) for document in found] == ["unreadable", "文"]


def test_a_file_that_vanishes_meanwhile_is_told(tmp_path: Path) -> None:
    path = tmp_path / "样例.txt"
    path.write_text("文", encoding="utf-8")
    (document,) = found_in([tmp_path])
    path.unlink()
    with pytest.raises(DeedsError, match="移走"):
        document.read()


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "绕.txt").symlink_to("绕.txt")
    (tmp_path / "上").symlink_to(tmp_path)
    assert outcomes(tmp_path) == {"上": "skipped", "绕.txt": "unreadable"}


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.txt")
    assert outcomes(tmp_path) == {"管.txt": "no-file"}


def test_a_name_too_long_for_the_system_is_told(tmp_path: Path) -> None:
    (document,) = found_in([tmp_path / ("长" * 300 + ".txt")])
    assert outcome(document) == "unreadable"


def test_without_permission_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "样例.txt"
    path.touch(mode=0)
    with as_nobody(), pytest.raises(DeedsError, match="权限"):
        next(found_in([path])).read()


def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "甲"
    folder.mkdir(mode=0)
    with as_nobody():
        assert [outcome(document) for document in found_in([folder])] == ["unreadable"]


def test_a_name_that_is_no_text_is_shown_without_what_a_terminal_would_obey(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb0\x1b[31m.txt")).write_text("文", encoding="utf-8")
    (document,) = found_in([tmp_path])
    assert Path(document.name).name == "��[31m.txt"
    assert document.read().decode() == "文"


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "大.txt").open("wb") as file:
        file.truncate(files.MAX_FILE_BYTES + 1)
    assert outcomes(tmp_path) == {"大.txt": "too-large"}


def test_a_file_that_grows_past_the_limit_while_it_is_read_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 10)
    with pytest.raises(DeedsError, match="最多"):
        files.bounded(io.BytesIO(b"x" * 11), size=5)


def test_an_upload_that_is_no_zip_is_itself() -> None:
    (document,) = unpacked("样例.txt", io.BytesIO("文".encode()))
    assert (document.name, outcome(document)) == ("样例.txt", "文")


def test_a_link_to_a_folder_is_followed_where_it_was_asked_for_by_name(tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / "a.txt").write_text("一", encoding="utf-8")
    (tmp_path / "乙").symlink_to(tmp_path / "甲")
    assert outcomes(tmp_path / "乙") == {"a.txt": "一"}


def test_a_name_cannot_turn_the_line_around(tmp_path: Path) -> None:
    (tmp_path / "a\u202etxt.exe\x9b.txt").write_text("一", encoding="utf-8")
    assert list(outcomes(tmp_path)) == ["a\ufffdtxt.exe\ufffd.txt"]
