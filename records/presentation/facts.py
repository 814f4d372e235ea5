"""Lists what an award page says beside its texts: the words of its tables and lists, which the search index finds too.

What is the record's own stands in `facts`; what it has in common with all records of its commendation, in
`facts_of_award`: a name changed there is another name on a hundred thousand pages.
"""

from collections.abc import Iterable, Iterator

from django.utils.formats import date_format

from records.models import Category, Commendation, Distinction, Figure, Record


def facts(record: Record) -> list[str]:
    """Returns each fact of the record and its recipient. With figures and distinctions loaded it costs no query."""
    said = [record.post, "".join(record.recipient.places), record.summary]
    for distinction in record.recipient.distinctions.all():
        said.append(in_one_line(facts_of_distinction(distinction)))
    for figure in record.figures.all():
        said.append(in_one_line(facts_of_figure(figure)))
    said.append(record.source or record.source_link)
    return [fact for fact in said if fact]


def in_one_line(parts: Iterable[str]) -> str:
    """Returns what belongs together as one fact: found alone, a year would not say what it is the year of."""
    return "，".join(filter(None, parts))


def facts_of_distinction(distinction: Distinction) -> Iterator[str]:
    yield distinction.name
    yield year(distinction.year)
    yield distinction.holder
    yield f"{distinction.issuer}授予" if distinction.issuer else ""


def facts_of_figure(figure: Figure) -> Iterator[str]:
    yield figure.series
    yield figure.label
    yield f"{figure.amount}{figure.unit}"
    yield year(figure.as_of)
    yield f"第{figure.rank}位" if figure.rank else ""
    yield f"共{figure.rank_of}个" if figure.rank_of else ""


def facts_of_award(commendation: Commendation, above: Iterable[Category]) -> list[str]:
    """Returns what a commendation says on the page of each of its records; `above` are the categories over its own."""
    decided = commendation.decided_on
    said = [
        str(commendation),
        commendation.name,
        *(category.name for category in above),
        commendation.issuer,
        date_format(decided, "Y年n月j日") if decided else "",
        commendation.document_number,
    ]
    return [fact for fact in said if fact]


def year(number: int | None) -> str:
    return f"{number}年" if number else ""
