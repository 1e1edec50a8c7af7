"""Which passwords are taken."""

import pytest

from assistant.core.passwords import PasswordProblem, normal_password, password_problem

EMAIL = "Ann.Head@school.test"


@pytest.mark.parametrize(
    "password",
    [
        "teapot ladder",
        "correct horse battery",
        "Zürich im Regen",
        "my old school is by the river",
        "x9!Kp2#mQ7zL",
        "🫖🪜🎈🧦🐙 und Tee",
        "ann likes long walks",
    ],
)
def test_a_long_password_that_is_not_obvious_is_taken(password: str) -> None:
    assert password_problem(password, email=EMAIL) is None


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("", PasswordProblem.TOO_SHORT),
        ("elevenchars", PasswordProblem.TOO_SHORT),
        ("teapotladder" * 20, PasswordProblem.TOO_LONG),
        ("password1234", PasswordProblem.OBVIOUS),
        ("Password 2026!", PasswordProblem.OBVIOUS),
        ("passwordpassword", PasswordProblem.OBVIOUS),
        ("Passw0rd12345", PasswordProblem.OBVIOUS),
        ("qwertyqwerty", PasswordProblem.OBVIOUS),
        ("123456789012", PasswordProblem.OBVIOUS),
        ("Headteacher1!", PasswordProblem.OBVIOUS),
        ("BiltonInfantSchool", PasswordProblem.OBVIOUS),
        ("letmeinletmein", PasswordProblem.OBVIOUS),
        ("aaaaaaaaaaaaa", PasswordProblem.OBVIOUS),
        ("abababababab", PasswordProblem.OBVIOUS),
        ("ann.head@school.test", PasswordProblem.EMAIL),
        ("ANN.HEAD@SCHOOL.TEST", PasswordProblem.EMAIL),
        ("my ann.head@school.test", PasswordProblem.EMAIL),
        ("ann.head@school.example", PasswordProblem.EMAIL),
    ],
)
def test_a_password_is_refused_with_its_reason(password: str, problem: PasswordProblem) -> None:
    assert password_problem(password, email=EMAIL) is problem


def test_the_length_is_that_of_the_one_form() -> None:
    assert password_problem("ﬁ" * 6 + "abcde", email=EMAIL) is None
    assert normal_password("ﬁ") == "fi"


def test_a_password_typed_on_another_keyboard_is_the_same() -> None:
    assert normal_password("Zu\u0308rich") == normal_password("Zürich")
