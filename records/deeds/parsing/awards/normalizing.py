"""A passage as the rules read it: quotes paired, years in figures. One character for one, so that offsets hold."""

import re

QUOTES = str.maketrans("「」﹁﹂〝〞＂『』", '“”“”“”"‘’')
UNUSUAL = re.compile('[「」﹁﹂〝〞＂『』"]')
HAN_YEAR = re.compile(r"(?:一九|二[〇零○O0])[〇零○O0一二三四五六七八九]{2}(?=年)")
FIGURES = str.maketrans("〇零○O一二三四五六七八九", "0000123456789")
# Taiwan counts from 1911: 民国111年 is 2022.
ROC_YEAR = re.compile(r"民[国國](?P<roc>\d{2,3})(?=年)")
# 一、二等奖 and 市、省级: their 、 parts no awards.
JOINED = re.compile(
    r"(?:[特一二三四]、)+[一二三四]等|"
    r"(?:[省市区县镇]、)+(?=[省市区县镇](?:“|优秀|先进|劳模|劳动|文明|模范|三八|五一|青年))|"
    r"(?:(?:国家|自治区|[省市区县局矿校镇乡])级?、)+(?=(?:自治区|[省市区县局矿校镇乡])级)"
)
OPENING = re.compile("[“‘《(（]")
HIDDEN = re.compile(
    r"(?<=“)[^“”]*(?=”)|(?<=‘)[^‘’]*(?=’)|(?<=《)[^《》]*(?=》)|(?<=[(（])[^()（）]*(?=[)）])"
)


def paired(text: str) -> str:
    """Turns straight quotes into pairs: they open and close in turn, unless one of them is missing."""
    if text.count('"') % 2 or '"' not in text:
        return text
    opening, *others = text.split('"')
    return opening + "".join(("“" if i % 2 == 0 else "”") + part for i, part in enumerate(others))


def legible(text: str) -> str:
    if UNUSUAL.search(text):
        text = paired(text.translate(QUOTES))
    if "民" in text:
        text = ROC_YEAR.sub(of_our_era, text)
    return HAN_YEAR.sub(lambda found: found[0].translate(FIGURES), text)


def of_our_era(found: re.Match[str]) -> str:
    """Writes the year in as many characters as it had."""
    return f"{1911 + int(found['roc']):>{len(found[0])}}"


def covered(text: str) -> str:
    """Blanks what stands inside quotes, titles and parentheses, so that cuts fall outside of them."""
    if OPENING.search(text):
        text = HIDDEN.sub(blank, text)
    return JOINED.sub(blank, text) if "、" in text else text


def blank(found: re.Match[str]) -> str:
    return "\0" * len(found[0])
