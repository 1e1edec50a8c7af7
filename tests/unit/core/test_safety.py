"""Danger found by rules alone: messages that must be found, and harmless ones with alarming words."""

import pytest

from assistant.core.safety import Danger, find_danger, seems_child

DANGEROUS = [
    "im going to kill myself tonight",
    "she keeps cutting herself in the bathroom",
    "I don't want to live anymore",
    "my son says he wants to die",
    "everyone would be better off without me",
    "there is no point in me being here",
    "he swallowed a whole packet of tablets",
    "ive taken all my mums pills",
    "I found suicide notes in her bag",
    "she has been cutting her arms again",
    "my dad hits me when he's been drinking",
    "mummy hit me with the belt",
    "my stepdad beats my mum",
    "he is strangling her",
    "my partner punched me in front of the kids",
    "my husband has just kicked my daughter",
    "he's hurting my little boy",
    "my uncle touches me down there",
    "a man kissed her in her bed",
    "grandad touched her privates",
    "he touched my bum and said it's our secret",
    "she was raped last night",
    "someone is grooming my daughter on snapchat",
    "he asked her for nudes",
    "there are bruises all over his back",
    "there were cigarette burn marks on her arms",
    "im scared to go home",
    "i am frightened he will hurt us",
    "I don't want to go home because dad will hit me",
    "there is a man at the gate with a knife",
    "he has got a gun",
    "a lad brought a knife into the playground",
    "her ex is outside waving a machete",
    "he said he'll kill her if she leaves",
    "my brother threatened to stab me",
    "he is going to burn our house down with the kids in it and hurt us",
    "we have had death threats",
    "he's taken my daughter and won't answer",
    "a stranger tried to grab my little girl",
    "I can't find my son",
    "my daughter is missing",
    "she never came home from school and her phone is off",
    "he has a court order against him and he is outside the school now",
    "he's turned up at the gate and he is not allowed near the children",
    "they lock him in the shed for hours",
    "the baby has been left alone all night",
    "my kids are home on their own and the oldest is a six year old",
    "the dad is drunk and he's driving the kids home",
    "mum stinks of vodka and is picking him up in the car",
    "my baby is not breathing",
    "she won't wake up",
    "he collapsed in the hall",
    "he's having a seizure",
    "the kitchen is on fire",
    "call an ambulance now please",
    "please help me",
    "we are not safe here",
    "i'm being followed",
    "im hiding under the bed",
    "they're sending her abroad for a forced marriage",
    "they want to do fgm on her",
    "he is blackmailing my daughter with pictures",
    "moja mama nie oddycha, pomocy",
    "ratunku",
    "me pega mi padre",
    "допоможіть будь ласка",
    "HE'S GOT A KNIFE",
    "he’s hitting me",
    "i want to k\u200bill myself",
    "ＨＥＬＰ ＭＥ",
    "He is locked in the bathroom and he's choking her",
    "I'm going to end it all",
    "the sitter puts vodka in his bottle to keep him quiet",
    "mum's boyfriend slips the twins a sleeping tablet so they don't bother him",
    "his nan feeds him Piriton every night to knock him out",
    "they've been giving the baby sleepy drops so she won't cry when they have friends round",
]

QUESTIONS = [
    "can someone help me he's hitting me",
    "can someone please call the police, he's hitting my mum",
    "would you please call the police now he has a gun",
    "what if he kills me tonight, he's got a knife",
    "when is somebody coming, she is not breathing",
    "is it ok that my dad touches me down there",
    "what happens if I tell you my dad hits me",
]
"""They begin like a question about the policy, and are none."""

UNKNOWN_WORDS = [
    "they are beating up my daughter on the field",
    "he threw me down the stairs",
    "he put his hands round my neck",
    "the head took hold of my lad, grabbed him by the arm and marched him out",
    "Mrs Hill dragged our little girl by her wrist into the hall",
    "the dinner lady squeezed his hand so hard it left a red mark",
    "a teacher pulled her out of the chair and she's got bruising",
    "I've been stabbed",
    "he is abusing my son",
    "my ex says he will take her tonight and I'll never see her",
    "she's going to take my kids abroad and not come back",
    "he threatened to take our baby off me",
    "their dad turned up drunk, he's taken the boys",
]

HARMLESS = [
    "we gave him Piriton for his hay fever, can he come in today",
    "the dentist is giving her a sedative on Monday so she will miss spellings",
    "I put brandy in the pudding so it won't suit the little ones",
    "who gave my husband whisky at the quiz, he slept till noon",
    "my feet are killing me after sports day",
    "I could murder a cup of tea",
    "he's dying to know who won the raffle prize",
    "the queue for the car park is killing me",
    "this weather will be the death of me",
    "we had a killer time at the disco",
    "she smashed her spelling test",
    "my son hit a six at cricket club",
    "the assembly was a bit hit and miss",
    "what a hit the nativity was",
    "we made a knife and fork out of clay",
    "my daughter has a plastic cake knife in her lunch box for the party",
    "please can you send the recipe, it was a bomb of flavour",
    "the bake sale was a blast",
    "the boys were shooting hoops at break",
    "can I take a photo shoot of the class",
    "fire drill is on Tuesday, is that right",
    "when is the next fire drill",
    "the fire engine visit was brilliant",
    "my son wants to be a policeman",
    "the police came to do a lovely talk about road safety",
    "the ambulance display at the fair was brilliant",
    "can you help me find the policy",
    "please help me write a complaint",
    "help me with my post please",
    "can you help me understand the objectives",
    "I need help with the wording of a comment",
    "who can help me with this",
    "does the policy mention threats of violence",
    "when does the school call the police",
    "what happens if a parent threatens somebody online",
    "would the school call the police about a rude post",
    "is it a crime to call a teacher a liar",
    "if someone posts a threat what do you do",
    "what does the policy say about cyber-bullying",
    "is it against the policy to post a picture of a bruise",
    "I want to report a post that says the head is useless",
    "someone called my friend a liar on facebook",
    "he said the school is a joke",
    "she is attacking the school on facebook",
    "the comments attack the head's reputation",
    "they are slating the school in the group chat",
    "a mum is bullying other mums in the whatsapp group",
    "my complaint is about the lunch menu",
    "my child lost his jumper",
    "we can't find her book bag",
    "I can't find my son's PE kit",
    "can't find my daughter's reading record",
    "my son is missing his water bottle",
    "my daughter is missing her coat",
    "he's missing school on Friday for the dentist",
    "the reading book has gone missing again",
    "the school lost my form",
    "the teacher was off sick again",
    "the deadline is Friday",
    "it's a dead end with the office",
    "dead easy homework this week",
    "the goldfish died over the holidays",
    "my grandad passed away, can we have a day off",
    "he fell over at playtime and has a plaster on his knee",
    "she grabbed her coat by the collar and ran",
    "he came off the climbing frame and has a bruise",
    "the wind grabbed my umbrella by the handle",
    "the paint left a handprint on the wall",
    "she bumped her head but she's fine now",
    "he had a nosebleed and it stopped straight away",
    "they had a snowball fight",
    "the pillow fight in the story was funny",
    "that maths homework nearly finished me off",
    "the traffic outside school is a nightmare",
    "I'm so mad about the parking",
    "I am scared of public speaking at the PTA",
    "my daughter is scared of the dark",
    "he's frightened of the big dog in the park",
    "my son is terrified of spiders",
    "I was shocked by the price of the trip",
    "the new head is killing it",
    "I'm fuming about the trip",
    "the lock on the gate is broken again",
    "my son was locked into the game all evening",
    "he was left out of the football team",
    "dad's picking up my son today",
    "the drink stall at the summer fair",
    "he was drunk on excitement at the fair",
    "we hit the target for the appeal",
    "punch and judy show on Saturday",
    "she burnt the toast again",
    "sunburn is a worry on sports day",
    "the cakes were to die for",
    "can you delete what I said",
    "stop sending me this",
    "the suicide squad film is on at the cinema",
    "we overdosed on Easter eggs",
    "secret santa is next week",
    "it was our class's secret song for the leavers",
    "the special assembly is on Monday",
    "we had a special lunch together",
    "the kids had a water fight",
    "can you tell me when term ends",
    "is the school open in the snow",
    "can you check my post about the disco",
    "i'd like to complain about the toilets",
    "the touch screens in the library are broken",
    "they keep in touch by email",
    "the taken register was wrong",
    "who do i tell about lost property",
    "the school burns through glue sticks",
    "the office never answers the phone",
    "the pe teacher beat us all in the parents' race",
    "the choir was out of breath by the end",
    "we were gone in five minutes",
]

FALSE_ALARMS = [
    "he got a bat and ball for his birthday",
    "her nan is taking the kids to the park",
    "they took my daughter to the museum",
    "I'll take the newsletter one",
    "I'll take him for his jabs on Monday so he'll be late",
    "we'll take her to the dentist at two",
    "I will take my daughter out of class for the eye test",
    "the grandfather takes the child home on Fridays",
    "my sister is taking the kids swimming",
    "he'll take them to school on the bus from now on",
]


def test_tables_are_large_enough_and_hold_nothing_twice() -> None:
    assert len(DANGEROUS) == len(set(DANGEROUS)) >= 60
    assert len(HARMLESS) == len(set(HARMLESS)) >= 80


@pytest.mark.parametrize("text", DANGEROUS)
def test_rules_find_danger(text: str) -> None:
    assert find_danger(text) is not None


@pytest.mark.parametrize("text", HARMLESS)
def test_rules_leave_harmless_messages_alone(text: str) -> None:
    assert find_danger(text) is None


@pytest.mark.parametrize("text", QUESTIONS)
def test_rules_find_danger_behind_the_opening_of_a_question(text: str) -> None:
    assert find_danger(text) is not None


@pytest.mark.parametrize("text", UNKNOWN_WORDS)
def test_rules_find_danger_in_other_telling_words(text: str) -> None:
    assert find_danger(text) is not None


@pytest.mark.parametrize("text", FALSE_ALARMS)
def test_rules_leave_outings_and_toys_alone(text: str) -> None:
    assert find_danger(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "hello.\n\nThe lunches are fine.\n\nAlso he hit me again last night.",
        "the trip was lovely " * 200 + "but my dad hits me",
        "he hi\u00adts m\u200be",
        "he   hits\n me",
        "He’s going to kill us",
    ],
)
def test_danger_is_found_wherever_and_however_it_is_written(text: str) -> None:
    assert find_danger(text) is not None


@pytest.mark.parametrize("text", ["", " ", "\n", "…", "😂", "?" * 5000])
def test_no_words_are_no_danger(text: str) -> None:
    assert find_danger(text) is None


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("my dad hits me", Danger(child_speaking=True)),
        ("daddy hurt me", Danger(child_speaking=True)),
        ("im in year 2 and he hit me", Danger(child_speaking=True)),
        ("im scared to go home", Danger(child_speaking=True)),
        ("i am 7 and he touched me down there", Danger(child_speaking=True)),
        ("my husband hits me", Danger(child_speaking=False)),
        ("my son says his dad hit him", Danger(child_speaking=False)),
        ("he's got a knife", Danger(child_speaking=False)),
        ("the lunches are cold", None),
    ],
)
def test_danger_tells_whether_a_child_is_speaking(text: str, danger: Danger | None) -> None:
    assert find_danger(text) == danger


@pytest.mark.parametrize(
    "text",
    [
        "my dad hits me and my little brother",
        "My stepdad hits me and my baby sister",
        "i am 7 and a boy in my class touched my privates",
    ],
)
def test_a_child_with_brothers_sisters_and_a_class_is_still_a_child(text: str) -> None:
    assert seems_child(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "my brother told me his neighbour hits his son",
        "my nan thinks a lady in our street beats the baby, it worries me",
        "my uncle says someone hits a girl in my road",
    ],
)
def test_an_adult_who_tells_of_a_child_is_no_child(text: str) -> None:
    assert not seems_child(text)


@pytest.mark.parametrize("text", ["my uncle hits me", "my mum's boyfriend hurts my brother", "im scared to go home"])
def test_a_child_who_tells_of_themselves_is_one(text: str) -> None:
    assert seems_child(text)
