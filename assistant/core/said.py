"""What people mean by short words in the middle of something: yes, no, stop, go on, a second thought, a question.

Rules, not the model: what is passed on, thrown away or left must never hang on a likelihood.
"""

import re

from assistant.core.text import count_words

_PLEASE = r"(?:[\s,.!]*(?:please|pls|plz|thanks?|thank you|ta))*[\s,.!]*"
_YES = re.compile(
    r"\W*(?:(?:yes|yeah|yea|yep|yup|ok|okay|aye|sure|please do|do it|go ahead|pass it on|tell them|of course|i would|i do)[\s,.!]*)+"
    rf"(?:please)?{_PLEASE}\W*",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\W*(?:(?:no|nope|nah|not? (?:now|yet|today)|don'?t|do not|i'?d rather not|rather not|leave it|please don'?t)[\s,.!]*)+"
    rf"(?:pass it on|tell (?:them|anyone|anybody)|do (?:it|that))?{_PLEASE}\W*",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:don'?t|do not|not|never|won'?t|without|should|shall|if|when|what|who|why|would|will|can i|could i)\b",
    re.IGNORECASE,
)
_PASS_ON = re.compile(
    r"\b(?:pass (?:it|that|this|them|what i (?:said|told you)|everything|my message|all of (?:it|that)) (?:on|along|over)"
    r"|pass on (?:what|my|it|that|everything)"
    r"|(?:tell|inform|let|send (?:it|that|this) to|pass (?:it|that|this) to|give (?:it|that|this) to) (?:the |your |our )?"
    r"(?:school'?s? )?(?:designated )?safeguarding\b)",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\W*(?:(?:ok|actually|sorry|wait)[\s,]+)*(?:i(?:'?ve| have)? )?changed my mind[\s,.!]*(?:yes|please|tell them|do it|go ahead)?\W*",
    re.IGNORECASE,
)
_GO_ON = re.compile(
    r"\W*(?:(?:ok|okay|right|so|please|yes|let'?s|can we|could we|i want to|i'?d like to)[\s,]+)*"
    r"(?:continue|carry on|go on|keep going|what now|now what|what next|next|where were we|resume|proceed"
    r"|(?:go |get )?(?:back )?(?:on |to )?(?:continue|carry on|go on|finish)? ?(?:with )?(?:go |get )?back to (?:it|(?:my|the) (?:thing|form|concern|complaint|report|worry|story|questions?)|(?:what|where) (?:i|we) (?:was|were)(?: doing| saying)?)"
    r"|(?:continue|carry on|go on|keep going|finish) (?:with )?(?:it|this|that|my \w+|the \w+|where we were))"
    r"(?:[\s,]+(?:then|now))?[\s,]*(?:please|then|now|thanks)*\W*",
    re.IGNORECASE,
)
_STOPS = (
    r"(?:stop(?: (?:it|this|now|here|please))*|cancel(?: (?:it|this|that|everything|please))*|quit|exit|abort"
    r"|forget (?:it|this|that|about it|about this|the whole thing)|never ?mind|nvm|scrap (?:it|this|that)"
    r"|(?:i )?(?:don'?t|do not|no longer) (?:want|wanna) (?:to )?(?:do|go on with|carry on with|continue with|send|finish) (?:this|it|that)"
    r"|(?:i )?(?:don'?t|do not) want (?:this|it|to (?:carry on|continue|go on))|(?:don'?t|do not) send(?: (?:it|this|that|anything))?"
    r"|leave it there|leave it)"
)
_STOP = re.compile(
    rf"\W*(?:(?:ok|okay|please|sorry|actually|no|nah|oh|wait|hang on|right|just)[\s,.!]+)*{_STOPS}(?:[\s,.!]+(?:and |just )?{_STOPS})*"
    r"(?:[\s,]+(?:any ?more|now|please|thanks?|thank you|altogether|bye))*\W*",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\W*(?:(?:and|but|so|ok|sorry|hang on|wait)[\s,]+)*"
    r"(?:what|where|why|who|whom|how|which|can|could|do|does|did|is|are|may|must|should|shouldn'?t|would|will|am i)\b"
    r"(?: (?!i'?m\b)\w+)?.{0,160}|[^.!\n]{1,160}\?\s*",
    re.IGNORECASE | re.DOTALL,
)
_ABOUT_OFFER = re.compile(
    r"\bsafeguarding (?:lead|person|officer)\b|\bwho (?:reads?|sees?|is (?:that|this|it|he|she)|gets?|are they)\b"
    r"|\bwhat (?:happens|will happen|would happen|do they do|will they do|would they do|does (?:it|that|this) mean|if i (?:say|do))"
    r"|\bwill (?:they|you|he|she|it)\b|\bwould they\b|\bdo they\b|\bwho (?:will|would)\b|\bam i in trouble\b|\bget (?:in|into) trouble\b|\bis (?:it|that|this) (?:private|secret|confidential|safe)\b",
    re.IGNORECASE,
)
_READS = re.compile(
    r"\b(?:see|sees|saw|read|reads|reading|told|know|knows|find out|finds out|seeing|show(?:n|ed)?|get to hear|hear about|look at)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:miss|mrs|mr|ms|teacher|head|headteacher|he|she|they|them|him|her|governors?|staff|parents?|anyone|anybody|everyone|somebody|school|who)\b",
    re.IGNORECASE,
)
_OF_THE_CHAT = re.compile(
    r"\b(?:what (?:i|we) (?:type|text|write) here|this chat|these (?:messages|texts)|my data)\b", re.IGNORECASE
)
"""What the privacy card answers."""
_ASKS_YES_NO = re.compile(
    r"\W*(?:(?:and|but|so|ok)[\s,]+)*(?:will|would|does|do|is|are|can|could|who)\b|.*\b(?:scared|frightened|afraid|worried|don'?t want)\b",
    re.IGNORECASE | re.DOTALL,
)
_ADDS = re.compile(
    r"\W*(?:(?:oh|and|sorry|wait|hang on|no|so)[\s,]+)*(?:actually|correction|i forgot|i should (?:say|add)|i meant|i mean it|also|one more thing"
    r"|(?:he|she|they|it|the \w+|mrs? \w+|miss \w+) (?:also|even) \w+|it was (?:on )?\w+,? not\b|not \w+,? (?:but )?\w+day\b)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_CORRECTS = re.compile(
    r"\W*(?:(?:oh|no|sorry|wait|actually)[\s,]+)*(?:it'?s |it is |i meant |i mean |about )?(?P<who>[\w' ]{2,60}?)[\s,]+(?:i mean(?:t)?|actually|instead|rather|it is|it'?s about)\W*"
    r"|\W*(?:(?:oh|no|sorry|wait)[\s,]+)*(?:i mean(?:t)?|actually,? (?:it'?s|it is|i mean(?:t)?)|it'?s really|it is really|it'?s about|it is about|it was about)[\s,]+(?:about )?(?P<whom>[\w' ]{2,60})\W*",
    re.IGNORECASE,
)
_WANTS = (
    (
        "make_complaint",
        (
            r"\b(?:want|like|need|going|can i|how do i)\b.{0,25}\b(?:make|raise|file|put in|lodge|start)\b.{0,12}\b(?:formal |official )?complaint\b"
            r"|\bformal(?:ly)? (?:complaint|complain)\b|\bmake (?:it|this|that) a (?:formal )?complaint\b"
        ),
    ),
    (
        "check_post",
        (
            r"\b(?:check|look at|look over|read)\b.{0,15}\b(?:this|my|a|the) (?:post|draft|message|comment|status)\b"
            r"|\btell me if (?:it'?s|it is|this is|that'?s) (?:ok|okay|all right|alright|fine)\b|\bis (?:this|it) (?:ok|okay|all right|fine) to post\b"
            r"|\b(?:that'?s|it'?s|it is|that is|this is) my (?:own )?(?:post|comment|status)\b|\b(?:can|may|should) i post (?:it|this|that)\b"
        ),
    ),
    (
        "report_post",
        r"\b(?:want|like|need|can i)\b.{0,20}\breport (?:a|another|someone'?s|somebody'?s|this) (?:post|comment|photo|picture|video)\b",
    ),
    (
        "raise_concern",
        (
            r"\b(?:want|like|need|can i)\b.{0,20}\braise (?:a|another|my) (?:concern|worry)\b"
            r"|\bmake (?:it|this|that) (?:just )?a (?:concern|worry)\b"
        ),
    ),
)
_JOURNEYS = tuple((goal, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for goal, pattern in _WANTS)
_LOST = re.compile(
    r"\b(?:lost|can'?t find|cannot find|don'?t (?:have|know)|do not have|haven'?t got|never (?:got|had)|threw|thrown|deleted|forgot(?:ten)?|no receipt|mislaid)\b"
    r"|\bi (?:didn'?t|did not|never) (?:write|wrote|note|noted|keep|kept|save|saved|copy|copied|see|saw|get (?:it|one|any|the number))\b"
    r"|\b(?:wasn'?t|was not|never) (?:given|told) (?:it|one|any|a|the|me|to me)\b"
    r"(?!.{0,20}\b(?:son|daughter|child|boy|girl|kid)\b)",
    re.IGNORECASE,
)
_ERASE = re.compile(r"\b(?:delete|erase|remove|get rid of)\b", re.IGNORECASE)
_DELETE = re.compile(r"\b(?:delete|erase|remove|get rid of|withdraw|take back)\b", re.IGNORECASE)
_SENT = re.compile(
    r"\b(?:sent|gave|told you|submitted|wrote to (?:you|the school)|reported|changed my mind)\b", re.IGNORECASE
)
_POSTED = re.compile(
    r"\b(?:post(?:ed)?|facebook|whats ?app|instagram|tiktok|group|online|comment(?:ed)?|tweet(?:ed)?)\b", re.IGNORECASE
)
_OWN_RECORD = r"(?:my |the |this |that )(?:formal )?(?:complaint|concern|worry|report|message)"
_WITHDRAW = re.compile(
    rf"\b(?:withdraw|retract)\b(?! (?:my |the |our )?(?:son|daughter|child|children|kids?|boy|girl|him|her|them|consent|permission|money|funding)\b)|\btake (?:it|this|that|{_OWN_RECORD}) back\b|\btake back {_OWN_RECORD}\b"
    rf"|\b(?:cancel|stop|drop|call off|pull) {_OWN_RECORD}\b",
    re.IGNORECASE,
)
_ADD_TO = re.compile(
    r"\W*(?:(?:i (?:want|need|would like|'?d like|have|'?ve got|forgot) |can i |could i |please |let me )*(?:to )?)"
    r"(?:add\b|(?:(?:got )?(?:some ?thing|some|one thing|one more thing|much|lots|a lot|a bit) )?(?:more|else) to (?:say|tell|add)\b|(?:tell|say) (?:you |them |something )*more\b)"
    r".*|\W*(?:one|some|there'?s|there is) (?:more thing|thing more|something more|more to it).*",
    re.IGNORECASE | re.DOTALL,
)
_ADD_TO_RECORD = re.compile(rf"\badd\b.{{0,40}}\bto {_OWN_RECORD}\b", re.IGNORECASE | re.DOTALL)
_READ_REPLY = re.compile(
    r"\b(?:read|see|show|what(?:'?s| is| was| does| did)?)\b.{0,20}\b(?:repl(?:y|ies)|answers?|wr(?:ite|ote) back|say back)\b",
    re.IGNORECASE,
)
_ALSO_SENDS = re.compile(
    rf"\W*(?:(?:yes|yeah|yep|ok|okay|please|pls)[\s,.!]+)*(?:send|tell)(?: (?:it|this|that|them))?"
    rf"(?: (?:now|off|on))?(?: ?(?:to )?(?:the )?school)?{_PLEASE}",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"\b(?:want|like|need|wish|going|can|could|how|where|who|may|let me|trying)\b.{0,25}"
    r"\b(?:report|complain|tell|speak|talk|raise|file|lodge|log|make|put in|send|flag|ask|know|discuss)\b"
    r"|\W*(?:report|complain|tell|raise|make|file)\b|\b(?:i have|i'?ve got|got) (?:a|another|some) (?:concern|worr(?:y|ies)|complaint|report|problem)s?\b",
    re.IGNORECASE | re.DOTALL,
)
_WORRY = re.compile(r"\W*(?:a |my |another )?(?:concern|worry|problem)\W*", re.IGNORECASE)
_WAIT = re.compile(
    r"\bhow (?:long|soon|quick(?:ly)?)\b.{0,40}\b(?:answer|repl(?:y|ies)|hear|respon[ds]e?|get back|come back|contact|ring|call)|\bwhen (?:will|do|does|should) (?:i|you|they|someone|somebody|anyone|anybody|the school)\b.{0,20}\b(?:hear|answer|reply|respond|get back)",
    re.IGNORECASE,
)
_NEEDS_HELP = re.compile(
    r"\bi(?:'?m| am) (?:\w+ )?(?:[6-9]\d)\b(?! ?%)|\b(?:not|no) (?:very |much |any )?(?:good|great|used) (?:with|at|to) (?:phones?|computers?|technology|tech|this|typing|the internet)\b"
    r"|\bcan'?t (?:work|use) (?:this|phones?|computers?)\b|\btoo old for (?:this|phones?|computers?)\b",
    re.IGNORECASE,
)
_RUDE = re.compile(
    r"\W*(?:you(?:'?re| are)? |this is |what a |bloody |fucking |load of )*(?:fuck|f\*+k|piss) ?(?:off|you|this)\W*.{0,30}|\W*(?:you(?:'?re| are)? |this is |what a |a |bloody |fucking |load of |total |complete )*"
    r"(?:useless|stupid|crap|shit|shite|rubbish|pathetic|idiot|moron|bollocks|waste of (?:time|space))(?: (?:bot|thing|machine|robot|computer|chat ?bot))?\W*",
    re.IGNORECASE,
)
_WHAT_IF = re.compile(
    r"\W*(?:(?:ok|and|so|but)[\s,]+)*(?:what if|and if|is it (?:ok|okay|better|fine) if|would it be (?:ok|okay|better|fine) if|can i|if) i (?:just )?(?:take|took|leave|left|remove|change|delete|cut|drop|swap|don'?t (?:say|use|name)|put)\b.{0,80}",
    re.IGNORECASE,
)
_MAY_BE_POSTED = re.compile(
    r"\b(?:can|could|may|should|shall|allowed|want|ok|okay|fine|all ?right)\b.{0,30}\b(?:post|put|share|write|say|publish)(?:ing)? (?:this|it|that)\b",
    re.IGNORECASE | re.DOTALL,
)
_LEAST_DRAFT = 6
_SHORT = 14


def says_yes(text: str) -> bool:
    """Tell whether an answer is a plain yes and nothing else."""
    return bool(_YES.fullmatch(_plain(text)))


def says_no(text: str) -> bool:
    """Tell whether an answer is a plain no and nothing else."""
    return bool(_NO.fullmatch(_plain(text)))


def asks_to_pass_on(text: str) -> bool:
    """Tell whether somebody asks, also later, that what they told goes to the safeguarding lead."""
    plain = _plain(text)
    found = _PASS_ON.search(plain)
    short = found is not None and count_words(plain) <= _SHORT and "?" not in plain
    return short and not _NOT.search(plain)


def changed_mind(text: str) -> bool:
    """Tell whether somebody who said no says no more than that they think otherwise now."""
    return bool(_CHANGED.fullmatch(_plain(text)))


def wants_to_go_on(text: str) -> bool:
    """Tell whether somebody wants the form to go on."""
    return bool(_GO_ON.fullmatch(_plain(text)))


def wants_to_stop(text: str) -> bool:
    """Tell whether somebody says in clear words that they want to stop."""
    return bool(_STOP.fullmatch(_plain(text)))


def is_question(text: str) -> bool:
    """Tell whether a short message only asks something."""
    plain = _plain(text)
    return count_words(plain) <= _SHORT and bool(_QUESTION.fullmatch(plain))


def asks_about_offer(text: str) -> bool:
    """Tell whether a short message asks about the safeguarding lead, or what passing it on means."""
    plain = _plain(text)
    return is_question(plain) and bool(_ABOUT_OFFER.search(plain))


def asks_who_reads(text: str) -> bool:
    """Tell whether a message asks, or fears, that somebody reads or learns of what is told."""
    plain = _plain(text)
    if count_words(plain) > _SHORT or _OF_THE_CHAT.search(plain):
        return False
    sentences = re.split(r"(?<=[?.!])\s+", plain)
    return any(_ASKS_YES_NO.match(one) and _READS.search(one) and _SOMEBODY.search(one) for one in sentences)


def adds_to_account(text: str) -> bool:
    """Tell whether a message corrects what was told, or adds to it."""
    return bool(_ADDS.fullmatch(_plain(text)))


def corrected_person(text: str) -> str | None:
    """Return the words for whom it is about where a message corrects that: ``the head, I mean``."""
    found = _CORRECTS.fullmatch(_plain(text))
    return (found["who"] or found["whom"]) if found else None


def wanted_journey(text: str) -> str | None:
    """Return the journey that a message plainly asks to begin, or nothing."""
    plain = _plain(text)
    return next((goal for goal, pattern in _JOURNEYS if pattern.search(plain)), None)


def lost_receipt(text: str) -> bool:
    """Tell whether somebody says that they have no receipt number."""
    return bool(_LOST.search(_plain(text)))


def wants_record_deleted(text: str) -> bool:
    """Tell whether somebody wants what they gave the school here to be deleted, and not a post of theirs."""
    plain = _plain(text)
    return bool(_DELETE.search(plain) and _SENT.search(plain) and not _POSTED.search(plain))


def asks_to_delete(text: str) -> bool:
    """Tell whether a short message asks to delete something."""
    return bool(_DELETE.search(_plain(text))) and count_words(text) <= _SHORT


def wanted_of_record(text: str) -> str | None:
    """Return what somebody wants done with what they sent: withdraw it, add to it, read the reply, have it erased."""
    plain = _plain(text)
    if count_words(plain) > _SHORT or _POSTED.search(plain) or re.search(r"\bchat\b", plain, re.IGNORECASE):
        return None
    if _WITHDRAW.search(plain):
        return "withdraw_record"
    if _ADD_TO.fullmatch(plain):
        return "add_information"
    if _READ_REPLY.search(plain):
        return "read_replies"
    return "ask_right" if _ERASE.search(plain) else None


def names_own_record(text: str) -> bool:
    """Tell whether a short message asks to withdraw, or to add to, what was sent, and names it."""
    plain = _plain(text)
    short = count_words(plain) <= _SHORT and not _POSTED.search(plain)
    return short and bool(_WITHDRAW.search(plain) or _ADD_TO_RECORD.search(plain))


def agrees_to_send(text: str) -> bool:
    """Tell whether an answer to an offer says no more than to send it: ``yes send``, ``tell the school``."""
    plain = _plain(text)
    return bool(_ALSO_SENDS.fullmatch(plain)) and not _NOT.search(plain)


def only_wishes(text: str) -> bool:
    """Tell whether a first message only asks to tell something, and does not tell it yet."""
    plain = _plain(text)
    return is_question(plain) or bool(_WISHES.search(plain))


def names_a_worry(text: str) -> bool:
    """Tell whether a message is only the word for a concern."""
    return bool(_WORRY.fullmatch(_plain(text)))


def asks_how_long(text: str) -> bool:
    """Tell whether somebody asks how long an answer takes."""
    return bool(_WAIT.search(_plain(text)))


def needs_an_easy_way(text: str) -> bool:
    """Tell whether somebody says that this is hard for them to use."""
    return bool(_NEEDS_HELP.search(_plain(text))) and count_words(text) <= 2 * _SHORT


def is_rude(text: str) -> bool:
    """Tell whether a message is nothing but abuse of the assistant."""
    return bool(_RUDE.fullmatch(_plain(text)))


def would_change_draft(text: str) -> bool:
    """Tell whether somebody asks what a changed post would be."""
    return bool(_WHAT_IF.fullmatch(_plain(text)))


def shows_the_draft(before: str, text: str) -> bool:
    """Tell whether a message is the post itself after somebody asked, in the message before, whether it may be posted."""
    asked = count_words(before) <= _SHORT + _LEAST_DRAFT and bool(_MAY_BE_POSTED.search(_plain(before)))
    return asked and count_words(text) >= _LEAST_DRAFT and not is_question(text) and wanted_journey(text) is None


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())
