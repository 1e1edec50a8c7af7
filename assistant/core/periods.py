"""Lengths of time as laws and schedules give them: days, months and years of the calendar."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """A number of days or of years."""

    days: int = 0
    years: int = 0

    def after(self, day: date) -> date:
        """Return the day on which it is over, counted from a day."""
        return add_months(day, 12 * self.years) + timedelta(days=self.days)

    def __str__(self) -> str:
        number, unit = (self.years, "year") if self.years else (self.days, "day")
        return f"{number} {unit}{'' if number == 1 else 's'}"


def add_months(day: date, months: int) -> date:
    """Return the day of the same number so many months later; the month's last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
