"""Awards named in running text and in captions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from records.deeds.document import Award, Span
from records.deeds.parsing.sentences import (
    SAME_YEAR,
    Dated,
    clause_before,
    dated,
    sentences_with,
    year_of_month,
)

from .lists import ListedAward, award_on_line, names_in
from .vocabulary import BORNE, LEVEL, MANY_OTHERS, covered, is_of_level, legible

# The characters a verb begins with: looking for these first is ten times faster.
SIGN = re.compile("[蝉追成受被授命评表荣喜勇获上记立认入当摘捧夺斩是称光奖殊头]")
AWARD_SIGN = re.compile("[蝉追被授命评表荣喜获记立认入当摘捧夺斩是誉称光受]|名单|[，,](?:\\d{4}年度?)?[全第]")
VERB = re.compile(
    r"被(?P<issuer>[^，,；;。：:！？!?被]{2,30}?)??(?P<passive>授予|追授为?|追授予|评选为?|评定为|评树为|评为|选树为|推选为|命名为|认定为|确定为|确认为|"
    r"表彰为|记(?=.{0,14}功))|"
    r"(?P<give>授予|追授予?|授(?=[^，,。；;“”]{2,8}同志)|(?:命名|评选)(?=[^，,。；;“”]{1,20}为)|表彰(?=.{2,20}为[“全]))|"
    r"(?P<sure>荣[获膺登立记评]|蝉联|喜获|勇夺|获评为?|获[颁授选称]|评选为|评定为|评为|命名为|认定为|上榜(?=“)|"
    r"[记立](?=[^，,。]{0,14}[特一二三“]+等功)|(?=记大功)|记(?=[^，,。]{0,6}嘉奖))|"
    r"(?P<chosen>入选为?|当选为?|摘得|摘取|捧回|夺得|斩获)|"
    r"(?P<weak>获得|受到(?=[^，,。；;]{2,30}(?:嘉奖|记功))|(?<![收斩缴捕])获(?![悉取知救利益批准赞胜释刑奖得]))|"
    r"(?P<colon>(?:荣誉|称号|光环|奖励|殊荣|头衔|奖项)[^，,。；;：:“”、]{0,10}[：:])|"
    rf"(?<![不就要但可还而于只若总便都凡像非标国])(?P<is>是|成为)(?:一名|一位|名)?(?={LEVEL})"
)
# Not won: denied, hoped for, applied for, or only the condition of something else.
NOT_WON = re.compile(
    r"没有|没能|未能|未曾|从未|尚未|并未|争取|力争|争[创当做]|希望|有望|目标(?!考核|管理|责任)|申报(?!的)|参评|如果|假如|只要|只有|凡是?|想要|为了|取消|撤销|旨在|冲刺|"
    r"入围|候选|提名(?!奖)|不是|(?<![虚模])拟|将(?:被|于|会|要)?$|能否|才能|即可"
)
# Honors of those they brought up, of other winners, or of nobody in particular.
OTHERS = re.compile(r"培养|培育|涌现|走出|帮助|指导|资助|其他|另有|还有")
LEADING = re.compile(
    r"^(?:在.{2,20}下|同时|同年|当年|次年|翌年|这是继|继|带领|推动|指导|使|让|由|经|因|这是|也是|对|据悉|其中|并|而|故)+"
)
PRONOUN = re.compile(r"[他她它其我](?:们|本人|个人)?|本人|自己|个人")
NO_HOLDER = re.compile(
    r"\d|^年|[年月日为给向]$|现场|颁奖|近日|日前|近年|期间|以来|[由因]于|[后中里上下时间]$|^[在从为对以经被]|^此|^这|^所(?!在|带|属|长)|的$|获|连续|光荣|工作|[，“”：:]|XX|[×*]"
)
# 王某两度, 她这次
HOW_OFTEN = re.compile(
    r"(?:[两三数几多再一二]度|[这此本][一]?次|先后|曾|都|均|也|还|再|又|更|亦|个人|本人)+$"
)
GIVEN_NAME_END = re.compile(r"(?:同志|老师|医生|护士长)$")
# 获得“…”称号的同志: anybody who has it.
ANYBODY = re.compile(
    r"”?(?:光荣|荣誉)*(?:称号)?的(?:同志|居民|村民|群众|单位|个人|家庭|集体|人员?|党员|干部|学生|员工|职工|商户|企业|志愿者)"
)
# The one honored stands between 授予 and the award.
RECEIVER = re.compile(
    rf"(?P<receiver>[^“”，,。；;：:、为]{{0,30}}(?=[“《])|[^“”，,。；;：:、]{{0,24}}?(?=为|{LEVEL})|[她他]们?)为?"
)
OTHER_SIGNS = re.compile(f"[名榜]单|[，,]\\s*(?:\\d{{4}}年度?)?{LEVEL}")
ON_LIST = re.compile(r"[名榜]单.{0,60}?(?:获此殊荣|获此荣誉|榜上有名|[名位]列其中|上榜|在列)")
LISTED = re.compile(
    r"(?P<name>(?:[^，,。；;：:“”\s]{0,12}“[^“”]{2,40}”[^，,。；;：:“”\s]{0,10}|(?<![^，,。；;：:“”\s])[^，,。；;：:“”\s]{5,36}?))[名榜]单"
    r"[^。\n]{0,60}?(?:获此殊荣|获此荣誉|榜上有名|[名位]列其中|上榜|在列)"
)
PUBLISHED = re.compile(r"(?:公布|发布|印发|公示|下发|揭晓)(?:的|了)?")
ONE = rf"{LEVEL}[^，,。；;：:、“”\s的授获评为被]{{0,20}}?(?:{BORNE})(?:获得者)?"
APPOSED = re.compile(rf"[，,]\s*(?P<names>(?:(?:19|20)\d\d年度?)?{ONE}(?:、{ONE})*)(?=[，,。；;])")
YEAR_TOLD = re.compile(r"((?:19|20)\d\d)年")
MAX_HOLDER_CHARACTERS = 20
MAX_LINE_CHARACTERS = 45
MAX_TAIL_CHARACTERS = 16
MAX_CAPTION_CHARACTERS = 120
MAX_BEFORE_CHARACTERS = 300
IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp)\s*$", re.IGNORECASE)
CAPTION_MARK = re.compile(r"^\s*[（(]?(?:图[一二三四五六七八九十\d：:为片]|▲|△|◎|照片|配图)")


@dataclass(frozen=True, slots=True)
class Chain:
    """The facts that an award without a date of its own may take over from the one before."""

    end: int = 0
    year: int | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """The paragraph so far: its text, and the year of the award named last."""

    before: str
    year: int | None


def holder_of(subject: str) -> str | None:
    told = HOW_OFTEN.sub("", LEADING.sub("", subject.rpartition("、")[2]).strip(" 　"))
    holder = GIVEN_NAME_END.sub("", told)
    if MANY_OTHERS.search(holder):
        return holder
    known = (
        2 <= len(holder) <= MAX_HOLDER_CHARACTERS
        and not PRONOUN.fullmatch(holder)
        and not NO_HOLDER.search(holder)
    )
    return holder if known else None


def awards_in(text: str, offset: int = 0) -> Iterator[Award]:
    """Yields awards of one paragraph that begins at `offset`."""
    if not AWARD_SIGN.search(text):
        yield from whole_line(text, offset)
        return
    any_found = False
    last_year: int | None = None
    for start, sentence in sentences_with(text, AWARD_SIGN):
        before = text[max(0, start - MAX_BEFORE_CHARACTERS) : start]
        for award in awards_in_sentence(legible(sentence), Past(before, last_year)):
            any_found = True
            last_year = award.year or last_year
            yield placed(award, sentence, start + offset)
    if not any_found:
        yield from whole_line(text, offset)


def placed(award: Award, sentence: str, offset: int) -> Award:
    """Restores what the sentence writes: awards_in_sentence reads a likeness of it."""
    span = award.span or Span(0, 0)
    whole = Span(span.start + offset, span.end + offset)
    return Award(sentence[span.start : span.end], award.year, award.holder, award.issuer, whole)


def whole_line(text: str, offset: int) -> Iterator[Award]:
    """Yields the award of a paragraph that is nothing else."""
    line = text.strip().lstrip("·•★◆●■ ")
    award = award_on_line(line) if 0 < len(line) <= MAX_LINE_CHARACTERS else None
    if award and (award.year or is_of_level(award.name)):
        at = text.index(award.name) + offset
        yield replace(award, span=Span(at, at + len(award.name)))


def awards_in_sentence(reading: str, past: Past) -> list[Award]:
    """Keeps to the order of the sentence, which is theirs on the page."""
    verbs = list(verbs_in(reading))
    if not verbs and not OTHER_SIGNS.search(reading):
        return []
    hidden = covered(reading)
    found = [
        *behind_verbs(reading, hidden, verbs, past),
        *listed_in(reading, hidden),
        *apposed_in(reading, hidden),
    ]
    return sorted(found, key=lambda award: award.span.start if award.span else 0)


def behind_verbs(reading: str, hidden: str, verbs: list[re.Match[str]], past: Past) -> Iterator[Award]:
    verbs = [verb for verb in verbs if hidden[verb.start()] != "\0"]
    chain = Chain()
    for verb, following in zip(verbs, [*verbs[1:], None], strict=False):
        end = following.start() if following else len(reading)
        if (
            following
            and following["give"]
            and not re.search("[，,；;、]", reading[verb.end() : following.start()])
        ):
            continue  # 获某某授予的“…”: one award, named by the second verb
        awards = list(behind(reading, hidden, verb, end, chain, past))
        yield from awards
        if awards:
            past = Past(past.before, awards[-1].year or past.year)
            chain = linked(awards)


def verbs_in(reading: str) -> Iterator[re.Match[str]]:
    end = 0
    for sign in SIGN.finditer(reading):
        verb = VERB.match(reading, sign.start()) if sign.start() >= end else None
        if verb:
            end = verb.end()
            yield verb


def linked(awards: list[Award]) -> Chain:
    end = max(award.span.end for award in awards if award.span)
    known = {award.year for award in awards}
    return Chain(end, known.pop() if len(known) == 1 else None, awards[-1].holder)


def behind(
    reading: str, hidden: str, verb: re.Match[str], end: int, chain: Chain, past: Past
) -> Iterator[Award]:
    """Yields the awards behind one verb."""
    receiver = RECEIVER.match(reading, verb.end(), end) if verb["give"] else None
    if verb["give"] and not receiver:
        return
    names = named_behind(reading, hidden, verb, receiver.end() if receiver else verb.end(), end)
    if not names or ANYBODY.match(reading, names[-1].end):
        return
    date = dated(hidden, verb.start())
    clause = reading[date.start : verb.start()]
    if NOT_WON.search(clause) or OTHERS.search(clause):
        return
    holder, issuer = holder_of(date.subject), verb["issuer"]
    if receiver:
        holder, issuer = received_by(receiver["receiver"]), holder
    elif not date.subject and follows(reading, chain, date):
        holder = chain.holder
    for named, year in with_years(reading, names, years_for(reading, date, chain, past)):
        yield Award(reading[named.start : named.end], year, holder, issuer, Span(named.start, named.end))


def received_by(receiver: str) -> str | None:
    holder = GIVEN_NAME_END.sub("", receiver.strip("的给予了 "))
    return None if not holder or PRONOUN.fullmatch(holder) else holder


def named_behind(reading: str, hidden: str, verb: re.Match[str], start: int, end: int) -> list[ListedAward]:
    sure = not (verb["weak"] or verb["chosen"] or verb["is"])
    names = list(names_in(reading, hidden, start, end, sure=sure))
    if verb["chosen"] and names and "、" in reading[start : names[0].start]:
        return []  # the list opens with something else: talent programmes, teams, posts
    return [named for named in names if stands_alone(reading, named)] if verb["is"] else names


def stands_alone(reading: str, named: ListedAward) -> bool:
    """Tells whether a name behind 是 is an award: only one of a known level is, and where the clause ends with it."""
    behind_it = reading[named.end : named.end + 3]
    name = reading[named.start : named.end]
    return is_of_level(name) and (not behind_it or behind_it[0] in "，,。；;、！" or behind_it == "获得者")


def follows(reading: str, chain: Chain, date: Dated) -> bool:
    """Tells whether the clause comes right behind the award before: 2012年荣获甲，并被评为乙."""
    between = reading[chain.end : date.start]
    if not chain.end or len(between) > MAX_TAIL_CHARACTERS or re.search("[；;]", between):
        return False
    return len(re.findall("[，,]", between)) <= 1


def years_for(reading: str, date: Dated, chain: Chain, past: Past) -> tuple[int, ...]:
    if date.years or date.own:
        return date.years
    if says_same_year(reading, date.start):
        told = year_told(past.before + reading[: date.start]) or past.year
        return (told,) if told else ()
    if year := year_of_month(legible(past.before) + reading, len(past.before) + date.start):
        return (year,)
    inherits = not date.undated and chain.year and follows(reading, chain, date)
    return (chain.year,) if inherits and chain.year else ()


def says_same_year(reading: str, start: int) -> bool:
    """Tells whether a clause begins with 同年, or the clause before is nothing else."""
    if SAME_YEAR.match(reading[start:].lstrip()):
        return True
    before = clause_before(reading, start - 1)[1].strip() if start else ""
    return before != "" and SAME_YEAR.fullmatch(before) is not None


def year_told(before: str) -> int | None:
    """Returns the year that a text names last."""
    years = [int(found) for found in YEAR_TOLD.findall(legible(before))]
    return years[-1] if years else None


def with_years(
    reading: str, names: list[ListedAward], years: tuple[int, ...]
) -> Iterator[tuple[ListedAward, int | None]]:
    """Yields an honor of several years once a year; several honors of several years pair off or stay undated."""
    if len(years) > 1 and len(names) == 1:
        several = "、" in reading[names[0].start : names[0].end]  # 市、省级: which year is whose is not said
        yield from ((names[0], year) for year in ([None] if several else years))
        return
    paired = years if len(years) == len(names) else years * len(names) if len(years) == 1 else ()
    for number, named in enumerate(names):
        year = paired[number] if paired else None
        yield named, year or named.year


def listed_in(reading: str, hidden: str) -> Iterator[Award]:
    """Yields the awards of a published list that the recipient is on."""
    if not ON_LIST.search(reading):
        return
    for found in LISTED.finditer(reading):
        start = max(
            [found.start("name"), *(m.end() for m in PUBLISHED.finditer(reading, *found.span("name")))]
        )
        for named in names_in(reading, hidden, start, found.end("name"), sure=False):
            years = dated(reading, found.start("name")).years
            year = named.year or (years[0] if len(years) == 1 else None)
            yield Award(reading[named.start : named.end], year, None, None, Span(named.start, named.end))


def apposed_in(reading: str, hidden: str) -> Iterator[Award]:
    """Yields the honors of a clause of nothing else, as in short biographies: 中共党员，全国劳动模范，现任…"""
    for found in APPOSED.finditer(reading):
        for named in names_in(reading, hidden, *found.span("names"), sure=False):
            yield Award(
                reading[named.start : named.end], named.year, None, None, Span(named.start, named.end)
            )


def awards_in_caption(text: str, offset: int = 0) -> Iterator[Award]:
    """Reads the name of a picture's file or its caption; other lines outside the text speak of anybody."""
    if len(text) <= MAX_CAPTION_CHARACTERS and (IMAGE_FILE.search(text) or CAPTION_MARK.match(text)):
        yield from awards_in(text, offset)
