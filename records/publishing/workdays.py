"""Counts working days as the State Council sets them for each year, shifted weekends included."""

from datetime import date, timedelta

import chinese_calendar

from .exceptions import PublishingRefused

MAX_WORKING_DAYS = 90


def last_day(start: date, working_days: int) -> date:
    """Gives the day on which so many working days from `start` on are over; `start` counts where it is one.

    Raises PublishingRefused for a year whose holidays are not known: they are set at the end of the year before.
    """
    if not 1 <= working_days <= MAX_WORKING_DAYS:
        raise PublishingRefused(f"工作日数请填 1 至 {MAX_WORKING_DAYS}，或直接填写截止日期。")
    day, left = start, working_days - is_workday(start)
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    return day


def is_workday(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as error:
        raise PublishingRefused(
            f"本站还不知道 {day.year} 年的放假和调休安排，算不出工作日。请直接填写截止日期。"
        ) from error
