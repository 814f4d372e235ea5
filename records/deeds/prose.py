"""Sentences, clauses and the dates they open with: shared by the readers of awards and figures."""

import re
from collections.abc import Iterator

# A sentence takes its closing quotes along. Longer ones are no sentences but lists or damage: they are passed over,
# so that nothing copies or scans them again for every number they hold.
MAX_SENTENCE = 1000
MAX_CLAUSE = 120
SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*[”’」』）)]*")
CLAUSE_END = re.compile(r"[，,；;。：:！？!?\n]")
# Where a sentence that is too long may be cut: 1,200 is one number.
PAUSE = re.compile(r"[，；;、：]|,(?!\d)|[^\d\s](?=\s)")
NUMBERS = "0123456789０１２３４５６７８９.,．，零〇一二三四五六七八九十百千万亿两"
YEAR = r"(?:截至|截止|到)?\s*((?:19|20)\d\d)\s*年(?:度|初|底|末|上半年|下半年)?"
DATE = re.compile(YEAR + r"(?:\d{1,2}月份?[底末初]?)?(?:\d{1,2}[日号])?(?!以来|[起后前至])")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Offset and text of each sentence."""
    for found in SENTENCE.finditer(text):
        sentence = found[0].strip()
        if 0 < len(sentence) <= MAX_SENTENCE:
            yield found.start() + len(found[0]) - len(found[0].lstrip()), sentence


def passages(text: str) -> Iterator[tuple[int, str]]:
    """Offset and text of each sentence; those too long are cut between clauses, or anywhere if they have none."""
    for found in SENTENCE.finditer(text):
        start, end = found.span()
        while end - start > MAX_SENTENCE:
            cut = last_pause(text, start, start + MAX_SENTENCE)
            yield start, text[start:cut]
            start = cut
        rest = text[start:end]
        if sentence := rest.strip():
            yield start + rest.index(sentence[0]), sentence


def last_pause(text: str, start: int, end: int) -> int:
    """Where to cut between `start` and `end`, never within a number."""
    pauses = [found.end() for found in PAUSE.finditer(text, start, end)]
    if pauses:
        return pauses[-1]
    whole = len(text[start:end].rstrip(NUMBERS))
    return start + whole if whole else end


def leading_year(clause: str) -> tuple[int | None, str]:
    """The year a clause opens with, and the clause without its date. 2013年以来 dates nothing."""
    clause = clause.strip()
    found = DATE.match(clause)
    return (int(found[1]), clause[found.end() :].strip()) if found else (None, clause)


def clause_before(text: str, end: int) -> tuple[int, str]:
    """Where the clause that reaches up to `end` begins, and its text; only MAX_CLAUSE characters are looked at."""
    window = max(0, end - MAX_CLAUSE)
    begins = [found.end() for found in CLAUSE_END.finditer(text, window, end)]
    start = begins[-1] if begins else window
    return start, text[start:end]


def year_before(text: str, end: int) -> tuple[int | None, str]:
    """The year that dates what stands at `end`: at the head of its clause, or alone in the clause before.

    Returns the clause up to `end` as well, without that date.
    """
    start, clause = clause_before(text, end)
    year, rest = leading_year(clause)
    if year is None and start:
        earlier, left = leading_year(clause_before(text, start - 1)[1])
        year = None if left else earlier
    return year, rest
