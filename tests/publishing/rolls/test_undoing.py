"""An import of names taken back in one step."""

import pytest
from django.test import Client

from records.deeds.document import Award, Deeds
from records.deeds.document import Recipient as Named
from records.models import Commendation, Recipient, Record, RollEntry, RollGroup, RollImport
from records.publishing import PublishingRefused, publish, save_deeds
from records.publishing.rolls import strike, undo_roll
from tests.factories import make_commendation, make_distinction, make_recipient, make_record, rewrite
from tests.search.indexed import ids_of

from .lines import account, names, person, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def commendation() -> Commendation:
    return make_commendation(year=2024)


def test_drafts_go_with_all_that_came_along(commendation: Commendation) -> None:
    batch = saved(commendation, person("张三", group="个人/甲市"), quotas={"个人": 1}).batch
    told = undo_roll(batch, by=None)
    assert not any(model.objects.exists() for model in (Record, Recipient, RollEntry, RollGroup))
    assert "撤下 1 名，删除草稿 1 条，一并删除受表彰对象 1 个" in told


def test_what_is_public_is_withdrawn_with_a_reason(client: Client, commendation: Commendation) -> None:
    batch = saved(commendation, person("张三"), publish_now=True).batch
    record = Record.objects.get()
    undo_roll(batch, by=None)
    answer = client.get(record.get_absolute_url())
    assert answer.status_code == 410
    assert "名单导入有误，已撤销导入。" in answer.content.decode()
    assert "名单.xlsx" not in answer.content.decode()
    assert ids_of("张三") == []


def test_a_record_that_was_there_before_stays_without_the_line(commendation: Commendation) -> None:
    record = make_record(recipient=make_recipient("张三", "person"), commendation=commendation)
    batch = saved(commendation, person("张三")).batch
    assert "原有的记录 1 条不变" in undo_roll(batch, by=None)
    assert Record.objects.get() == record
    assert names(commendation) == []


def test_deeds_that_came_since_stay_and_are_told(commendation: Commendation) -> None:
    batch = saved(commendation, person("张三"), person("李四", order=2)).batch
    award = Award(commendation.category.name, 2024)
    deeds = Deeds(
        "张三的事迹", introduction="走访居民。", recipient=Named("张三", kind="person"), awards=(award,)
    )
    save_deeds(deeds, by=None)
    assert "录入之后又改过的保留：“张三”" in undo_roll(batch, by=None)
    assert Record.objects.get().introduction == "走访居民。"


def test_a_text_that_somebody_wrote_stays(commendation: Commendation) -> None:
    batch = saved(commendation, person("张三")).batch
    rewrite(Record.objects.get(), summary="爱岗敬业。")
    undo_roll(batch, by=None)
    assert Record.objects.exists()


def test_a_recipient_with_another_honor_stays(commendation: Commendation) -> None:
    batch = saved(commendation, person("张三")).batch
    make_distinction(Recipient.objects.get())
    undo_roll(batch, by=None)
    assert Recipient.objects.exists()
    assert not Record.objects.exists()


def test_lines_of_other_imports_stay(commendation: Commendation) -> None:
    batch = saved(commendation, person("张三", group="个人")).batch
    saved(commendation, person("李四", group="个人"))
    undo_roll(batch, by=None)
    assert names(commendation) == ["李四"]
    assert RollGroup.objects.get().path == "个人"


def test_it_is_taken_back_once(commendation: Commendation) -> None:
    batch = saved(commendation, person("张三")).batch
    undo_roll(batch, by=None)
    with pytest.raises(PublishingRefused, match="已经撤销过"):
        undo_roll(batch, by=None)
    assert RollImport.objects.get().undone_at is not None


def test_the_same_file_can_be_imported_again(commendation: Commendation) -> None:
    undo_roll(saved(commendation, person("张三")).batch, by=None)
    saved(commendation, person("张三"))
    assert names(commendation) == ["张三"]


def test_who_may_not_publish_withdraws_nothing(commendation: Commendation) -> None:
    batch = saved(commendation, person("张三"), publish_now=True).batch
    with pytest.raises(PublishingRefused, match="有发布权限"):
        undo_roll(batch, by=account())
    assert Record.objects.published().exists()


def test_a_name_that_was_withdrawn_joins_when_it_is_imported_again(commendation: Commendation) -> None:
    undo_roll(saved(commendation, person("张三"), publish_now=True).batch, by=None)
    saved(commendation, person("张三"))
    record = Record.objects.get()
    assert RollEntry.objects.get().record == record
    publish(record, by=None)
    assert record.is_public


def test_who_was_struck_in_public_is_not_honored_by_importing_again(commendation: Commendation) -> None:
    entries = [person("张三"), person("李四", order=2)]
    batch = saved(commendation, *entries, publish_now=True).batch
    strike(RollEntry.objects.get(name="李四"), "查实有违纪问题", by=None)
    assert "已除名的 1 名连同原因留在名单里" in undo_roll(batch, by=None)
    with pytest.raises(PublishingRefused, match="“李四”已除名：查实有违纪问题"):
        saved(commendation, *entries, publish_now=True)
    assert not Record.objects.published().exists()
