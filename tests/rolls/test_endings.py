"""What stands below a roll, or beside it, and names nobody who is honored: whom to ask, dates, seals, signatures."""

import pytest

from records.rolls import read_pasted, read_roll

from .made import entry_of, names, read_rows, told

ENDINGS = [
    "（联系人：王处长 010-12345678）",
    "联系人：王处长",
    "联系人 王刚",
    "联系电话：010-12345678",
    "联系人及电话：王刚，12345678",
    "监督电话：12345",
    "邮编：100000",
    "地址：样本市样本路1号",
    "附件：推荐审批表",
    "附件：1.王刚事迹",
    "抄送：样本市财政局、样本市民政局。",
    "填表人：王刚　审核人：李飞",
    "2024年5月1日",
    "二〇二四年五月一日",
    "2024-05-01",
    "样本省人民政府（盖章）",
    "（公章）",
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_ending_of_a_text_names_nobody_and_is_told(ending: str) -> None:
    roll = read_pasted(f"先进个人\n张三　样本厂厂长\n李四光　样本局局长\n{ending}")
    assert names(roll) == ["张三", "李四光"]
    assert "第 4 行" in told(roll, "ending")


@pytest.mark.parametrize("ending", ENDINGS)
def test_ending_of_a_table_names_nobody_and_is_told(ending: str) -> None:
    roll = read_rows(["姓名", "单位及职务"], ["张三", "样本厂厂长"], ["李四光", "样本局局长"], [ending])
    assert names(roll) == ["张三", "李四光"]
    assert "第 4 行" in told(roll, "ending")


def test_ending_parted_into_cells_names_nobody() -> None:
    roll = read_rows(["姓名", "单位及职务"], ["张三", "样本厂厂长"], ["填表人：王刚", "联系电话：12345678"])
    assert names(roll) == ["张三"]


def test_whoever_signed_above_the_date_is_left_out_and_told() -> None:
    roll = read_pasted("张三　样本厂厂长\n李四光　样本局局长\n样本省人民政府\n2024年5月1日")
    assert names(roll) == ["张三", "李四光"]
    assert "第 3 行" in told(roll, "ending")


def test_last_unit_of_a_roll_of_units_is_no_signature() -> None:
    roll = read_pasted("先进集体\n样本市财政局\n样本市公安局\n2024年5月1日")
    assert names(roll) == ["样本市财政局", "样本市公安局"]


def test_attachment_that_is_the_roll_is_its_title() -> None:
    roll = read_roll("附件1：先进个人名单\n张三　样本厂厂长\n".encode(), "名单.txt")
    assert entry_of(roll.rows[0]).kind == "person"
    assert "附件1" in told(roll, "title")
