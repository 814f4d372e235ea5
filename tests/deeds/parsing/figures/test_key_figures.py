"""The first choice of key figures."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from records.deeds.document import MAX_KEY_FIGURES, Figure
from records.deeds.parsing.figures.finding import with_key_figures


def figure(label: str, value: int, unit: str, **more: object) -> Figure:
    return Figure(label, Decimal(value), unit, **more)  # type: ignore[arg-type]


def chosen(*figures: Figure) -> list[str]:
    return [one.label for one in with_key_figures(figures) if one.is_key]


def test_what_says_most_is_chosen_before_what_says_little():
    small = [figure(f"甲类设备{number}", 2, "台") for number in range(20)]
    assert {"财政收入", "化解纠纷"} <= set(
        chosen(*small, figure("财政收入", 3, "亿元", rank=2), figure("化解纠纷", 300, "起"))
    )


def test_no_more_than_six_are_chosen():
    assert (
        len(chosen(*(figure(f"走访居民{number}", 900, "户个名件台"[number % 5]) for number in range(30))))
        == MAX_KEY_FIGURES
    )


def test_units_are_various():
    many = [figure(f"走访居民{number}", 900, "户") for number in range(9)]
    assert "绿化面积" in chosen(*many, figure("绿化面积", 900, "亩"))


def test_a_series_is_not_chosen():
    assert chosen(*(figure(name, 98, "%", series="参保率") for name in ("养老", "医疗"))) == []


def test_one_name_with_several_values_is_not_chosen():
    assert chosen(figure("博士", 3, "人"), figure("博士", 5, "人"), figure("走访居民", 300, "户")) == [
        "走访居民"
    ]


def test_a_figure_told_twice_is_chosen_once():
    assert chosen(figure("走访居民", 300, "户"), figure("走访居民", 300, "户")) == ["走访居民"]


def test_a_rule_for_each_is_not_chosen():
    assert chosen(figure("每名党员联系居民", 3, "户")) == []


FIGURES = st.builds(
    Figure,
    st.sampled_from(["党员", "走访居民", "每名党员联系居民", "收入"]),
    st.decimals(0, 10**6, places=2),
    st.sampled_from(["名", "户", "亿元", "%", "小时"]),
    place=st.sampled_from([None, (1, 1)]),
    series=st.sampled_from([None, "参保率"]),
)


@given(st.lists(FIGURES, max_size=30))
def test_choosing_changes_nothing_else(figures):
    marked = with_key_figures(figures)
    assert [
        Figure(one.label, one.value, one.unit, place=one.place, series=one.series) for one in marked
    ] == figures
