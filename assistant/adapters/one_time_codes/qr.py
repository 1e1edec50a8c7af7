"""QR codes (ISO/IEC 18004), drawn without a style or a script, so that the page's content policy lets them be."""

import io

import segno

from assistant.services.ports import QrCodes


class SegnoQrCodes(QrCodes):
    """Error correction M: a screen has neither dirt nor folds."""

    def svg(self, address: str) -> str:
        """Return an ``<svg>`` element that takes its size from around it."""
        return segno.make_qr(address, error="m").svg_inline(omitsize=True, svgclass=None, lineclass=None)

    def terminal(self, address: str) -> str:
        """Return lines of half blocks, light on dark."""
        drawn = io.StringIO()
        segno.make_qr(address, error="m").terminal(drawn, compact=True)
        return drawn.getvalue()
