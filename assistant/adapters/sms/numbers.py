"""Phone numbers, by the library ``phonenumbers`` (ITU-T E.164)."""

import re
from collections.abc import Collection

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from assistant.services.sms_ports import PhoneNumbers

_HOME = "GB"
_E164 = re.compile(r"\+[1-9]\d{8,14}")
_COSTLY = {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.PERSONAL_NUMBER}
"""In the United Kingdom 09, 084 and 087, and 070, which looks like a mobile number and may cost as much as 09."""
_PLAIN = re.compile(r"[+\d][\d ().-]*", re.ASCII)


class LibraryNumbers(PhoneNumbers):
    """Serves the countries of these calling codes."""

    def __init__(self, country_codes: Collection[int]) -> None:
        self._country_codes = frozenset(country_codes)

    def read(self, written: str) -> str | None:
        """Return a number in E.164; nothing for names, short codes, other channels, odd digits, costly ranges."""
        if not _PLAIN.fullmatch(written.strip()):
            return None
        try:
            number = phonenumbers.parse(written, _HOME)
        except NumberParseException:
            return None
        plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        if not phonenumbers.is_possible_number(number) or not _E164.fullmatch(plain):
            return None
        return None if phonenumbers.number_type(number) in _COSTLY else plain

    def served(self, number: str) -> bool:
        """Tell whether the school texts with numbers of that country."""
        return phonenumbers.parse(number).country_code in self._country_codes
