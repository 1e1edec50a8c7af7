import pytest

from assistant.core.sms_shared import says_only_that_it_is_shared, says_phone_is_shared


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("others use this phone", True),
        ("I share this phone", True),
        ("Someone else reads my texts", True),
        ("my husband reads my phone", True),
        ("He is looking at my phone!", True),
        ("this phone is shared", True),
        ("my ex checks my messages too", True),
        ("my ex hits me and reads my texts. dont send anything back", False),
        ("i need help my husband reads my phone. can anyone see this", False),
        ("he goes through my phone every night so be careful", False),
    ],
)
def test_it_is_understood_that_others_read_this_phone(text, alone):
    assert says_phone_is_shared(text)
    assert says_only_that_it_is_shared(text) is alone


@pytest.mark.parametrize(
    "text",
    [
        "who can read these texts?",
        "can my husband read my texts",
        "does he read my phone",
        "have they read my messages yet",
        "has she read my message",
        "they read my message on Monday",
        "what if someone else reads my texts",
        "is he reading my texts",
        "my son uses my phone for tiktok",
        "she read my post out in class",
        "the school can ring my phone",
        "",
    ],
)
def test_all_else_says_nothing_about_the_phone(text):
    assert not says_phone_is_shared(text)
    assert not says_only_that_it_is_shared(text)
