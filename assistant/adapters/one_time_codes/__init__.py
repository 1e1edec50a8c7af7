"""The codes of an authenticator app, by ``pyotp``, and their QR code, by ``segno``."""

from assistant.adapters.one_time_codes.qr import SegnoQrCodes
from assistant.adapters.one_time_codes.totp import TotpCodes, code_at

__all__ = ["SegnoQrCodes", "TotpCodes", "code_at"]
