"""People whom a text begins with, of whatever surname, and couples. All people and places are invented."""

import pytest

from records.deeds.document import Recipient
from records.deeds.parsing.recipients.choosing import recipient_of
from records.deeds.parsing.recipients.people import is_name
from tests.deeds.parsing.recipients.test_recipients import named


@pytest.mark.parametrize(
    "surname",
    [
        *("欧阳", "东里", "公羊", "左丘", "公良", "濮阳", "钟离", "申屠", "太叔", "南宫"),
        *("令狐", "贺兰", "第五", "百里", "淳于", "亓官", "漆雕", "乐正", "西门", "万俟"),
    ],
)
@pytest.mark.parametrize("given", ["样", "样例"])
def test_a_compound_surname_makes_a_name(surname, given):
    assert is_name(surname + given)


@pytest.mark.parametrize("words", ["第五届", "第五批次", "东方红", "百里挑一", "西门口", "濮阳市", "南宫县"])
def test_a_word_that_begins_like_a_compound_surname_is_no_name(words):
    assert not is_name(words)


@pytest.mark.parametrize(
    ("beginning", "name"),
    [
        ("左丘样山，男，样本局护林员。护林31年。", "左丘样山"),
        ("安样例，样本邮政所的邮递员。2017年上岗。", "安样例"),
        ("公羊样，样本中心记者部主任。从业13年。", "公羊样"),
        ("何样里，样本公司投递员，样本大会代表。他骑行21万公里。", "何样里"),
        ("易样天明同志，男，1988年6月出生，样本部干部。", "易样天明"),
        ("何家媳妇翟样兰，今年46岁。孝老爱亲。", "翟样兰"),
        ("样巴赤列，女，样本乡牧民。", "样巴赤列"),
        ("李样  男，1978年出生。", "李样"),
        ("仇样（qiú yàng），男，样本所所长。", "仇样"),
    ],
)
def test_whom_the_first_sentence_presents_is_honored(beginning, name):
    assert named("用心照亮回家的路", beginning) == (name, "person")


def test_a_label_names_a_person_of_any_name():
    assert named(None, "姓名：样巴赤列", "扎根样本小学15年。") == ("样巴赤列", "person")


def test_one_whom_a_later_sentence_presents_is_not_taken_for_the_first():
    assert named("样本的一天", "清晨的样本村很安静。", "何样里，样本公司投递员，来过一次。")[0] is None


def honored(title: str, text: str) -> Recipient:
    return recipient_of(title, text, f"{title}\n{text}").recipient


@pytest.mark.parametrize(
    ("title", "text", "couple"),
    [
        (
            "——记全国示例模范样木提·艾某、古丽某尔夫妇",
            "样木提·艾某和妻子古丽某尔守边32年。",
            "样木提·艾某、古丽某尔夫妇",
        ),
        ("舍小家为大家——李样、张某强夫妇坚守样本邮路", "李样和张某强是一对邮递员夫妇。", "李样、张某强夫妇"),
        ("样本市好人王样本、李示例夫妇", "王样本，男，1970年出生，样本村村民。", "王样本、李示例夫妇"),
        ("——记护林员王样本和李示例夫妻", "他们守林二十年。", "王样本和李示例夫妻"),
    ],
)
def test_a_couple_is_honored_as_the_title_names_it_and_of_no_kind(title, text, couple):
    recipient = honored(title, text)
    assert (recipient.name, recipient.kind) == (couple, None)


def test_a_couple_of_no_names_is_none():
    assert honored("样本村评选好夫妻、好婆婆、好夫妇", "样本村评选了好夫妻。").name != "好婆婆、好夫妇"
