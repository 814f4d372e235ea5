"""Runs all checks over a text, over deeds, over a record; those that were passed with a reason do not come back."""

from collections.abc import Callable, Container, Iterable, Iterator
from itertools import islice

from records.deeds.document import Deeds, Message, digits
from records.deeds.parsing.figures.standing import lost_figures
from records.models import ListedWord, PassedFinding, Record
from records.presentation.passages import place_of, undescribed

from . import personal  # noqa: F401 — it adds its checks
from .alike import ALIKE, alike
from .finding import TEXT_CHECKS, Finding, Text, TextCheck, as_message, in_texts
from .links import DEAD
from .texts import RecordTexts, texts_of
from .wording import CODE, LABEL, Word, WordList, word_list

# Said one by one: an editor who has more of them looks at all of it anyway.
MAX_OF_A_KIND = 20
UNDESCRIBED, LOST, EMPTY = "picture-undescribed", "figure-lost", "section-empty"
LABELS = {
    **{check.code: check.label for check in TEXT_CHECKS},
    CODE: LABEL,
    UNDESCRIBED: "图片没有替代文字",
    LOST: "正文里没有的数据",
    EMPTY: "空的章节",
    ALIKE: "与别的记录相近",
    DEAD: "链接打不开",
}


def listed_words() -> WordList:
    """Returns the office's list as it is now; one query."""
    rows = ListedWord.objects.order_by("wrong").values_list("wrong", "right", "note", "within")
    return word_list(
        tuple(Word(wrong, right, note, tuple(within.split())) for wrong, right, note, within in rows)
    )


def checks_with(words: WordList) -> list[TextCheck]:
    return [*TEXT_CHECKS, words.check]


def in_text(path: str, text: str, words: WordList) -> list[Finding]:
    """Checks a text that somebody is typing."""
    return list(in_texts([Text(path, text)], checks_with(words)))


def in_deeds(deeds: Deeds, words: WordList) -> list[Finding]:
    """Checks what a document says, before it is a record."""
    return list(in_texts(texts_of(deeds).texts, checks_with(words)))


def of_record(texts: RecordTexts, words: WordList, *, pictures: bool = True) -> list[Finding]:
    """Checks a record as it is stored. Without `pictures`, those that lack words are told by others."""
    found = list(in_texts(texts.texts, checks_with(words)))
    for check in RECORD_CHECKS:
        if pictures or check is not find_undescribed:
            found += check(texts)
    return found


def unmended(record: Record, texts: RecordTexts | None = None) -> list[Finding]:
    """Returns what keeps the record from the public: what must be mended, and nobody has passed.

    `texts` are those of the record, where they are at hand.
    """
    texts = texts or texts_of(record)
    checks = [check for check in TEXT_CHECKS if check.must]
    return unpassed(record, [one for one in in_texts(texts.texts, checks) if one.must])


def unpassed(record: Record, found: list[Finding]) -> list[Finding]:
    """Leaves out what was passed: one query, and none where nothing was found."""
    if not found:
        return []
    passed = PassedFinding.objects.filter(record=record).values_list("key", flat=True)
    return without_passed(found, set(passed))


def without_passed(found: Iterable[Finding], passed: Container[str]) -> list[Finding]:
    return [one for one in found if one.key not in passed]


def messages_of(found: Iterable[Finding]) -> Iterator[Message]:
    """Yields what an import says of them."""
    by_check: dict[str, list[Finding]] = {}
    for one in found:
        by_check.setdefault(one.check, []).append(one)
    for of_one in by_check.values():
        yield from (as_message(one, place_of(one.path)) for one in islice(of_one, MAX_OF_A_KIND))


# --- Checks of the whole: each takes the record's texts, and stands in the list below ---------------------


def find_empty_sections(texts: RecordTexts) -> Iterator[Finding]:
    for section in texts.sections:
        if not section.lead and not section.measures:
            path = f"sections.{section.number}.title"
            words = section.title or f"第 {section.number} 章"
            yield Finding(EMPTY, False, path, 0, 0, words, "这一章没有导语，也没有举措。")


def find_lost_figures(texts: RecordTexts) -> Iterator[Finding]:
    for place in lost_figures(texts.deeds):
        one = texts.deeds.figures[place]
        words = f"{one.label} {digits(one.value)}{one.unit}"
        reason = "这个数在所属的正文里找不到，请核对是数据要改，还是正文要改。"
        yield Finding(LOST, False, f"figures.{place + 1}.value", 0, 0, words, reason)


def find_undescribed(texts: RecordTexts) -> Iterator[Finding]:
    if texts.record is None:
        return
    for picture in undescribed(texts.record, texts.deeds):
        reason = "这张图片没有替代文字，看不见图片的读者不知道上面有什么。"
        yield Finding(UNDESCRIBED, False, "", 0, 0, str(picture), reason, link=f"picture/{picture.pk}")


def find_alike(texts: RecordTexts) -> Iterator[Finding]:
    for other, share in alike(texts):
        reason = f"与这条记录有 {share:.0%} 的文字相同，请核对是不是重复录入。"
        yield Finding(ALIKE, False, "", 0, 0, str(other), reason, link=f"record/{other.pk}")


RECORD_CHECKS: list[Callable[[RecordTexts], Iterator[Finding]]] = [
    find_empty_sections,
    find_lost_figures,
    find_undescribed,
    find_alike,  # last: it alone reads other records
]
