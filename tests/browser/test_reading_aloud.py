"""朗读: the sentences and their order, how reading is stopped, and an engine that fails."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from records.models import Record
from tests.factories import make_figure, make_measure, make_record, make_section

from .forms import found_in, open_menu
from .speaking import engine

LONG = "把一件事情做好，" * 20 + "就是成绩。"


@pytest.fixture
def record(transactional_db: None) -> Record:
    made = make_record(title="样例", introduction="引言第一句。引言第二句！", closing="结语一句。")
    section = make_section(made, 1, title="章节标题", lead="导语一句。")
    make_measure(section, 1, text="做第一件事。**一共**两句话，“这是第二句。”第三句没有句号")
    second = make_measure(section, 2, text=f"做第二件事。{LONG}")
    make_figure(made, 1, measure=second, label="样例数据", value=21, unit="名")
    return made


@pytest.fixture
def desk(reader: Page) -> Page:
    reader.add_init_script(engine())
    return reader


def start(page: Page, measure: str = "") -> Locator:
    button = page.locator(f"#{measure} [data-aloud]" if measure else ".deeds > .tools [data-aloud]")
    if measure:
        open_menu(page, measure)
    button.click()
    expect(page.locator(".speaking")).to_be_visible()
    return button


def spoken_sentences(page: Page) -> list[str]:
    return page.evaluate("spoken.map(({ text }) => text)")


def hear_all(page: Page) -> list[str]:
    page.evaluate("() => { while (speechSynthesis.current) finish(); }")
    return spoken_sentences(page)


def test_whole_deeds_are_said_sentence_by_sentence(desk: Page, address: str) -> None:
    desk.goto(address)
    start(desk)
    heard = hear_all(desk)
    assert heard[:5] == ["主要事迹", "引言第一句。", "引言第二句！", "章节标题", "导语一句。"]
    assert heard[-1] == "结语一句。"


def test_nothing_is_left_unsaid(desk: Page, address: str) -> None:
    desk.goto(address)
    start(desk)
    shown = desk.evaluate(
        """() => { const deeds = document.querySelector(".deeds").cloneNode(true);
        for (const one of deeds.querySelectorAll(".tools, .contents, .unseen, svg")) one.remove();
        return deeds.textContent; }"""
    )
    assert re.sub(r"\s", "", "".join(hear_all(desk))) == re.sub(r"\s", "", shown)


def test_reading_begins_at_the_measure_asked_for_and_goes_on_with_the_next(desk: Page, address: str) -> None:
    desk.goto(address)
    start(desk, "s1-m1")
    heard = hear_all(desk)
    assert heard[0].startswith("一是")
    assert any(sentence.startswith("二是") for sentence in heard)
    assert "引言第一句。" not in heard


def test_sentence_keeps_its_closing_quote_and_its_stressed_words(desk: Page, address: str) -> None:
    desk.goto(address)
    start(desk, "s1-m1")
    assert "一共两句话，“这是第二句。”" in hear_all(desk)


def test_no_utterance_is_longer_than_an_engine_bears(desk: Page, address: str) -> None:
    desk.goto(address)
    start(desk)
    heard = hear_all(desk)
    assert max(map(len, heard)) <= 60
    assert [part for part in heard if part.startswith("把一件") and part[-1] not in "，。"] == []


def test_spoken_sentence_is_marked(desk: Page, address: str) -> None:
    desk.goto(address)
    start(desk)
    desk.evaluate("finish()")
    marked = desk.evaluate("String([...CSS.highlights.get('spoken')][0]).trim()")
    assert marked == "引言第一句。"


def test_spoken_sentence_is_brought_into_sight(desk: Page, address: str) -> None:
    desk.set_viewport_size({"width": 390, "height": 500})
    desk.goto(address)
    start(desk)
    for _ in range(12):
        desk.evaluate("finish()")
        top, bottom = desk.evaluate(
            "(({top, bottom}) => [top, bottom])([...CSS.highlights.get('spoken')][0].getBoundingClientRect())"
        )
        assert 0 <= top <= bottom <= 500


def test_pause_and_continue_begin_with_the_same_sentence(desk: Page, address: str) -> None:
    desk.goto(address)
    start(desk)
    desk.evaluate("finish()")
    desk.get_by_role("button", name="暂停").click()
    assert desk.evaluate("speechSynthesis.current") is None
    desk.get_by_role("button", name="继续").click()
    assert spoken_sentences(desk)[-2:] == ["引言第一句。", "引言第一句。"]


def test_keyboard_pauses_at_once_and_escape_ends_it_where_it_began(desk: Page, address: str) -> None:
    desk.goto(address)
    button = start(desk, "s1-m1")
    expect(desk.get_by_role("region", name="朗读").get_by_role("button", name="暂停")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("region", name="朗读")).to_have_count(0)
    expect(button).to_be_focused()
    assert desk.evaluate("CSS.highlights.has('spoken')") is False


def test_stop_is_quiet_at_once(desk: Page, address: str) -> None:
    desk.goto(address)
    start(desk)
    desk.get_by_role("button", name="停止").click()
    expect(desk.get_by_role("region", name="朗读")).to_have_count(0)
    assert desk.evaluate("speechSynthesis.current") is None
    assert len(spoken_sentences(desk)) == 1


def test_end_of_the_deeds_is_the_end(desk: Page, address: str) -> None:
    desk.goto(address)
    start(desk)
    hear_all(desk)
    expect(desk.get_by_role("region", name="朗读")).to_have_count(0)


def test_another_measure_takes_over(desk: Page, address: str) -> None:
    desk.goto(address)
    start(desk, "s1-m1")
    start(desk, "s1-m2")  # does not wait: there is a bar already
    desk.wait_for_function("spoken.at(-1).text.startsWith('二是')")
    expect(desk.get_by_role("region", name="朗读")).to_have_count(1)


def test_one_sentence_that_fails_is_passed_over(desk: Page, address: str) -> None:
    desk.goto(address)
    start(desk)
    desk.evaluate("fail()")
    assert spoken_sentences(desk)[-1] == "引言第一句。"


def test_engine_that_fails_twice_is_given_up_in_plain_words(desk: Page, address: str) -> None:
    desk.goto(address)
    start(desk)
    desk.evaluate("fail(); fail()")
    expect(desk.locator(".deeds > .tools .said")).to_have_text("朗读中断了，请再点一次。")
    expect(desk.get_by_role("region", name="朗读")).to_have_count(0)


def test_engine_that_falls_silent_is_given_up_too(desk: Page, address: str) -> None:
    desk.clock.install()
    desk.goto(address)
    start(desk)
    desk.clock.run_for(60_000)
    expect(desk.locator(".deeds > .tools .said")).to_have_text("朗读中断了，请再点一次。")


@pytest.mark.parametrize(
    "voices",
    ["[]", '[{ lang: "en-US" }]', '[{ lang: "zh-HK" }, { lang: "yue-HK" }]'],
)
def test_browser_without_a_mandarin_voice_is_offered_nothing(reader: Page, address: str, voices: str) -> None:
    reader.add_init_script(engine(voices))
    reader.goto(address)
    expect(reader.locator("[data-aloud]:visible")).to_have_count(0)


def test_voice_that_comes_late_is_offered_then(reader: Page, address: str) -> None:
    reader.add_init_script(engine("[]"))
    reader.goto(address)
    reader.evaluate("speechSynthesis.voices = [{ lang: 'zh-CN' }]; speechSynthesis.heard()")
    expect(reader.locator(".deeds > .tools [data-aloud]")).to_be_visible()


@pytest.mark.parametrize(("variant", "chosen"), [("", "near"), ("/zh-hant", "taiwan")])
def test_voice_is_of_the_characters_read_and_of_this_device_if_there_is_one(
    reader: Page, live_server: Any, record: Record, variant: str, chosen: str
) -> None:
    voices = """[
        { lang: "zh-CN", name: "far", localService: false },
        { lang: "zh-TW", name: "taiwan", localService: false },
        { lang: "zh-CN", name: "near", localService: true },
        { lang: "en-US", localService: true },
    ]"""
    reader.add_init_script(engine(voices))
    reader.goto(live_server.url + variant + record.get_absolute_url())
    start(reader)
    assert reader.evaluate("spoken[0].voice.name") == chosen


def test_axe_finds_nothing_while_it_is_read(page: Page, live_server: Any, record: Record) -> None:
    page.add_init_script(engine())
    page.goto(f"{live_server.url}/elder{record.get_absolute_url()}")
    start(page)
    assert found_in(page) == []


def test_paper_shows_no_bar(desk: Page, address: str) -> None:
    desk.goto(address)
    start(desk)
    desk.emulate_media(media="print")
    expect(desk.locator(".speaking")).to_be_hidden()
