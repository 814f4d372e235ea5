"""All that stands on an award page is found: its texts, and the facts in its tables and lists."""

import random
import re
import unicodedata
from datetime import date
from typing import Any

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from records.deeds.document import Award, Deeds
from records.deeds.document import Recipient as DeedsRecipient
from records.models import Commendation, Distinction, Record
from records.publishing import save_deeds
from records.search import index
from records.search.canonical import Query
from records.search.filters import Filters
from records.search.finding import Matches
from records.search.rebuilding import install_index
from records.search.reindexing import reindex
from tests.bench.corpus import vocabulary
from tests.factories import (
    make_category,
    make_commendation,
    make_distinction,
    make_figure,
    make_measure,
    make_recipient,
    make_record,
    make_section,
)

from .indexed import ids_of, indexed

pytestmark = pytest.mark.django_db

PAGES, WORDS_TRIED = 4, 400


# --- The page's whole text -------------------------------------------------------------------------


class Writer:
    """Invents what a page may say; the same number, the same words."""

    def __init__(self, number: int) -> None:
        self.chance = random.Random(number)
        self.known = vocabulary()

    def words(self, length: int = 6) -> str:
        return "".join(self.chance.choices(self.known.words, k=-(-length // 2)))

    def text(self, length: int) -> str:
        return self.known.text(self.chance, length)

    def number(self) -> int:
        return self.chance.randrange(1, 9_000)

    def year(self) -> int:
        return self.chance.randrange(1950, 2026)

    def record(self) -> Record:
        above = make_category(self.words(8))
        category = make_category(
            f"{self.words(8)}{self.chance.choice(['', '·', '“两优”'])}集体", parent=above
        )
        decided = {
            "issuer": self.words(),
            "document_number": f"{self.words(3)}〔{self.year()}〕{self.number()}号",
        }
        commendation = make_commendation(
            category, self.year(), decided_on=date(self.year(), 7, self.chance.randrange(1, 29)), **decided
        )
        name = self.chance.choice([self.words(), f"買買提·{self.words(4)}", f"ＸＹ{self.words(4)}"])
        recipient = make_recipient(name, region=f"{self.words(3)}省/{self.words(3)}市/{self.words(3)}县")
        for _ in range(2):
            said = {"issuer": self.words(), "holder": self.words(4)}
            make_distinction(recipient, self.words(10), year=self.year(), **said)
        record = make_record(
            recipient=recipient,
            commendation=commendation,
            title=self.words(12),
            post=self.words(8),
            summary=f"{self.words(20)}。",
            introduction=f"{self.text(60)}\n\n**{self.words(10)}**",
            closing=self.text(30),
            source=self.words(10),
        )
        self.write_deeds(record)
        Record.objects.filter(pk=record.pk).update(
            updated_at="2020-01-01T00:00Z", published_at="2020-01-01T00:00Z"
        )
        reindex([record.pk])
        return record

    def write_deeds(self, record: Record) -> None:
        for place in (1, 2):
            section = make_section(record, place, title=self.words(8), lead=self.text(30))
            measure = make_measure(
                section,
                1,
                text=f"{self.words(12)}。走访1,{self.chance.randrange(100, 999)}户，{self.text(90)}",
            )
            said = {"value": self.number(), "unit": self.words(2), "as_of": self.year()}
            make_figure(record, 2 * place, measure=measure, label=self.words(4), series=self.words(4), **said)
            rank = {"rank": 2, "rank_of": self.number() + 2}
            make_figure(
                record, 2 * place + 1, label=self.words(4), value=f"{self.number()}.5", unit="个", **rank
            )


def runs_on_page(client: Client, record: Record) -> set[str]:
    """Returns the runs of characters and the numbers that the page shows between its header and its foot."""
    page = LexborHTMLParser(client.get(record.get_absolute_url()).content).css_first("main")
    assert page is not None
    for node in page.css("[data-citation], script, style, form, #tribute"):
        node.decompose()
    texts = unicodedata.normalize("NFKC", page.text(separator="\n").replace("·", ""))
    return set(re.findall(r"[\u4e00-\u9fff]+|\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", texts)))


def test_whatever_stands_on_the_page_of_a_record_and_of_no_other_is_found(client: Client) -> None:
    """The words of the pages themselves are those that stand on each; what is left is the record's own."""
    records = [Writer(number).record() for number in range(PAGES)]
    shown = {record.pk: runs_on_page(client, record) for record in records}
    everywhere, chance = set.intersection(*shown.values()), random.Random(1)
    tried = 0
    for pk, runs in shown.items():
        own = sorted(runs - everywhere)
        assert len(own) > 50
        for run in [*own, *(piece_of(chance.choice(own), chance) for _ in range(WORDS_TRIED // PAGES))]:
            assert pk in ids_of(f'"{run}"'), run
            tried += 1
    assert tried > WORDS_TRIED


def piece_of(run: str, chance: random.Random) -> str:
    if run[0].isdecimal():
        return run
    start = chance.randrange(len(run))
    return run[start : start + chance.choice([1, 2, 3, 4])]


# --- Facts -----------------------------------------------------------------------------------------


@pytest.fixture
def pengli() -> Record:
    """A record whose facts each have words of their own, beside one that has none of them."""
    indexed("别的街道", commendation=make_commendation(make_category("别的表彰"), None))
    above = make_category("全国表彰")
    commendation = make_commendation(
        make_category("全国先进基层党组织", parent=above),
        2011,
        issuer="中共中央组织部",
        document_number="中组发〔2011〕8号",
        decided_on=date(2011, 6, 28),
    )
    recipient = make_recipient("彭李街道党工委", region="山东省/滨州市/滨城区")
    make_distinction(recipient, "文明单位标兵", year=2009, issuer="省文明委", holder="彭李社区")
    record = make_record(
        recipient=recipient,
        commendation=commendation,
        title="材料",
        post="街道书记",
        summary="十年磨一剑。",
        source="滨州日报",
    )
    make_figure(record, label="志愿者", value="15.8", unit="万人", as_of=2010)
    reindex([record.pk])
    return record


@pytest.mark.parametrize(
    "typed",
    [
        "2011",
        "２０１１年",
        "2011年",
        "全国先进基层党组织",
        "全國先進基層黨組織",
        "先进 基层",
        "全国先进基层党组织 2011",
        "全国表彰",
        "中共中央组织部",
        "中组发〔2011〕8号",
        "2011年6月28日",
        "山东省滨州市",
        "滨城区 2011 党组织",
        "文明单位标兵",
        "省文明委",
        "2009",
        "彭李社区",
        "街道书记",
        "十年磨一剑",
        "滨州日报",
        "志愿者",
        "15.8万人",
        "2010年",
    ],
)
def test_record_is_found_by_each_fact_of_its_page(pengli: Record, typed: str) -> None:
    assert ids_of(typed) == [pengli.pk]


@pytest.mark.parametrize("typed", ["2012", "11", "全国先进 2009年7月", "先进党组织", "中组发〔2011〕9号"])
def test_record_is_not_found_by_what_its_page_does_not_say(pengli: Record, typed: str) -> None:
    assert ids_of(typed) == []


def test_facts_weigh_less_than_names_and_titles_and_more_than_deeds() -> None:
    of_year = make_commendation(make_category("先进集体"), 2011)
    in_measure = indexed(
        "一号", measure="先进集体。", commendation=make_commendation(make_category("表彰甲"))
    )
    in_award = indexed("二号", commendation=of_year)
    in_title = indexed("三号", "先进集体材料", commendation=make_commendation(make_category("表彰乙")))
    in_name = indexed("先进集体办公室", commendation=make_commendation(make_category("表彰丙")))
    assert ids_of("先进集体") == [record.pk for record in (in_name, in_title, in_award, in_measure)]


def test_words_of_an_award_are_combined_with_filters(pengli: Record) -> None:
    in_place = Filters.read({"in": "山东省/滨州市"})
    assert Matches(Query("全国先进基层党组织"), in_place).ids == [pengli.pk]
    assert Matches(Query("全国先进基层党组织"), Filters.read({"in": "河北省"})).ids == []


def test_year_that_all_awards_share_and_year_of_one_alone_find_their_records() -> None:
    """By the year's token, the category's, or the commendation's own: whichever says the same in fewest words."""
    first, second = make_category("先进单位"), make_category("优秀单位")
    made = {
        (category, year): indexed(f"{category}{year}", commendation=make_commendation(category, year)).pk
        for category in (first, second)
        for year in (2006, 2011, None)
    }
    Commendation.objects.filter(category=first, year=2006).update(issuer="中央文明委")
    assert set(ids_of("2011")) == {made[first, 2011], made[second, 2011]}
    assert set(ids_of("先进单位")) == {pk for (category, _), pk in made.items() if category == first}
    assert ids_of("中央文明委") == [made[first, 2006]]


# --- What changes -----------------------------------------------------------------------------------


def test_renamed_category_is_found_by_its_new_name_without_a_record_being_indexed_anew(
    pengli: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "put", None)
    category = pengli.commendation.category
    category.name = "全国优秀基层党组织"
    category.save()
    assert (ids_of("全国先进基层党组织"), ids_of("全国优秀基层党组织")) == ([], [pengli.pk])
    Commendation.objects.filter(pk=pengli.commendation_id).update(issuer="中央组织部")
    assert (ids_of("中共中央组织部"), ids_of("中央组织部")) == ([], [pengli.pk])


def test_category_that_is_put_under_another_is_found_by_its_name(pengli: Record) -> None:
    category = pengli.commendation.category
    category.parent = make_category("党内荣誉")
    category.save()
    assert (ids_of("全国表彰"), ids_of("党内荣誉")) == ([], [pengli.pk])


def test_honor_that_staff_add_is_found_on_the_recipients_records(
    pengli: Record, admin_client: Client
) -> None:
    change_honors(admin_client, pengli, {"name": "平安街道", "year": "2013"})
    assert (ids_of("平安街道"), ids_of("2013")) == ([pengli.pk], [pengli.pk])


def change_honors(client: Client, record: Record, honor: dict[str, str]) -> None:
    recipient, old = record.recipient, Distinction.objects.get()
    form = {"name": recipient.name, "short_name": "", "region": recipient.region, "introduction": ""}
    rows: dict[str, Any] = {"distinctions-TOTAL_FORMS": 2, "distinctions-INITIAL_FORMS": 1}
    rows |= {"former_names-TOTAL_FORMS": 0, "former_names-INITIAL_FORMS": 0}
    rows |= {
        "distinctions-0-id": old.pk,
        "distinctions-0-recipient": recipient.pk,
        "distinctions-0-DELETE": "on",
    }
    rows |= {"distinctions-0-name": old.name, "distinctions-0-position": 0}
    rows |= {"distinctions-1-recipient": recipient.pk, "distinctions-1-position": 1}
    rows |= {f"distinctions-1-{name}": value for name, value in honor.items()}
    saved = client.post(f"/admin/records/organization/{recipient.pk}/change/", form | rows)
    assert saved.status_code == 302, saved.content.decode()


def test_honor_that_staff_take_away_is_no_longer_found(pengli: Record, admin_client: Client) -> None:
    change_honors(admin_client, pengli, {"name": "平安街道", "year": "2013"})
    assert ids_of("文明单位标兵") == []


def test_honor_that_another_document_brings_is_found_on_the_recipients_other_records() -> None:
    first = save_deeds(deeds("先进单位"), by=None, publish_now=True).record
    second = save_deeds(deeds("文明单位", "平安单位"), by=None, publish_now=True).record
    assert ids_of("平安单位") == [second.pk, first.pk]


def deeds(*awards: str) -> Deeds:
    given = tuple(Award(name=name, year=2012) for name in awards)
    recipient = DeedsRecipient(name="彭李街道", kind="organization")
    return Deeds(title=f"{awards[0]}材料", recipient=recipient, awards=given)


def test_index_of_an_earlier_release_is_built_anew_by_migrating(pengli: Record) -> None:
    rows = index.asked(f"SELECT {index.key_column()}, text, tokens FROM {index.TABLE}", [])
    old = [
        index.IndexEntry(pk, index.BETWEEN_FIELDS.join(text.split(index.BETWEEN_FIELDS)[:5]), " ".join(words))
        for pk, text, tokens in rows
        if (words := [word for word in str(tokens).replace("'", "").split() if word[0] != "f"])
    ]
    index.put(old)
    assert ids_of("文明单位标兵") == []
    assert ids_of("彭李街道") == [pengli.pk]
    install_index(using="default", plan=[])
    assert ids_of("文明单位标兵") == [pengli.pk]
    assert not index.is_of_an_earlier_release()
