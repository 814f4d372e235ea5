"""/verify/ asked by people in a hurry: half a fingerprint, several, one with what a program prints around it, a page
saved with a changed word, a file of another site. Each is answered in words of its own."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from records import publishing
from records.models import Record, VersionSeal
from records.publishing.joining import join
from tests.factories import make_record
from tests.views.asking import FIRST, correct, page, published, summary, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Record:
    """Public in its second version, in which a number of the first measure is another."""
    return correct(published())


def digits_of(record: Record, number: int = 2) -> str:
    return VersionSeal.objects.get(version__record=record, version__number=number).fingerprint


def problem(shown: str) -> str:
    found = re.search(r'class="verify-problem"[^>]*>(.*?)</p>', shown)
    assert found, shown
    return found[1]


def with_file(client: Client, data: bytes, name: str) -> str:
    return told(client, "", file=SimpleUploadedFile(name, data))


WIDE = {ord(one): ord(one) + 0xFEE0 for one in "0123456789abcdef"}
WRITTEN = [
    lambda digits: digits.translate(WIDE),
    lambda digits: " ".join(digits[:16]),
    lambda digits: "\u3000".join([digits[:4], digits[4:8], digits[8:12], digits[12:16]]),
    lambda digits: f"{digits[:8]}\u200b{digits[8:16]}",
    lambda digits: f"0x{digits}",
    lambda digits: f"sha256:{digits}",
    lambda digits: f"SHA-256 {digits.upper()}",
    lambda digits: ":".join(digits[at : at + 2] for at in range(0, 64, 2)),
    lambda digits: "-".join(digits[at : at + 4] for at in range(0, 16, 4)),
    lambda digits: f"{digits[:32]}\n{digits[32:]}",
    lambda digits: f"指纹：{digits[:16]}",
]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_fingerprint_is_known_however_it_is_written(client: Client, record: Record, written: Any) -> None:
    asked = written(digits_of(record))
    assert "第 2 版的指纹" in summary(page(client.get("/verify/", {"f": asked})))
    assert "第 2 版的指纹" in summary(told(client, asked))


@pytest.mark.parametrize("length", [15, 65])
def test_a_fingerprint_of_another_length_is_told_how_many_digits_it_has(client: Client, length: int) -> None:
    asked = ("3f2a9c018d7e1122" * 5)[:length]
    assert f"却有 {length} 位" in problem(page(client.get("/verify/", {"f": asked})))
    assert f"却有 {length} 位" in problem(told(client, asked))


def test_of_two_fingerprints_each_is_listed(client: Client, record: Record) -> None:
    first, second = digits_of(record, 1), digits_of(record)
    shown = told(client, f"{first[:16]}\n{second[:16]}")
    assert f'href="/verify/?f={first[:16]}"' in shown
    assert f'href="/verify/?f={second[:16]}"' in shown
    assert "其中的指纹列在下面" in summary(shown)


def test_asked_twice_the_last_one_counts(client: Client, record: Record) -> None:
    response = client.get(f"/verify/?f=12&f={digits_of(record)}")
    assert "第 2 版的指纹" in summary(page(response))


@pytest.mark.parametrize("text", ["，。！？——……" * 10, "😀" * 20])
def test_signs_alone_are_too_few_words(client: Client, record: Record, text: str) -> None:
    assert "看不出是哪里的话" in summary(told(client, text))


@pytest.mark.slow
def test_a_changed_page_is_compared_with_the_version_that_it_was(client: Client, record: Record) -> None:
    for address, number, digits in (("", 2, b"1300"), ("versions/1/", 1, b"1200")):
        saved = client.get(f"/records/{record.pk}/{address}").content
        shown = with_file(client, saved.replace(digits, b"1900"), "saved.html")
        assert f"第 {number} 版有 1 处不同" in summary(shown)


def test_a_changed_text_is_compared_with_the_newest_of_equals(client: Client, record: Record) -> None:
    assert "第 2 版有 1 处不同。这是现在公布的一版" in summary(told(client, FIRST.replace("1200", "1900")))


@pytest.mark.slow
def test_a_page_of_another_site_is_told_as_unknown(client: Client, record: Record) -> None:
    saved = "<html><body><nav>首页 体育</nav><p>今天的天气很好，气温二十五度，适合出游。</p></body></html>"
    assert summary(with_file(client, saved.encode(), "news.html")) == "这里没有这些文字。"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.zip", "a.docx", "a.xlsx"])
def test_an_archive_is_refused_in_words(client: Client, name: str) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.txt", FIRST)
    assert "压缩包" in problem(with_file(client, archive.getvalue(), name))


@pytest.mark.slow
def test_json_of_another_site_is_refused_without_the_words_of_imports(client: Client) -> None:
    assert "不是本站的记录，也不是本站的规范文本" in problem(with_file(client, b'{"a": 1}', "a.json"))
    assert "不合 JSON 写法" in problem(with_file(client, b'{"a": ', "a.json"))


def test_fingerprint_of_a_record_that_was_joined_leads_to_the_other(client: Client, record: Record) -> None:
    bare = make_record("draft", introduction="", closing="", commendation=record.commendation)
    publishing.publish(bare, by=None)
    digits = digits_of(bare, 1)
    join(bare, record, by=None)
    shown = page(client.get("/verify/", {"f": digits}))
    assert "已并入另一条" in summary(shown)
    assert f'href="/records/{record.pk}/"' in shown
