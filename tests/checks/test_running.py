"""All checks over a record: what they find, what was passed, and what is not asked twice."""

from typing import Any

import pytest

from records.checks.running import listed_words, of_record, unmended, unpassed
from records.checks.texts import texts_of
from records.models import ListedWord, PassedFinding, Record, Version
from records.publishing import pass_finding
from records.search.reindexing import reindex
from tests.factories import make_figure, make_measure, make_picture, make_record, make_section

pytestmark = pytest.mark.django_db

PHONE = "有事请打13854301234。"
LONG = (
    "街道党员干部走访居民家庭解决困难问题，开展志愿服务活动提升社区治理水平，建立健全代办机制服务群众到家门口，"
    "持续推动网格精细管理提质增效落到实处，组织居民代表大会讨论决定重大事项并公开，邻里食堂每天为老人送去午饭和晚饭。"
)


def found_in(record: Record) -> dict[str, Any]:
    return {one.check: one for one in of_record(texts_of(record), listed_words())}


def test_every_text_of_a_record_is_checked() -> None:
    record = make_record(title=PHONE, introduction=PHONE, closing=PHONE, summary=PHONE, post=PHONE)
    section = make_section(record, title=PHONE, lead=PHONE)
    make_measure(section, text=PHONE)
    make_figure(record, sentence=PHONE, value=1)
    paths = {one.path for one in unmended(record)}
    assert paths == {
        *("title", "introduction", "closing", "summary", "post", "figures.1.sentence"),
        *("sections.1.title", "sections.1.lead", "sections.1.measures.1.text"),
    }


def test_a_record_without_faults_has_no_findings() -> None:
    record = make_record(introduction="样例街道办了三件事。")
    make_measure(make_section(record))
    assert found_in(record) == {}


def test_an_empty_section_is_told_by_its_title() -> None:
    record = make_record()
    make_section(record, title="空的一章")
    assert found_in(record)["section-empty"].words == "空的一章"


def test_a_figure_whose_number_left_the_text_is_told() -> None:
    record = make_record(introduction="走访居民1300户。")
    make_figure(record, label="走访居民", value=1200, unit="户")
    assert found_in(record)["figure-lost"].words == "走访居民 1200户"


def test_a_picture_without_words_is_told_with_its_page() -> None:
    picture = make_picture(alt="")
    record = make_record(introduction=f"![]({picture.in_texts})")
    assert found_in(record)["picture-undescribed"].link == f"picture/{picture.pk}"


def test_a_public_record_that_says_nearly_the_same_is_told() -> None:
    first, second = make_record(introduction=LONG), make_record("draft", introduction=LONG)
    reindex([first.pk])
    assert found_in(second)["record-alike"].words == str(first)


def test_a_record_that_holds_this_one_among_much_else_is_not_alike() -> None:
    other = "。".join(
        f"{number}样例社区居民自己动手修好了门前坑坑洼洼的小路" for number in "甲乙丙丁戊己庚辛壬癸"
    )
    first, second = make_record(introduction=LONG + other), make_record("draft", introduction=LONG)
    reindex([first.pk])
    assert "record-alike" not in found_in(second)


def test_what_was_passed_does_not_come_back_when_it_is_moved(django_user_model: Any) -> None:
    record = make_record("draft")
    measure = make_measure(make_section(record), text=PHONE)
    (found,) = unmended(record)
    pass_finding(record, found, by=None, reason="对外公开的电话")
    make_section(record, 2, title="后来的一章")
    measure.section.number, measure.number = 3, 2
    measure.section.save()
    measure.save()
    assert unmended(record) == []


def test_other_words_come_back() -> None:
    record = make_record("draft", introduction=PHONE)
    (found,) = unmended(record)
    pass_finding(record, found, by=None, reason="对外公开的电话")
    Version.objects.filter(record=record).update(introduction="有事请打13854309999。")
    record.refresh_from_db()
    assert [one.words for one in unmended(record)] == ["13854309999"]


def test_one_record_does_not_pass_for_another() -> None:
    record, other = make_record("draft", introduction=PHONE), make_record("draft", introduction=PHONE)
    (found,) = unmended(record)
    pass_finding(record, found, by=None, reason="对外公开的电话")
    assert unpassed(other, [found]) == [found]


def test_what_is_kept_of_a_number_does_not_tell_it() -> None:
    record = make_record("draft", introduction=PHONE)
    (found,) = unmended(record)
    pass_finding(record, found, by=None, reason="对外公开的电话")
    assert "13854301234" not in PassedFinding.objects.get().words


def test_a_word_added_to_the_list_is_found_at_once() -> None:
    record = make_record(introduction="样例街道是全省最早的。")
    assert "word-listed" not in found_in(record)
    ListedWord.objects.create(wrong="最早", note="请核对出处。")
    assert found_in(record)["word-listed"].words == "最早"


@pytest.mark.usefixtures("typos")
def test_the_list_begins_with_typos_that_do_not_fire_in_longer_right_words() -> None:
    words = listed_words()
    assert len(words.words) > 50
    for word in words.words:
        assert [hit.mended for hit in words.find(word.wrong)] == [word.right]
        assert [hit for longer in word.within for hit in words.find(longer)] == []
        assert list(words.find(word.right)) == []


def test_a_record_takes_three_queries_and_two_more_for_the_list_and_the_index(
    django_assert_max_num_queries: Any,
) -> None:
    record = make_record(introduction=LONG)
    make_measure(make_section(record))
    with django_assert_max_num_queries(6):
        found_in(record)
