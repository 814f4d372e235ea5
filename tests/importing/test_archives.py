"""Zip files: what is in them, and everything that may be wrong with them."""

import io
import stat
import struct
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from records.importing import archives
from records.importing.files import MAX_FILE_BYTES, found_in, unpacked
from tests.importing.test_files import outcome


def packed(**members: str | bytes) -> io.BytesIO:
    return packed_as({name.replace("_", "."): content for name, content in members.items()})


def packed_as(members: dict[Any, str | bytes]) -> io.BytesIO:
    """By name or ZipInfo."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def outcomes(file: io.BytesIO) -> dict[str, str]:
    return {document.name: outcome(document) for document in unpacked("甲.zip", file)}


def test_members_come_in_order_under_the_name_of_the_zip() -> None:
    file = packed_as({"乙/丙.txt": "二", "a.txt": "一", "乙/": ""})
    assert outcomes(file) == {"甲.zip/a.txt": "一", "甲.zip/乙/丙.txt": "二"}


def test_a_zip_in_a_folder_is_opened(tmp_path: Path) -> None:
    (tmp_path / "甲.ZIP").write_bytes(packed(a_txt="一").getvalue())
    found = {document.name: outcome(document) for document in found_in([tmp_path])}
    assert found == {f"{tmp_path}/甲.ZIP/a.txt": "一"}


def test_what_a_mac_adds_is_skipped_by_name() -> None:
    file = packed_as({"__MACOSX/._a.txt": "x", "a.txt": "一", "b.png": "x"})
    skipped = {document.name for document in unpacked("甲.zip", file) if document.is_skipped}
    assert skipped == {"甲.zip/__MACOSX/._a.txt", "甲.zip/b.png"}


class RawName(zipfile.ZipInfo):
    """A member whose name is written as these bytes, without the flag for UTF-8."""

    def __init__(self, raw: bytes) -> None:
        super().__init__("x")
        self.raw = raw

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.raw, 0


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_chinese_name_without_the_flag_for_utf_8_is_read(encoding: str) -> None:
    file = packed_as({RawName("材料/样例.txt".encode(encoding)): "一"})
    assert outcomes(file) == {"甲.zip/材料/样例.txt": "一"}


def test_a_backslash_parts_folders_but_not_a_chinese_character() -> None:
    # The second byte of 誠 is a backslash in GBK.
    file = packed_as({RawName("材料\\誠.txt".encode("gbk")): "一"})
    assert outcomes(file) == {"甲.zip/材料/誠.txt": "一"}


@pytest.mark.parametrize("name", ["../a.txt", "甲/../../a.txt", "/a.txt", "C:/a.txt", "..\\a.txt"])
def test_a_name_that_points_outside_is_refused(name: str) -> None:
    assert list(outcomes(packed_as({name: "x"})).values()) == ["zip-unsafe"]


def test_a_zip_in_a_zip_is_refused_and_the_rest_goes_on() -> None:
    assert outcomes(packed(a_zip="x", b_txt="二")) == {"甲.zip/a.zip": "zip-in-zip", "甲.zip/b.txt": "二"}


def test_a_link_is_not_followed() -> None:
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert outcomes(packed_as({link: "/etc/passwd"})) == {"甲.zip/a.txt": "zip-link"}


def flagged_as_encrypted(file: io.BytesIO) -> io.BytesIO:
    data = bytearray(file.getvalue())
    for sign, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(sign) + offset] |= 1
    return io.BytesIO(bytes(data))


def test_an_encrypted_member_is_refused() -> None:
    assert outcomes(flagged_as_encrypted(packed(a_txt="一"))) == {"甲.zip/a.txt": "zip-encrypted"}


def test_a_method_that_cannot_be_bounded_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.txt", "一")
    assert outcomes(file) == {"甲.zip/a.txt": "zip-method"}


@pytest.mark.parametrize("content", [b"", b"x", b"PK\3\4", b"PK\5\6", b"\0" * 100_000])
def test_what_is_no_zip_is_told(content: bytes) -> None:
    assert outcomes(io.BytesIO(content)) == {"甲.zip": "zip-broken"}


def test_a_truncated_zip_is_told_wherever_it_ends() -> None:
    whole = packed(a_txt="一" * 100, b_txt="二").getvalue()
    for end in range(len(whole)):
        assert outcomes(io.BytesIO(whole[:end])) == {"甲.zip": "zip-broken"}


def test_a_damaged_zip_gives_messages_and_nothing_else() -> None:
    whole = packed(a_txt="一二三四" * 20, b_txt="二").getvalue()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        assert outcomes(io.BytesIO(bytes(damaged)))


def test_an_empty_zip_is_told() -> None:
    assert outcomes(packed()) == {"甲.zip": "zip-empty"}


def test_a_bomb_is_refused_by_its_ratio() -> None:
    assert outcomes(packed(a_txt=b"\0" * 3_000_000, b_txt="二"))["甲.zip/a.txt"] == "zip-bomb"


def test_a_member_over_the_limit_is_refused() -> None:
    assert outcomes(packed(a_txt=b"\0" * (MAX_FILE_BYTES + 1))) == {"甲.zip/a.txt": "too-large"}


def test_members_that_are_too_much_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "BOUNDS", replace(archives.BOUNDS, unpacked_bytes=10))
    assert outcomes(packed(a_txt=b"x" * 6, b_txt=b"x" * 6)) == {"甲.zip": "zip-bomb"}


def test_a_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    data = packed(a_txt=b"\0" * 40_000_000).getvalue()
    lying = data.replace(struct.pack("<L", 40_000_000), struct.pack("<L", 1000))
    tracemalloc.start()
    try:
        assert outcomes(io.BytesIO(lying)) == {"甲.zip/a.txt": "zip-broken"}
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_too_many_members_are_refused_before_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(packed(a_txt="一").getvalue())
    struct.pack_into("<H", data, data.rindex(b"PK\5\6") + 10, 60_000)
    monkeypatch.setattr(zipfile, "ZipFile", None)  # would fail if it came to that
    (document,) = unpacked("甲.zip", io.BytesIO(bytes(data)))
    assert document.refused
    assert "60,000" in document.refused.message.text
    assert "20,000" in document.refused.message.text


def test_more_members_than_promised_are_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "BOUNDS", replace(archives.BOUNDS, members=2))
    data = bytearray(packed(a_txt="一", b_txt="二", c_txt="三").getvalue())
    struct.pack_into("<H", data, data.rindex(b"PK\5\6") + 10, 1)
    assert outcomes(io.BytesIO(bytes(data))) == {"甲.zip": "zip-too-many"}


def test_a_directory_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "BOUNDS", replace(archives.BOUNDS, directory_bytes=50))
    assert outcomes(packed(a_txt="一", b_txt="二")) == {"甲.zip": "zip-too-many"}


def test_size_of_the_directory_cannot_be_hidden_behind_the_longer_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "BOUNDS", replace(archives.BOUNDS, directory_bytes=50))
    data = packed(a_txt="一", b_txt="二").getvalue()
    end = data.rindex(b"PK\5\6")
    # zipfile asks for its locator, which is missing here, and goes by what stands at the end.
    longer = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, 1, 0) + b"\0" * 20
    hidden = data[:end] + longer + data[end:]
    assert outcomes(io.BytesIO(hidden)) == {"甲.zip": "zip-too-many"}


def test_a_file_over_the_limit_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_PACKED_BYTES", 50)
    assert outcomes(packed(a_txt="一")) == {"甲.zip": "zip-too-large"}


def test_what_is_small_may_pack_as_it_likes() -> None:
    assert outcomes(packed(a_txt=b" " * 900_000)) == {"甲.zip/a.txt": " " * 900_000}
