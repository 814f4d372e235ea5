"""Makes rolls of many names at once, each name with its record, as an import leaves them: without deeds."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from records.models import Commendation, Recipient, Record, RollEntry, RollGroup, Version

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国志玉兰春梅红文博宇轩子涵浩然欣怡佳"
PROVINCES = (
    "北京市",
    "天津市",
    "河北省",
    "山西省",
    "内蒙古自治区",
    "辽宁省",
    "吉林省",
    "黑龙江省",
    "上海市",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
    "湖北省",
    "湖南省",
    "广东省",
    "广西壮族自治区",
    "海南省",
    "重庆市",
    "四川省",
    "贵州省",
    "云南省",
    "西藏自治区",
    "陕西省",
    "甘肃省",
    "青海省",
    "宁夏回族自治区",
    "新疆维吾尔自治区",
    "新疆生产建设兵团",
)
POSTS = (
    "样例公司一级技师",
    "样例市样例区人民医院护理部主任、主任护师",
    "样例县样例镇样例村党支部书记",
    "样例大学教授",
    "样例集团有限责任公司样例分公司第三车间班组长、高级工程师",
)
numbers = count()


def name_of(number: int) -> str:
    surname = SURNAMES[number * 7 % len(SURNAMES)]
    first, second = GIVEN[number * 11 % len(GIVEN)], GIVEN[number * 13 // 3 % len(GIVEN)]
    return surname + first + (second if number % 3 else "")


def make_roll(
    commendation: Commendation,
    groups: Mapping[str, int],
    *,
    kind: str = "person",
    with_posts: bool = True,
    published: bool = True,
) -> list[RollEntry]:
    """Adds so many names to each group, "" for none; in 公示 they have no records, and else public ones."""
    made = []
    position = commendation.entries.count()
    for path, names in groups.items():
        group = None
        if path:
            group, _ = RollGroup.objects.get_or_create(
                commendation=commendation, path=path, defaults={"position": position}
            )
        for _ in range(names):
            number, position = next(numbers), position + 1
            is_person = kind == "person"
            made.append(
                RollEntry(
                    commendation=commendation,
                    group=group,
                    position=position,
                    kind=kind,
                    name=name_of(number) if is_person else f"样例市样例区样例街道办事处第{number}科",
                    post=POSTS[number % len(POSTS)] if is_person and with_posts else "",
                    was_proposed=commendation.is_notice,
                )
            )
    if not commendation.is_notice:
        give_records(commendation, made, published)
    return RollEntry.objects.bulk_create(made, batch_size=500)


def give_records(commendation: Commendation, entries: list[RollEntry], published: bool) -> None:
    recipients = [Recipient(kind=entry.kind, name=entry.name) for entry in entries]
    for recipient, number in zip(recipients, numbers, strict=False):
        recipient.region = f"样例省/样例市/样例{number}区"
    Recipient.objects.bulk_create(recipients, batch_size=500)
    records = [Record(recipient=recipient, commendation=commendation) for recipient in recipients]
    Record.objects.bulk_create(records, batch_size=500)
    versions = [
        Version(record=record, number=1, title=entry.name, post=entry.post)
        for record, entry in zip(records, entries, strict=True)
    ]
    Version.objects.bulk_create(versions, batch_size=500)
    for record, entry in zip(records, entries, strict=True):
        entry.record = record
    written = Version.objects.filter(record=OuterRef("pk")).values("pk")[:1]
    given: dict[str, Any] = {"working": Subquery(written)}
    if published:
        moment = timezone.now() - timedelta(hours=1)
        given = {"live": Subquery(written), "status": Record.Status.PUBLISHED, "published_at": moment}
    mine = Record.objects.filter(commendation=commendation, live=None, working=None)
    mine.update(has_deeds=False, **given)


def conferred(**fields: Any) -> dict[str, Any]:
    """Gives what a decision says, for the commendation of a test."""
    text = "各省、自治区、直辖市党委：\n　　为表彰先进，决定授予下列同志称号。\n　　希望受表彰者珍惜荣誉，再接再厉。"
    given = {
        "name": "关于表彰样例先进个人和先进集体的决定",
        "issuer": "样例省委、样例省人民政府",
        "document_number": "样发〔2021〕7号",
        "text": text,
        "link": "https://example.org/decision",
    }
    return given | fields
