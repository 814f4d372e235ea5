"""The parameters and answers of the interface, in the words of its OpenAPI description.

An unknown value is null, never an empty string. Texts are Markdown unless said otherwise; addresses are absolute.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from records.models.rules import MAX_ID
from records.search.canonical import MAX_QUERY_CHARACTERS

Item = TypeVar("Item")
UNSET: Any = None  # may be left out, but not asked for as null
Kind = Literal["organization", "person"]
# A JSON number, and a string of digits where a double would change it.
Amount = Annotated[
    Decimal,
    PlainSerializer(lambda value: float(value) if Decimal(repr(float(value))) == value else f"{value:f}"),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}]}),
]


# --- Parameters -------------------------------------------------------------------------------------


class FacetParams(Schema):
    """The facets of records.search.facets, as on the page 查找."""

    category: int = Field(UNSET, ge=1, le=MAX_ID, description="分类的编号；下级分类也算在内", examples=[1])
    year: int = Field(UNSET, ge=1000, le=2999, description="表彰年份，四位数字", examples=[2011])
    place: str = Field(
        "",
        alias="in",
        max_length=200,
        description="地区，从大到小以“/”分隔；其中各地都算在内",
        examples=["山东省/滨州市"],
    )
    kind: Kind = Field(UNSET, description="organization 集体，person 个人")
    recipient: int = Field(UNSET, ge=1, le=MAX_ID, description="受表彰对象的编号")


def no_number(written: str) -> str:
    """Refuses numbers: Pydantic takes 2011 for seconds after 1970."""
    try:
        float(written)
    except ValueError:
        return written
    raise PydanticCustomError("datetime_number", "not a moment")


def in_utc(moment: datetime) -> datetime:
    """Brings it to UTC: PostgreSQL knows no offset over sixteen hours, and nobody a moment before the first year."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return (datetime.min if moment.year == 1 else datetime.max).replace(tzinfo=UTC)


class RecordParams(FacetParams):
    updated_since: Annotated[AwareDatetime, BeforeValidator(no_number), AfterValidator(in_utc)] = Field(
        UNSET,
        description="只要从这一时刻起发布或修改过的，最早的在前；初次取全部时不带。撤回的不在其中，再取时回答 410",
        examples=["2026-01-01T00:00:00Z"],
    )


class SearchParams(FacetParams):
    q: str = Field(
        min_length=1,
        description=f"要找的词，以空格分开；引号里的连着出现才算。只看前 {MAX_QUERY_CHARACTERS} 个字",
        examples=["彭李街道"],
    )
    sort: Literal["year"] = Field(UNSET, description="year：表彰年份近的在前；不写时最相符的在前")


class RecipientParams(Schema):
    kind: Kind = Field(UNSET, description="organization 集体，person 个人")


class CommendationParams(Schema):
    category: int = Field(UNSET, ge=1, le=MAX_ID, description="分类的编号；下级分类也算在内")
    year: int = Field(UNSET, ge=1000, le=2999, description="表彰年份，四位数字")


class CursorParams(Schema):
    """One page of a long list."""

    limit: int = Field(50, ge=1, le=100, description="一次最多几项")
    cursor: str = Field(
        "",
        pattern=r"^([0-9]{1,17}(-[0-9]{1,17})?)?$",
        description="从哪里接着读：上一次回答的 next_cursor",
    )


# --- Answers ----------------------------------------------------------------------------------------


class CursorPage(Schema, Generic[Item]):
    items: list[Item]
    next: str | None = Field(description="下一部分的地址；没有下一部分时为 null")
    next_cursor: str | None = Field(
        description="同一处，作为参数 cursor；没有下一部分时为 null", examples=["17"]
    )


class PictureSummary(Schema):
    url: str = Field(description="WebP，原尺寸")
    width: int = Field(description="宽，像素")
    height: int = Field(description="高，像素")
    alt: str | None = Field(description="替代文字：图上有什么；仅作装饰时为 null")
    caption: str | None = Field(description="图注")
    credit: str | None = Field(description="摄影、作者或来源")


class RecipientSummary(Schema):
    id: int
    url: str = Field(description="给人读的网页")
    kind: Kind = Field(description="organization 集体，person 个人")
    name: str = Field(description="全称", examples=["山东省滨州市滨城区委彭李街道工委"])
    short_name: str | None = Field(description="简称", examples=["彭李街道党工委"])
    region: list[str] = Field(description="所在地，从大到小逐级", examples=[["山东省", "滨州市"]])
    portrait: PictureSummary | None = Field(description="肖像或标志")


class CategorySummary(Schema):
    id: int
    url: str
    name: str
    parent: int | None = Field(description="上级分类的编号")
    path: list[int] = Field(description="从最上级到自己的编号")
    description: str | None
    records: int = Field(description="公开的记录数，下级分类的也算在内")


class CommendationSummary(Schema):
    id: int
    name: str = Field(description="表彰名称和年份", examples=["全国先进基层党组织（2011年）"])
    category: int = Field(description="分类的编号")
    year: int | None
    issuer: str | None = Field(description="表彰机关")
    document_number: str | None = Field(description="表彰决定的文号")
    decided_on: date | None = Field(description="表彰决定的日期")
    link: str | None = Field(description="表彰决定的网址")


class CountedCommendation(CommendationSummary):
    state: Literal["notice", "decided"] = Field(description="notice 公示中，尚未表彰；decided 已表彰")
    records: int = Field(description="公开的记录数")
    decision: str | None = Field(description="表彰决定的名称")
    url: str = Field(description="给人读的网页")


class AttachmentSummary(Schema):
    url: str = Field(description="PDF 文件")
    name: str = Field(description="文件名")
    size: int = Field(description="字节数")
    sha256: str = Field(description="SHA-256，十六进制")


class RollGroupSummary(Schema):
    path: list[str] = Field(description="标题，从上到下逐级", examples=[["先进个人", "北京市"]])
    names: int = Field(description="名单上的名字数")
    quota: int | None = Field(description="决定所列名额")


class CommendationDetail(CountedCommendation):
    issuers: list[str] = Field(description="表彰机关，按决定的次序")
    text: str | None = Field(description="决定正文")
    attachment: AttachmentSummary | None = Field(description="决定原件")
    quota: int | None = Field(description="决定所列总数")
    notice_from: date | None = Field(description="公示开始")
    notice_until: date | None = Field(description="公示截止")
    objections: str | None = Field(description="受理异议的联系方式；只在公示中才有")
    names: int = Field(description="名单上的名字数")
    groups: list[RollGroupSummary] = Field(description="名单的分组，按决定的次序")


class RollLine(Schema):
    order: int = Field(description="在整个名单里的次序，从 1 起")
    name: str = Field(description="姓名或名称，照决定的写法")
    kind: Kind = Field(description="organization 集体，person 个人")
    post: str | None = Field(description="职务、单位")
    region: list[str] = Field(description="所在地，从大到小逐级")
    award: str | None = Field(description="荣誉称号，名单逐个写明时才有")
    group: list[str] = Field(description="所在的标题，从上到下逐级")
    record: int | None = Field(description="表彰记录的编号；公示中的没有")
    revoked: bool = Field(description="称号是否已撤销")


class Revocation(Schema):
    """The honor was taken away; the record stays."""

    revoked_on: date = Field(description="称号撤销的日期")
    decision: str | None = Field(description="撤销所依据的决定")
    document_number: str | None = Field(description="该决定的文号")
    reason: str = Field(description="撤销的原因")


class RecordSummary(Schema):
    id: int = Field(description="编号，永久不变")
    url: str = Field(description="给人读的网页，永久不变")
    title: str = Field(
        description="标题，不是 Markdown", examples=["山东省滨州市滨城区委彭李街道工委先进事迹材料"]
    )
    summary: str | None = Field(description="一句话介绍，不是 Markdown；编辑没有写时为 null")
    post: str | None = Field(description="受表彰时的职务、单位", examples=["某街道党工委书记"])
    cover: PictureSummary | None = Field(description="题图；没有时，网页上显示对象的 portrait")
    recipient: RecipientSummary
    commendation: CommendationSummary
    revocation: Revocation | None = Field(description="称号已撤销时说明何时、为何；没有撤销时为 null")
    published_at: datetime = Field(description="发布时间")
    updated_at: datetime = Field(description="记录最后修改的时间；只改了对象或表彰的名称时不变")


class MeasureText(Schema):
    number: int = Field(description="在本章节中的次序，从 1 起")
    url: str = Field(description="网页上这一条的地址")
    marker: str | None = Field(description="材料中的序词，如 一是", examples=["一是"])
    text: str = Field(description="全文，序词不在其中")


class SectionText(Schema):
    number: int = Field(description="次序，从 1 起")
    url: str = Field(description="网页上这一节的地址")
    title: str | None = Field(description="标题", examples=["强本固基聚合力"])
    lead: str | None = Field(description="第一条举措之前的文字")
    measures: list[MeasureText]


class FigureSummary(Schema):
    label: str = Field(description="名称", examples=["党员"])
    value: Amount = Field(description="数值，以 unit 为单位；双精度数存不准时写成字符串", examples=[15.8])
    unit: str = Field(description="单位，照材料所写：15.8 万人的单位是 万人", examples=["万人"])
    approximate: bool = Field(description="约数：材料写作 余、多、近 等")
    as_of: int | None = Field(description="哪一年的数据")
    series: str | None = Field(description="所属数列")
    rank: int | None = Field(description="位次")
    rank_of: int | None = Field(description="位次总数：92 个中第 2 位，这里是 92")
    is_key: bool = Field(description="关键数据：显示在事迹开头的几项之一")
    sentence: str | None = Field(description="出处原句")
    place: tuple[int, int] | None = Field(description="所属举措：[章节的次序, 举措的次序]；整篇的数据为 null")


class OriginalSummary(Schema):
    sha256: str = Field(description="SHA-256，十六进制：手里有原件的人可以核对")
    url: str | None = Field(description="原件的地址；原件不公开时为 null，下两项也是")
    name: str | None = Field(description="文件名")
    size: int | None = Field(description="字节数")


class RecordDetail(RecordSummary):
    introduction: str | None = Field(description="引言")
    sections: list[SectionText]
    closing: str | None = Field(description="结语")
    figures: list[FigureSummary] = Field(description="数据，按出现的次序")
    source: str | None = Field(description="材料来源，不是 Markdown")
    source_link: str | None
    original: OriginalSummary | None = Field(description="录入这条记录的原件；没有留存时为 null")
    tributes: int = Field(description="致敬人数，包括从旧网站带来的；最多旧一分钟")
    formats: dict[str, str] = Field(
        description="同一条记录的文件：json、md（这两种可以再导入）、txt、jsonld 各自的地址"
    )


class SearchExcerpt(Schema):
    url: str = Field(description="网页上这一处的地址")
    label: str = Field(description="章节的标题和序词；不在章节里时为空")
    html: str = Field(description="原文的一段，找到的词在 <mark> 里，其余已转义")


class SearchHit(RecordSummary):
    excerpt: SearchExcerpt | None = Field(description="最相符的一处；词只在标题、名称或表彰名称里时为 null")


class SearchPage(CursorPage[SearchHit]):
    total: int = Field(description="列出的记录数")
    has_more: bool = Field(description="是否还有更多：最多列出 1,000 条，最相符的，或年份最近的")
    missing: list[str] = Field(description="没有任何记录含有的词；只在什么也没有找到时才有")


class DistinctionSummary(Schema):
    name: str
    year: int | None
    issuer: str | None = Field(description="授予机关")
    holder: str | None = Field(description="材料写明荣誉授予的名称与本对象不同时的名称")


class FormerNameSummary(Schema):
    name: str
    until: int | None = Field(description="用到哪一年")


class RecipientDetail(RecipientSummary):
    former_names: list[FormerNameSummary] = Field(description="曾用名，最近的在前")
    died: int | None = Field(description="去世年份；健在、不清楚或是集体时为 null")
    introduction: str | None
    distinctions: list[DistinctionSummary] = Field(description="其他荣誉")
    records: list[RecordSummary] = Field(description="公开的记录，最近发布的在前，最多 100 条")


class Tributes(Schema):
    record: int
    count: int = Field(description="致敬人数")
    as_of: datetime


class FieldError(Schema):
    parameter: str
    detail: str


class Problem(Schema):
    """RFC 9457."""

    type: str = "about:blank"
    title: str = Field(description="出了什么问题")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="怎么办")
    errors: list[FieldError] = Field([], description="哪些参数不对")
