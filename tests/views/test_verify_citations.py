"""/verify/ asked about a citation: it says what is cited, in which version, and how that reads now."""

from typing import Any

import pytest
from django.test import Client

from records.models import Record
from records.publishing.versions import begin_version
from records.publishing.withholding import withhold_version
from tests.views.asking import FIRST, SECOND, correct, published, summary, told

pytestmark = pytest.mark.django_db

TITLE = "样例社区党委先进事迹材料全文"  # long enough to be found as words


@pytest.fixture
def record() -> Record:
    return published(TITLE)


@pytest.fixture
def corrected(record: Record) -> Record:
    return correct(record)


@pytest.fixture
def site(settings: Any) -> str:
    return str(settings.SITE_URL)


def citation(address: str, what: str = "一是建立样例台账", edition: str = "", title: str = TITLE) -> str:
    named = f"{title}：{what}" if what else title
    return f"荣誉录. {named}[EB/OL]. {edition}（2026-11-29）[2026-11-30]. {address}."


def shown_of(page: str) -> str:
    return page.split("<textarea")[0]


def test_a_citation_of_a_measure_says_which_it_is(client: Client, record: Record, site: str) -> None:
    shown = shown_of(told(client, citation(f"{site}/records/{record.pk}/#s1-m1")))
    assert summary(shown) == f"引的是《{TITLE}》第 1 版的第 1 章举措 1（一是）。这是现在公布的一版。"
    assert "在“把事情办在楼道里”之下" in shown
    assert FIRST in shown
    assert "起公布" in shown
    assert f'href="/records/{record.pk}/#s1-m1"' in shown


def test_a_bare_address_with_an_anchor_says_which_measure_it_is(
    client: Client, record: Record, site: str
) -> None:
    shown = shown_of(told(client, f"{site}/zh-hant/elder/records/{record.pk}/#s1-m2"))
    assert "第 1 章举措 2（二是）" in summary(shown)
    assert SECOND in shown


def test_a_measure_that_was_corrected_since_is_shown_as_it_was_and_as_it_is(
    client: Client, corrected: Record, site: str
) -> None:
    shown = shown_of(told(client, citation(f"{site}/records/{corrected.pk}/#s1-m1")))
    assert "第 1 版的第 1 章举措 1（一是）。这不是现在公布的一版；这一条后来更正过。" in summary(shown)
    assert "1<del>2</del>00户" in shown
    assert "1<ins>3</ins>00户" in shown
    assert "户数有误，已更正。" in shown
    assert f'href="/records/{corrected.pk}/versions/1/#s1-m1"' in shown


def test_the_edition_that_a_citation_names_is_the_one_told(
    client: Client, corrected: Record, site: str
) -> None:
    shown = shown_of(told(client, citation(f"{site}/records/{corrected.pk}/#s1-m1", edition="2版. ")))
    assert "第 2 版的第 1 章举措 1（一是）。这是现在公布的一版" in summary(shown)
    assert "1300户" in shown
    assert "1200" not in shown


def test_a_measure_that_stayed_is_told_with_the_version_it_came_in(
    client: Client, corrected: Record, site: str
) -> None:
    shown = shown_of(told(client, f"{site}/records/{corrected.pk}/#s1-m2"))
    assert "第 1 版起就是这样" in shown
    shown = shown_of(told(client, f"{site}/records/{corrected.pk}/versions/1/#s1-m2"))
    assert "此后没有改过" in summary(shown)


def test_a_citation_is_not_told_as_a_quotation_of_the_title(
    client: Client, record: Record, site: str
) -> None:
    shown = told(client, citation(f"{site}/records/{record.pk}/", what=""))
    assert summary(shown) == f"引的是《{TITLE}》第 1 版。这是现在公布的一版。"
    assert "一字不差" not in shown
    assert "这里没有的" not in shown


@pytest.mark.parametrize("title", ["火星奖章获得者先进事迹", f"火星奖章获得者，{TITLE}"])
def test_a_citation_with_words_that_are_nobody_s_shows_them(
    client: Client, record: Record, site: str, title: str
) -> None:
    shown = told(client, citation(f"{site}/records/{record.pk}/#s1-m1", title=title))
    assert "另有 1 段这里没有" in summary(shown)
    assert ("引文里写的题名，与它指向的不同" in shown) == (TITLE not in title)


def test_an_anchor_that_the_version_has_not_is_said(client: Client, record: Record, site: str) -> None:
    assert "第 1 版没有这个网址所指的一条（s1-m9）" in told(client, f"{site}/records/{record.pk}/#s1-m9")


def test_a_version_that_was_never_public_is_said(client: Client, record: Record, site: str) -> None:
    begin_version(record)
    assert "没有公布过第 2 版" in told(client, f"{site}/records/{record.pk}/versions/2/#s1-m1")


def test_a_cited_version_that_is_withheld_shows_none_of_its_words(
    client: Client, corrected: Record, site: str
) -> None:
    withhold_version(corrected.versions.get(number=1), by=None, reason="涉及隐私。")
    shown = told(client, f"{site}/records/{corrected.pk}/versions/1/#s1-m1")
    assert "第 1 版不再公开" in shown
    assert "1200" not in shown


def test_two_measures_of_one_record_are_both_told(client: Client, record: Record, site: str) -> None:
    address = f"{site}/records/{record.pk}/"
    shown = shown_of(told(client, f"{address}#s1-m1\n{address}#s1-m2"))
    assert FIRST in shown
    assert SECOND in shown


def test_words_of_the_measure_beside_its_address_are_told_once(
    client: Client, record: Record, site: str
) -> None:
    shown = told(client, f"{FIRST}\n{site}/records/{record.pk}/#s1-m1")
    assert "一致，一字不差" in summary(shown)
    assert "网址指向的" not in shown
