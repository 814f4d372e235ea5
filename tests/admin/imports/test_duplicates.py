"""Which names and awards are likely the same."""

import pytest

from records.admin.imports.duplicates import About, matches

OWN = {"name": "样本街道", "short_name": "", "kind": "organization", "award": "示例先进组织", "year": 2019}


def is_likely(own: dict[str, object], other: dict[str, object]) -> bool:
    one, two = (About(**(OWN | fields)) for fields in (own, other))  # type: ignore[arg-type]
    assert matches(one, two) == matches(two, one)
    return matches(one, two)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ({}, {}),
        ({}, {"name": "示例市样本街道"}),
        ({"name": "样本（１）街道"}, {"name": "样本(1)街 道"}),
        ({"award": "示例先进组织 "}, {"award": "示例先进组织"}),
        ({}, {"name": "另一名称", "short_name": "样本街道"}),
        ({"kind": None}, {}),
        ({"year": None}, {}),
        ({"name": "甲某", "kind": "person"}, {"name": "甲某", "kind": "person"}),
    ],
)
def test_the_same_under_another_name_is_likely_the_same(own, other):
    assert is_likely(own, other)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ({}, {"name": "范例街道"}),
        ({}, {"award": "示例先进个人"}),
        ({}, {"year": 2016}),
        ({}, {"kind": "person"}),
        ({"name": "甲县"}, {"name": "甲县中学"}),
        ({"name": "欧阳样本", "kind": "person"}, {"name": "欧阳样本一", "kind": "person"}),
        ({"name": "甲某"}, {"name": "乙某"}),
    ],
)
def test_what_is_merely_alike_is_not(own, other):
    assert not is_likely(own, other)
