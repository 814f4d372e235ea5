"""The texts of records become versions, and texts of records again: nothing is lost either way."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from records.models import Figure, Measure, Record, Section, Version
from records.models.guards import missing_guards
from records.models.versions import CONTENT
from records.publishing import correct
from records.publishing.versions import begin_version
from tests.factories import make_figure, make_measure, make_record, make_section, rewrite, seal

# Each way takes seconds: what is told of one is told in one test.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

BEFORE = "0029_desk"
PAST = datetime(2024, 5, 4, 8, tzinfo=UTC)
# The numbers of records are not those that a new table would give.
FIRST = 41
STATUSES: dict[str, dict[str, Any]] = {
    "draft": {},
    "review": {},
    "published": {"published_at": PAST},
    "scheduled": {"published_at": timezone.now() + timedelta(days=30)},
    "withdrawn": {"published_at": PAST, "withdrawn_at": PAST, "withdrawal_reason": "材料有误"},
}
Was = dict[str, list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _newest_again() -> Iterator[None]:
    yield
    migrate("records")


def migrate(*target: str) -> None:
    call_command("migrate", *target, verbosity=0)


class Before:
    """The site as it was before there were versions, with a record in each status."""

    def __init__(self) -> None:
        migrate("records", BEFORE)
        self.get_model = (
            MigrationExecutor(connection).loader.project_state([("records", BEFORE)]).apps.get_model
        )

    def rows(self, model: str) -> Any:
        return self.get_model("records", model).objects

    def fill(self) -> None:
        category = self.rows("Category").create(name="样例表彰")
        cover = self.rows("Picture").create(name="cover.webp", width=1200, height=800, alt="题图")
        shown = self.rows("Picture").create(name="shown.webp", width=1200, height=800, alt="插图")
        for number, (status, dates) in enumerate(STATUSES.items()):
            record = self.rows("Record").create(
                pk=FIRST + number * 2,
                recipient=self.rows("Recipient").create(name=f"{status}街道", kind="organization"),
                commendation=self.rows("Commendation").create(category=category, year=2011 + number),
                title=f"{status}事迹",
                post="主任",
                summary="一句话。",
                cover=cover if number % 2 == 0 else None,
                introduction=f"引言。\n\n![插图]({shown.name})",
                closing="结语。",
                source="样例日报",
                source_link="https://honors.example/source",
                tributes_before=number,
                version=number + 3,
                status="published" if status == "scheduled" else status,
                **dates,
            )
            self.fill_with_parts(record)

    def fill_with_parts(self, record: Any) -> None:
        for number in (1, 2):
            section = self.rows("Section").create(
                record=record, number=number, title=record.title.replace("事迹", "的章节"), lead="导语。"
            )
            measure = self.rows("Measure").create(
                section=section, number=1, marker="一是", text=f"举措{number}。"
            )
            self.rows("Figure").create(
                record=record, number=number, label="数据", value="1.5", unit="万人", measure=measure
            )
        self.rows("Figure").create(record=record, number=3, label="整篇", value=7, unit="个", is_key=True)

    def table(self, model: str) -> list[dict[str, Any]]:
        return list(self.rows(model).order_by("pk").values())

    def all(self) -> Was:
        return {model: self.table(model) for model in ("Record", "Section", "Measure", "Figure", "Picture")}


def by_status(records: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["title"].removesuffix("事迹"): row for row in records}


def named(status: str) -> Record:
    return Record.objects.get(recipient__name=f"{status}街道")


def test_texts_become_first_versions_with_all_their_parts_and_texts_of_records_again() -> None:
    before = Before()
    before.fill()
    was = before.all()
    migrate("records")
    every_record_says_in_its_first_version_what_it_said(was)
    what_is_no_text_stays_in_the_record(was)
    what_was_published_is_live_and_the_rest_is_being_written(was)
    parts_stay_with_their_record(was)
    assert Before().all() == was
    migrate("records")
    what_was_public_is_sealed_and_what_was_not_is_not()
    the_next_version_has_a_number_of_its_own(was)


def every_record_says_in_its_first_version_what_it_said(was: Was) -> None:
    assert len(was["Record"]) == len(STATUSES) == Version.objects.count()
    columns = [Version._meta.get_field(name).attname for name in CONTENT]  # type: ignore[union-attr]
    for row in was["Record"]:
        version = Version.objects.get(record=row["id"])
        assert version.number == 1
        assert {name: getattr(version, name) for name in columns} == {name: row[name] for name in columns}


def what_is_no_text_stays_in_the_record(was: Was) -> None:
    kept = ("status", "published_at", "withdrawn_at", "withdrawal_reason", "tributes_before", "updated_at")
    for row in was["Record"]:
        record = Record.objects.get(pk=row["id"])
        assert {name: getattr(record, name) for name in kept} == {name: row[name] for name in kept}
        assert record.revision == row["version"]


def what_was_published_is_live_and_the_rest_is_being_written(was: Was) -> None:
    for status, row in by_status(was["Record"]).items():
        record, version = named(status), Version.objects.get(record=row["id"])
        is_live = status in {"published", "scheduled", "withdrawn"}
        assert (record.live, record.working) == ((version, None) if is_live else (None, version))
        assert version.public_from == row["published_at"]
        assert version.written_at == row["updated_at"]
        assert version.submitted_at == (row["updated_at"] if status == "review" else None)
        assert version.was_public == (status in {"published", "withdrawn"})


def parts_stay_with_their_record(was: Was) -> None:
    for model in (Section, Measure, Figure):
        assert [row["id"] for row in was[model.__name__]] == list(
            model.objects.order_by("pk").values_list("pk", flat=True)
        )
    for status in STATUSES:
        sections = named(status).content.sections.all()
        assert [(section.number, section.title, section.lead) for section in sections] == [
            (1, f"{status}的章节", "导语。"),
            (2, f"{status}的章节", "导语。"),
        ]
        measures = [measure for section in sections for measure in section.measures.all()]
        assert [measure.text for measure in measures] == ["举措1。", "举措2。"]
        figures = named(status).content.figures.all()
        assert [(row.number, row.measure) for row in figures] == [
            (1, measures[0]),
            (2, measures[1]),
            (3, None),
        ]


def what_was_public_is_sealed_and_what_was_not_is_not() -> None:
    assert missing_guards() == set()
    for status in STATUSES:
        version = named(status).content
        if version.was_public:
            with pytest.raises(IntegrityError), transaction.atomic():
                Version.objects.filter(pk=version.pk).update(title="改过")
        else:
            Version.objects.filter(pk=version.pk).update(title="改过")


def the_next_version_has_a_number_of_its_own(was: Was) -> None:
    record = named("published")
    with transaction.atomic():
        begin_version(record)
    assert record.edited.number == 2
    assert record.edited.pk > max(row["id"] for row in was["Record"])


def test_a_record_says_again_what_its_shown_version_said_and_can_be_written_as_before() -> None:
    # In this order the numbers of versions are those of other records.
    records = {record.title: record for record in [make_record(title=title) for title in "甲乙丙"]}
    for title in "丙甲乙":
        make_figure(records[title], measure=make_measure(make_section(records[title], title=f"{title}旧")))
        seal(records[title])
        write_another(records[title], f"{title}新")
        correct(records[title], by=None)
    write_another(records["甲"], "还没有公布")
    draft = make_record("draft", title="丁")
    make_section(draft, title="丁")
    assert {record.live_id for record in records.values()} != {record.pk for record in records.values()}

    old = Before()
    assert dict(old.rows("Record").values_list("pk", "title")) == {
        draft.pk: "丁",
        **{record.pk: f"{title}新" for title, record in records.items()},
    }
    sections = set(old.rows("Section").values_list("record__title", "title"))
    assert sections == {("甲新", "甲新"), ("乙新", "乙新"), ("丙新", "丙新"), ("丁", "丁")}
    figures = old.rows("Figure").values_list("record_id", "measure__section__record_id")
    assert {(record.pk, record.pk) for record in records.values()} == set(figures)

    the_site_of_before_can_write(old, records["甲"].pk)
    migrate("records")
    assert Record.objects.get(pk=records["甲"].pk).title == "改过"


def write_another(record: Record, said: str) -> None:
    with transaction.atomic():
        begin_version(record)
    rewrite(record, title=said)
    record.edited.sections.update(title=said)


def the_site_of_before_can_write(old: Before, pk: int) -> None:
    old.rows("Record").filter(pk=pk).update(title="改过")
    old.rows("Section").filter(record=pk).update(title="改过")
    old.rows("Section").create(record_id=pk, number=9, title="又一章")
    old.rows("Section").filter(record=pk).delete()
