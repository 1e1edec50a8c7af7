"""One-time codes by RFC 6238: six digits, thirty seconds, SHA-1, as every authenticator app has them."""

from datetime import datetime

import pyotp
from pyotp.utils import strings_equal

from assistant.services.ports import OneTimeCodes

_STEPS_AROUND = (-1, 0, 1)
"""A phone's clock may be half a minute off, and typing takes time (RFC 6238, 5.2)."""


def code_at(secret: str, at: datetime) -> str:
    """Return the code that an app with this secret shows at a moment."""
    return pyotp.TOTP(secret).at(at)


class TotpCodes(OneTimeCodes):
    """Every step is compared, whichever fits, so that no answer comes sooner than another."""

    def __init__(self) -> None:
        self._of_nobody = pyotp.random_base32()

    def new_secret(self) -> str:
        """Return 160 random bits in base 32."""
        return pyotp.random_base32()

    def step_of(self, code: str, secret: str | None, at: datetime) -> int | None:
        """Return the latest time step around ``at`` whose code this is."""
        totp = pyotp.TOTP(secret or self._of_nobody)
        steps = [totp.timecode(at) + around for around in _STEPS_AROUND]
        found = [step for step in steps if strings_equal(code, totp.generate_otp(step))]
        return found[-1] if found and secret else None

    def address(self, secret: str, *, email: str, issuer: str) -> str:
        """Return the ``otpauth://`` address (Google Authenticator's Key Uri Format)."""
        return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)
