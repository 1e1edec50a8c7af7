"""Why a file is not taken, in plain words, and the contract's error for it."""

from assistant.core.attachments import MOST_BYTES, Unfit
from assistant.web.errors import ApiError

_MOST = f"{MOST_BYTES // 1024 // 1024} MB"

UNFIT_WORDS = {
    Unfit.EMPTY: "That file is empty. Please choose another one.",
    Unfit.TOO_LARGE: f"That file is larger than {_MOST}. Please send a smaller one, such as a screenshot of it.",
    Unfit.WRONG_KIND: "Only pictures (PNG or JPEG) and PDFs can be taken. A screenshot of what you have works.",
    Unfit.DAMAGED: "That file is damaged or not whole. Please try to send it again, or a screenshot of it.",
    Unfit.TOO_MANY_POINTS: "That picture has too many points to open safely. Please send a screenshot of it.",
    Unfit.MOVES: "That picture moves. Please send a screenshot of what it shows.",
    Unfit.TWO_KINDS: "Another file is hidden inside that one, so it can't be taken. Please send a screenshot of it.",
    Unfit.LOCKED: "That PDF is locked. Please save it without a password, or send a screenshot of it.",
    Unfit.TOO_MANY_PAGES: "That PDF has more than 100 pages. Please send only the pages that matter.",
    Unfit.HIDDEN_PARTS: "That PDF holds a program, so it can't be taken. Please print it to a new PDF and send that.",
    Unfit.TOO_HEAVY: "That file takes too much work to open safely. Please send a screenshot of it.",
}
"""Each says what to do instead."""

_STATUS = {Unfit.TOO_LARGE: 413, Unfit.WRONG_KIND: 415}


def unfit_error(why: Unfit) -> ApiError:
    """Return the error for a file that is not taken; nothing of it was kept."""
    return ApiError(_STATUS.get(why, 422), why.value, UNFIT_WORDS[why])
