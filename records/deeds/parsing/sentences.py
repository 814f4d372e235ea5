"""Sentences, clauses and the dates they open with: shared by the readers of awards and figures."""

import re
from collections.abc import Iterator

# A sentence takes its closing quotes along. Longer ones are no sentences but lists or damage: they are read in parts,
# so that nothing copies or scans them again for every number they hold.
MAX_SENTENCE_CHARACTERS = 1000
MAX_CLAUSE_CHARACTERS = 120
SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*[”’」』）)]*")
CLAUSE_END = re.compile(r"[，,；;。：:！？!?\n]")
# Where a sentence that is too long may be cut: 1,200 is one number.
PAUSE = re.compile(r"[，；;、：]|,(?!\d)|[^\d\s](?=\s)")
NUMBERS = "0123456789０１２３４５６７８９.,．，零〇一二三四五六七八九十百千万亿两"
YEAR = r"(?:截至|截止|到)?\s*((?:19|20)\d\d)\s*年(?:度|初|底|末|上半年|下半年)?"
DATE = re.compile(YEAR + r"(?:\d{1,2}月份?[底末初]?)?(?:\d{1,2}[日号])?(?!以来|[起后前至])")


def sentences_with(text: str, holding: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yields offset and text of the few sentences that hold something, which is looked for once in the whole text."""
    found = holding.search(text)
    for start, end in bounds(text):
        if not found:
            return
        if found.start() < end:
            part = text[start:end]
            yield end - len(part.lstrip()), part.strip()
            found = holding.search(text, end)


def bounds(text: str) -> Iterator[tuple[int, int]]:
    """Yields start and end of each sentence; one too long is cut between clauses, or anywhere if it has none."""
    for found in SENTENCE.finditer(text):
        start, end = found.span()
        while end - start > MAX_SENTENCE_CHARACTERS:
            cut = last_pause(text, start, start + MAX_SENTENCE_CHARACTERS)
            yield start, cut
            start = cut
        yield start, end


def last_pause(text: str, start: int, end: int) -> int:
    """Finds where to cut between `start` and `end`, never within a number."""
    pauses = [found.end() for found in PAUSE.finditer(text, start, end)]
    if pauses:
        return pauses[-1]
    whole = len(text[start:end].rstrip(NUMBERS))
    return start + whole if whole else end


def leading_year(clause: str) -> tuple[int | None, str]:
    """Returns the year a clause opens with, and the clause without its date. 2013年以来 dates nothing."""
    clause = clause.strip()
    found = DATE.match(clause)
    return (int(found[1]), clause[found.end() :].strip()) if found else (None, clause)


def clause_before(text: str, end: int) -> tuple[int, str]:
    """Finds where the clause that reaches up to `end` begins, and its text, within MAX_CLAUSE_CHARACTERS."""
    window = max(0, end - MAX_CLAUSE_CHARACTERS)
    clause = CLAUSE_END.split(text[window:end])[-1]
    return end - len(clause), clause


def year_before(text: str, end: int) -> tuple[int | None, str]:
    """Returns the year that dates what stands at `end`, and the clause up to there without that date."""
    return year_of_clause(text, *clause_before(text, end))


def year_of_clause(text: str, start: int, clause: str) -> tuple[int | None, str]:
    """Returns the year at the head of a clause, or alone in the clause before; the clause without it."""
    year, rest = leading_year(clause)
    if year is None and start:
        earlier, left = leading_year(clause_before(text, start - 1)[1])
        year = None if left else earlier
    return year, rest
