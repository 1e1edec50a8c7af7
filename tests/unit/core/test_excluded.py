"""Matters of other procedures, and the everyday complaints beside them that are none."""

import pytest

from assistant.core.excluded import Matter, find_matters

FOUND = {
    Matter.CHILD_PROTECTION: [
        "The teacher hit my son on the arm.",
        "The TA grabbed my daughter by the wrist and dragged her",
        "my son was dragged across the room by a member of staff",
        "I have a safeguarding concern about the changing room",
        "I think he is being sexually abused",
        "a lunchtime supervisor slapped him",
        "This is a child protection matter",
        "the coach touched my daughter",
    ],
    Matter.WHISTLEBLOWING: [
        "I am a whistleblower",
        "I want to do this under the whistle-blowing policy",
        "I work in the kitchen... no, I work in the office and they are falsifying the dinner money",
        "I worked at the school until May and the accounts were fiddled",
        "As a member of staff I need to report what happens with the petty cash",
    ],
    Matter.STAFF_GRIEVANCE: [
        "I want to use the staff grievance procedure",
        "my line manager keeps changing my shifts",
        "I work at the school and have not been paid for overtime",
        "this is constructive dismissal",
    ],
    Matter.ADMISSIONS: [
        "We were refused a place at the school",
        "I want to complain about the admissions appeal",
        "my daughter was not offered a reception place at your school",
        "the school waiting list is unfair",
        "he was turned down for a place in reception",
    ],
    Matter.EXCLUSION: [
        "My son was permanently excluded on Monday",
        "he got suspended for 3 days over nothing",
        "they suspended my son for the rest of the week",
        "a two day suspension",
        "a fixed-term exclusion for a first offence",
        "she has been excluded from school",
        "I never got the exclusion letter",
        "I want to challenge the suspension",
        "he’s been expelled",
    ],
}

BESIDE = [
    "His teacher excluded him from the class party",
    "She was excluded from the school trip because we paid late",
    "he felt excluded at playtime",
    "the other mums excluded us from the WhatsApp group",
    "I was excluded from the school Facebook page",
    "all the boys were excluded from the school play",
    "lessons were suspended for the sports day rehearsal",
    "the swimming club has been suspended",
    "the bridge in the playground is a suspension bridge and it is broken",
    "the price excludes the coach",
    "My daughter was refused a place in the choir",
    "he lost his place in the dinner queue",
    "the admission fee for the summer fair is too high",
    "nobody would admit that they lost his coat",
    "there is a waiting list for the breakfast club",
    "The teacher grabbed his attention by shouting",
    "the head hit the nail on the head in assembly",
    "my son was hit by another boy and nobody rang me",
    "a ball hit my daughter at lunch",
    "the teacher touched on my son's reading",
    "the supply teacher shouted at my son",
    "the referee blew the whistle and the teacher laughed",
    "I work nights and the school rang at noon",
    "I work at the school gate on my phone and the cars park illegally",
    "my work manager would not let me come to parents' evening",
    "I want to raise a grievance against his teacher",
    "swimming lessons were suspended for two weeks",
    "the teacher has a grievance with my son, it seems",
    "your safeguarding training poster fell down",
    "the staff disciplined my son for talking",
    "as a parent I want to report that the toilets are dirty",
    "the contract for school dinners is poor value",
    "he was neglected in the maths lesson while others got help",
    "I appeal to you to be reasonable about the uniform",
    "they cover up the windows with posters",
    "",
]


@pytest.mark.parametrize(("matter", "text"), [(matter, text) for matter, texts in FOUND.items() for text in texts])
def test_a_matter_of_another_procedure_is_found(matter: Matter, text: str) -> None:
    assert find_matters(text) == (matter,)


@pytest.mark.parametrize("text", BESIDE)
def test_an_everyday_complaint_beside_it_is_left_alone(text: str) -> None:
    assert find_matters(text) == ()


def test_two_matters_in_one_text_are_both_found() -> None:
    text = "The teacher hit my son, and then he was permanently\nexcluded."
    assert find_matters(text) == (Matter.CHILD_PROTECTION, Matter.EXCLUSION)


def test_a_long_text_is_read_in_reasonable_time() -> None:
    assert find_matters("I work at the school and " * 250) == ()
