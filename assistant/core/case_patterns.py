"""The ways in which staff say things about a case, as patterns over small letters; ``case_words`` reads with them."""

import re

from assistant.core.case_history import What
from assistant.core.letters import LetterKind
from assistant.core.procedure import Step

NUMBER = re.compile(
    r"(?P<other>\b(?:not|duplicate of|same as|copy of|unlike) (?:case )?)?"
    r"(?:\bc\s?[-–]\s?|\bc(?=\d)|\bcase (?:(?:no\.?|number|ref(?:erence)?)\s*)?(?:#\s*)?(?:c\s?[-–]?\s?)?|#\s?)0*(?P<number>[1-9]\d{0,8})\b"
)
BARE_NUMBER = re.compile(
    r"(?:^|\b(?:on|to|for|about|is|of|close|show|re|see|with)\s)0*(?P<number>[1-9]\d{0,4})(?=\s*(?:[:,.?!–-]|that\b|$))(?![.:]\d)"
)
ONLY_A_CASE = re.compile(
    r"(?:(?:no|sorry|oops|actually|wait|and)\b[\s,.!-]*)*(?:(?:i (?:mean|meant)|it'?s|it is|that'?s|that was|this is|make (?:it|that))\s+)?"
    r"(?:(?:on|for|in|to|about)\s+)?(?:c\s?[-–]?\s?|case (?:(?:no\.?|number)\s*)?(?:c\s?[-–]?\s?)?|#\s?)0*[1-9]\d{0,8}"
    r"(?:[\s,]*(?:please|instead|i (?:mean|meant)))?[\s.!]*"
)
CALLED = (
    re.compile(
        r"\b(?:the|that|this|my|our) (?P<words>(?:(?!(?:the|that|this)\b)[\w'&+-]+ ){1,5}?)"
        r"(?:one|case|thing|matter|business|file|saga|row|stuff|affair)\b"
    ),
    re.compile(
        r"\b(?:case|file|one|posts?) (?:about|with|on|of|for|from) (?:the |that )?"
        r"(?P<words>(?:[\w'&+-]+ ){0,4}[\w'&+-]+)"
    ),
)
ONLY_CALLED = re.compile(
    r"\W*(?:(?:no|sorry|oops|and|ok|i (?:mean|meant))\b[\s,.!-]*)*(?:(?:on|for|about)\s+)?(?:the|that|this) (?P<words>(?:[\w'&+-]+ ){1,5}?)"
    r"(?:one|case|thing|matter|business|file|saga|row|post|comment|video|thread|rumour)s?\W*"
)
AS_NAMED = re.compile(
    r"\b(?:for|on|in|about|re|regarding) (?:the|that|this|my|our) (?:(?!(?:the|that|this)\b)[\w'&+-]+ ){1,5}?"
    r"(?:one|case|thing|matter|business|file|saga|row|stuff|affair)\b"
)
PERSON = re.compile(r"\b(?:(?:mr|mrs) and )?(?:mrs|mr|ms|miss|dr) (?P<words>[a-z][\w'-]+)")
_NO_NAME_WORDS = """
next new open same other first last only current latest right whole overdue oldest newest closed live old big little
usual actual single second third which what is was are has have be to we i do does my in mind
"""
NO_NAME = frozenset(_NO_NAME_WORDS.split())
AFTER_THAT = re.compile(
    r"\b(?:after (?:that|this|which|the (?:talk|discussion|chat|letter|warning|meeting|first step))|and then|then what"
    r"|what then|following that|beyond that|the (?:one|step) after|once (?:that|this|it)(?:'s| is) done"
    r"|what follows)\b"
)


LETTERS = (
    (
        Step.CONTACT_HOST,
        re.compile(
            r"\b(?:host|provider|platform|take-?down|facebook|fb|instagram|insta|tik ?tok|google|reddit|mumsnet|next ?door|snapchat|twitter|you ?tube|admin)\b"
        ),
    ),
    (Step.BLOCK_ACCESS, re.compile(r"\b(?:block\w*|restrict\w*|bann?\w*|suspend\w*)\b")),
    (Step.CONTACT_POLICE, re.compile(r"\b(?:police|101)\b")),
    (Step.SEEK_LEGAL_ADVICE, re.compile(r"\b(?:solicitor|legal|lawyer)\b")),
    (Step.WRITTEN_WARNING, re.compile(r"\b(?:warn\w*|final|stiff|stern\w*|formal|second letter)\b")),
    (
        Step.DISCUSS_AND_REQUEST_REMOVAL,
        re.compile(
            r"\b(?:first letter|invit\w*|talk|meet\w*|ask(?:ing)? (?:her|him|them)|remov\w*|take (?:it )?down|polite)\b"
        ),
    ),
)

LETTER_KINDS = (
    (LetterKind.ACKNOWLEDGEMENT_OF_COMPLAINT, re.compile(r"\backnowledg\w*|\b(?:her|his|their|the|a) complaint\b")),
    (LetterKind.REPORT_TO_HOST, re.compile(r"\breports? to (?!the police)")),
    (LetterKind.NOTE_TO_POLICE, re.compile(r"\bto the police\b")),
    (LetterKind.WRITTEN_WARNING, re.compile(r"\bwarn\w*")),
    (
        LetterKind.INVITATION_TO_DISCUSS,
        re.compile(r"\b(?:invit\w*|come in|a (?:chat|talk|meeting)|to (?:talk|meet))\b"),
    ),
    (
        LetterKind.REQUEST_FOR_REMOVAL,
        re.compile(
            r"\b(?:request(?:s|ing)? (?:for |of )?(?:the )?remov\w*|(?:to|ask\w*) (?:\w+ ){0,3}(?:remov\w+|take (?:\w+ )?(?:down|off)|delete))\b"
        ),
    ),
)
"""The words by which a letter is plainly the one; a step whose letters these do not tell apart has several."""
LETTERS_OF = {
    Step.CONTACT_HOST: (LetterKind.REPORT_TO_HOST,),
    Step.BLOCK_ACCESS: (LetterKind.NOTICE_OF_BLOCKED_ACCESS,),
    Step.CONTACT_POLICE: (LetterKind.NOTE_TO_POLICE,),
    Step.WRITTEN_WARNING: (LetterKind.WRITTEN_WARNING,),
    Step.DISCUSS_AND_REQUEST_REMOVAL: (LetterKind.INVITATION_TO_DISCUSS, LetterKind.REQUEST_FOR_REMOVAL),
}

WHICH = (
    (
        "new",
        re.compile(
            r"\b(?:what(?:'?s| is)(?: the)? new|(?:any|the|all|which are|list|show me|show)(?:thing)?(?: the)? new|new (?:cases|ones|records|arrivals)|(?:came|come) in|arrived|landed|opened (?:since|today|yesterday))\b"
        ),
    ),
    (
        "overdue",
        re.compile(
            r"\b(?:overdue|over due|late|past (?:their|its|the) (?:date|day)|behind|gone stale|missed|slipp\w+)\b"
        ),
    ),
    (
        "mine",
        re.compile(
            r"\b(?:mine|my (?:cases|list|open|own|in ?tray|plate|caseload)|assigned to me|i've got|have i got|on me|am i|do i|i'm (?:dealing|carrying|handling))\b"
        ),
    ),
    ("all", re.compile(r"\b(?:all cases|every case|closed|the whole lot|full list|ever|archive)\b")),
)

HAND_OVER = re.compile(
    r"\b(?:(?:give|assign|hand|pass|move|transfer|reassign|share)\b.{0,60}\b(?:to|with|over)\b|take (?:on|over)\b"
    r"|i(?:'?ll| will) (?:take|have)\b|who (?:can|should) take)"
)
DUE = re.compile(r"\b(?<!over )due\b")
DUE_BY = (
    (re.compile(r"\b(?:today|now|tonight|this (?:morning|afternoon))\b"), 0),
    (re.compile(r"\btomorrow\b"), 1),
)
"""How many days ahead something is due; ``DUE_THIS_WEEK`` and ``DUE_NEXT_WEEK`` are to a Sunday."""
DUE_THIS_WEEK = re.compile(r"\b(?:(?:this|the|of) week|by friday)\b")
DUE_NEXT_WEEK = re.compile(r"\bnext week\b")

_HOST = (
    r"(?:facebook|fb|meta|instagram|insta(?:gram)?|tik ?tok|snapchat|snap|twitter|google|youtube|you tube|whatsapp"
    r"|mumsnet|next ?door|reddit|trustpilot|linkedin|x(?= (?:to|took|has|have|about)\b)|the (?:site|host|platform|provider|web ?site owners?|page owner)"
    r"|(?:the )?(?:group )?(?:admins?|moderators?)(?: of the (?:group|page))?|the social network)"
)
_PARENT = (
    r"(?:him|her|them|the (?:two|both) of them|both|mum|mom|mam|dad|nan|nana|gran|grandad|grandma|uncle|aunt|auntie|carer|mother|father|stepdad"
    r"|step ?mum|(?:the |his |her |their |a )?(?:\w+'s )?(?:mum|mom|mam|dad|mother|father|parents?|mums|dads|carer|grand(?:mother|father|ad|ma|pa|parents?)|gran|nan|aunt|uncle|brother|sister|family|author|poster|partner|husband|wife)"
    r"|(?:mrs|mr|ms|miss|dr) [a-z'-]+)"
)
_POLICE = r"(?:the |our |a )?(?:police|101|999|pcso|pcsos|policeman|policewoman|police officer|our (?:local )?officer|community officer|bobby)"
_LEGAL = r"(?:our |the |school'?s? |council'?s? |county |lea |trust'?s? )*(?:solicitors?|legal(?: team| services| department| dept)?|lawyers?|barrister)"
_IT = r"(?:it|that|this|them|those|everything|all of it|the lot|the whole \w+|(?:the|her|his|their|that|this|these|those|all the|both)(?: \w+){1,3}?)"
_ASK = r"(?:asked|told|requested|invited|begged|urged|instructed|got on to)"
_TAKE_DOWN = r"(?:take|remov|delet|get rid|pull|bring|wipe|scrub)\w*"
_REMOVING = r"(?:tak(?:e|ing)|remov(?:e|ing)|delet(?:e|ing)|get(?:ting)? rid|pull(?:ing)?|bring(?:ing)?|shift(?:ing)?)"
_TALK = r"(?:spoke|spoken|talked|chatted|speaking|met(?: up)?|sat down|had (?:a|the|another|our) (?:\w+ )?(?:word|chat|talk|meeting|conversation|call|sit[- ]down|phone call)|had words)"

CLAUSE_END = re.compile(r"[.;!?\n](?!\d)|,(?! (?:mr|mrs|ms|the 1st))|\b(?:but|however|although|though|so)\b| - ")
REACH = 60
NOT_DONE = re.compile(
    r"\b(?:not|never|nobody|no one|haven'?t|hasn'?t|hadn'?t|didn'?t|don'?t|doesn'?t|isn'?t|wasn'?t|aren'?t|weren'?t|won'?t|wont|cannot|can'?t|couldn'?t"
    r"|wouldn'?t|unable|yet to|failed|tried|try|trying|attempt\w*|will|(?:he|she|they|we|i|you)'ll|(?:he|she|they|we|i|you)'d|going to|gonna|about to|should|shall|would|could"
    r"|can (?:i|we|you)|do (?:i|we)|may|might|must|needs? to|wants? to|wanted to|plan\w*|hop(?:e|es|ing)|agreed|agrees|promis\w+|says?|offer\w*|if|before|until|unless|due to"
    r"|meant to|supposed to|refus\w*|waiting|wait|awaiting|think(?:ing)? (?:of|about)|intend\w*|without)\b(?!.*\b(?:and|then)\b)[^.;]*$"
)
NOT_REFUSED = re.compile(
    r"\b(?:not|never|hasn'?t|hadn'?t|didn'?t|did not|doesn'?t|if|in case|unless|might|may|could|until|before)\b[^,.;]{0,20}$"
)
IN_VAIN = re.compile(
    r"\W*(?:engaged|no (?:answer|reply|response|luck|joy)|but (?:no|got no)|voicemail|straight to voicemail)"
)
STILL_THERE = re.compile(
    r"\b(?:still (?:up|there|live|visible|online|on|showing|not)|but left|left the|not (?:all|everything|the whole)|only some|some of|half of)\b"
)
BY = re.compile(r"\b(?:by|until|till|before|next|from)\W*$")
OTHER_SPEAKER = re.compile(
    rf"(?:{_POLICE}|{_LEGAL}|{_HOST}|\b(?:sgt|sergeant|pc|officer|lado)\b[^,.;]*)(?!.*\b{_PARENT}\b)[^.;]{{0,25}}$"
)
"""Somebody else than the parent or the school is who speaks here."""
THEIR = re.compile(r"\b(?:her|his|their|parents?'?s?'?|mum's|dad's|family's)\s*$")


def _all(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


PATTERNS = {
    What.DISCUSSED: _all(
        rf"\b{_TALK} (?:to|with|too)\b(?! (?:{_POLICE}|{_LEGAL}|{_HOST}|staff|(?:the )?(?:head|ta|teacher|staff|chair|governors|class teacher|office|council|lado)\b))",
        rf"\b(?:met|saw|seen|spoke with|rang|rung|phoned|telephoned|called|caught|collared|reached|visited|got hold of) (?:with )?{_PARENT}\b(?! (?:a|an|names?|every)\b)",
        r"\b(?:talked|talking|discussed|gone over|went over|chatted) (?:it |this |things |the (?:post|matter|issue|video|comments?) )?(?:over|through|about it|w/|with)\b(?! (?:the )?(?:police|staff|governors|legal))",
        r"\bdiscussed (?:it |this |the \w+ )?(?:with|w/|at|on|over|in)\b(?! (?:the )?(?:police|staff|governors|legal|the head))",
        rf"\b(?:head|headteacher|deputy|we|i|dsl|senco|teacher) (?:has |have )?(?:spoken|spoke|talked) (?:to|with) {_PARENT}\b",
        rf"\b{_PARENT} (?:was|were|has been|have been|came in|came into school|had a (?:chat|talk|word)|been) ?(?:spoken to|talked to|seen|met|in to (?:talk|discuss)|in for a (?:chat|meeting|talk))?(?:(?<=spoken to)|(?<=talked to)|(?<=seen)|(?<=came in)|(?<=discuss)|(?<=meeting)|(?<=chat)|(?<=talk))\b",
        r"\b(?:had|done|did) (?:a|the|that|our) (?:\w+ )?(?:chat|talk|word|meeting|conversation|phone call|sit[- ]down)\b(?! (?:with|to) (?:the )?(?:police|legal|staff|solicitor|head\b))",
        r"\b(?:meeting|mtg|discussion|talk|chat|conversation|call) (?:was |has been |is )?(?:held|had|done|took place|taken place)\b",
        rf"\bput (?:it|our concerns) to {_PARENT}\b",
    ),
    What.REMOVAL_REQUESTED: _all(
        rf"\b{_ASK} (?!{_HOST}){_PARENT}?(?: \w+){{0,3}}? ?(?:to|if \w+ (?:would|could)|that \w+) (?:please )?{_TAKE_DOWN}",
        rf"\b(?:asked|requested|request) (?:for )?(?:the )?(?:removal|deletion|{_IT} (?:to be |be )?(?:removed|taken (?:down|off)|deleted|gone))",
        r"\b(?:removal|deletion) (?:was |has been )?(?:requested|asked for)\b",
        rf"\b{_PARENT} (?:was|were|has been|have been) asked to {_TAKE_DOWN}",
        r"\brequested (?:that )?(?:she|he|they)\b.{0,20}\b(?:remov|delet|take)",
    ),
    What.WARNING_SENT: _all(
        r"\b(?:sent|posted|issued|gave|given|e-?mailed|handed|delivered|served|wrote|written|did)\b(?! again)[^.;]{0,30}\b(?:warning|warnings)\b",
        r"\bwarning(?: letter)?(?: (?:was|has|has been|is|been|went))? ?(?:sent|gone|went|issued|posted|out|given|delivered|e-?mailed)\b",
        r"\bwarned(?: (?:her|him|them|the \w+|mum|dad))?(?: (?:in writing|by letter|formally)|\W*$)",
        r"\b(?:sent|posted|issued|e-?mailed|handed) (?:her|him|them|mum|dad|the parents?|out)?\s?(?:the|a|our|her|his|their) (?:formal |final |stern |stiff |second |warning )*letter\b(?! (?:inviting|asking|to arrange))",
        r"\b(?:the )?letter(?:'s| is| has| was)? (?:been )?(?:posted|sent|gone|out|went)\b(?! back)",
        rf"\b(?:wrote|written) to {_PARENT}\b",
    ),
    What.POLICE_CONTACTED: _all(
        rf"\b(?:rang|rung|called|phoned|telephoned|told|informed|contacted|e-?mailed|notified|reported (?:it |this |him |her |them |the \w+ )?to|spoke (?:to|with)|spoken (?:to|with)|been (?:on )?to|passed (?:it |this )?(?:on )?to|logged (?:it )?with|gone to|went to) {_POLICE}\b",
        rf"\b{_POLICE}(?: (?:were|was|have been|has been|are|now))* ?(?:informed|told|called|contacted|notified|rung|phoned|aware|involved|been told)\b",
        r"\b(?:101|999) (?:called|rung|rang|phoned|contacted)\b",
        r"\b(?:got|given|have) (?:a |the )?crime (?:ref|reference|number)",
    ),
    What.ACCESS_BLOCKED: _all(
        r"\b(?:blocked|banned|suspended|restricted|barred|kicked|booted|locked|removed|chucked|taken) (?:him|her|them|mum|dad|the (?:parent|user|account|mum|dad|mother|father)|his account|her account|their account|that account|mr \w+|mrs \w+|ms \w+|access)?\s?(?:out of|from|off|to|on)\b[^.;,]{0,25}\b(?:forum|site|website|page|noticeboard|message board|board|portal|app|account)\b",
        r"\b(?:blocked|banned|suspended|restricted|disabled|revoked|withdrawn|withdrew|removed) (?:his|her|their|the|mum's|dad's) (?:\w+ )?(?:access|account|log ?in)\b",
        r"\b(?:access|account|log ?in)(?: (?:has been|is|was|now|been))* (?:suspended|blocked|restricted|removed|revoked|disabled|stopped)\b",
        r"\b(?:blocked|banned) (?:him|her|them|the (?:user|account|parent|mum|dad))\b",
        r"\b(?:he|she|they)(?:'s|'re| is| are| has been| have been) (?:now )?(?:blocked|banned|barred|suspended) (?:from|off|on)\b",
    ),
    What.HOST_REMOVED: _all(
        rf"\b{_HOST}(?:'ve|'s| have| has)? (?:now |finally |already )?(?:taken|took|removed|deleted|pulled|wiped)\b",
        rf"\b(?:removed|taken (?:it )?(?:down|off)|deleted|pulled) by {_HOST}",
    ),
    What.HOST_CONTACTED: _all(
        rf"\b(?:reported|flagged|complained|referred|sent) (?:{_IT} )?(?:to|with|about it to|on) {_HOST}\b",
        rf"\b(?:asked|contacted|messaged|e-?mailed|chased|notified|wrote to|written to|complained to|requested|got on to|been on to|rang|filled in) {_HOST}\b",
        r"\b(?:takedown|take-?down|removal) (?:request|notice|form) (?:sent|submitted|filed|in|made|went)\b",
        rf"\b(?:sent|submitted|filed|filled in|made) (?:a|the|an) (?:\w+ )?(?:takedown|take-?down|removal|abuse|complaint)? ?(?:request|notice|report|form|complaint)s? (?:to|with|on|at|for) {_HOST}\b",
        rf"\b{_HOST} (?:has been|was|have been|were) (?:asked|contacted|told|notified)\b",
        r"\b(?:reported|flagged) (?:it|the (?:post|video|comment|photo|page|group|review)s?) (?:online|on the (?:site|app|page)|for abuse)\b",
    ),
    What.LEGAL_ADVICE_TAKEN: _all(
        rf"\b(?<!her )(?<!his )(?<!their ){_LEGAL}(?:'s|'ve| has| have)? (?:came back|come back|advis\w+|say|says|said|think|thinks|told|confirm\w+|repl\w+|recommend\w+|reckon\w*|wrote|written|been in touch)\b",
        r"\b(?:took|taken|got|had|received|sought|obtained|have|taking) (?:some |our |the )?legal advice\b",
        r"\blegal advice (?:was |has been |is )?(?:taken|received|sought|in|obtained)\b",
        rf"\b(?:spoke|spoken|talked) (?:to|with) (?!(?:his|her|their) ){_LEGAL}\b",
        rf"\b(?:rang|phoned|called|consulted|e-?mailed|asked|seen|saw|off the phone to) (?!(?:his|her|their) ){_LEGAL}\b",
        r"\badvice from (?:the |our )?(?:solicitors?|legal|lawyers?|council'?s? legal)",
    ),
    What.OTHER_LEGAL_ACTION: _all(
        r"\b(?:issued|started|served|began|begun|taken|took|launched|filed) (?:\w+ )?(?:proceedings|court|an? injunction|a claim|legal action|court action|a cease and desist)\b",
        r"\b(?:cease and desist|letter before (?:action|claim)|injunction|court order)(?: (?:was|has been|has|is|now))* (?:sent|served|issued|granted|made|gone|obtained|out)\b",
        r"\b(?:got|obtained|sent|served|won) (?:an?|the|our) (?:injunction|court order|cease and desist|letter before (?:action|claim))",
    ),
    What.REFUSED: _all(
        r"\brefus(?:e|es|ed|ing|al)\b",
        r"\bdeclin(?:e|es|ed|ing)\b",
        rf"\b(?:won'?t|wont|will not|wouldn'?t|would not|isn'?t going to|is not going to|not going to|not prepared to|not willing to|unwilling to|no intention of|ain'?t|never going to|isn'?t|is not|aren'?t|not) (?:be )?(?:even |actually )?(?:{_REMOVING}|budg(?:e|ing)|comply|do it|back down|shift|have it|having it|play ball|co-?operate|do anything)",
        r"\b(?:says?|said|told (?:me|us|him|her|them)|answer(?:ed)?(?: is| was)?|it'?s a|got a) (?:a )?(?:flat |straight |firm |big |flat out |point blank )?no\b(?! (?:one|more|longer|problem|case|further|need|action|harm|crime|offence|comment|idea|grounds))",
        r"\b(?:flat(?:ly)? (?:out )?no|dug (?:his|her|their) heels in|digging (?:his|her|their) heels in|where to go|over my dead body|hell freezes|no chance|no way|do one\b|get lost|sling (?:my|our) hook|not (?:a )?chance|stands? by (?:it|every|what)|keep(?:ing)? it (?:up|there)|leav(?:e|ing) it (?:up|there)|not having (?:it|any of it)|staying up|nothing doing)\b",
    ),
    What.CONTINUED: _all(
        r"\b(?:posted|posting|posts|put|shared|written|wrote|uploaded|commented|started|done it|did it|doing it|at it|on it|kicked off|carried on|is up|it's up) (?:it |this |that |the same (?:thing )?|them )?(?:again|some more|even more|more|back up|back on|another|a (?:second|third|fourth|new|further|fresh))\b",
        r"\bre-?post(?:ed|ing|s)\b",
        r"\b(?:put|puts|putting) (?:it|them|that|(?:the|her|his|their) (?:post|comment|video|photo|picture|message)s?) back\b",
        r"\b(?:it's|its|is|it is|gone|video is|post is) back (?:up|on|online)\b",
        r"\b(?:there(?:'s| is)|seen|found|here's|spotted|got|had) (?:now )?(?:another|a (?:new|second|third|fresh|further))\b[^.;,]{0,15}\b(?:post|comment|one|video|rant|thread|message|story)\b",
        r"\b(?:another|new|further|second|third|fresh|more) (?:post|comment|video|rant|thread|story|message)s?\b(?! (?:was |has been |is )?(?:removed|deleted|gone))",
        r"\b(?:carried|carrying|carries|keeps|kept|gone|going|continued|continues|continuing|still) (?:on |right on )?(?:post(?:ing)?|regardless|at it|slagging|writing|going on about)\b",
        r"\b(?:has|have|he|she|they|mum|dad)(?:'s|'ve)? (?:just )?(?:carried on|continued|continues|kept going)\b",
    ),
    What.REMOVED: _all(
        rf"\b(?:took|taken|takes|tuk|pulled|brought|got) {_IT} (?:down|off|offline)\b",
        rf"\b(?:took|taken) (?:down|off) {_IT}",
        r"\b(?:been|was|were|is|are|it's|its|now|got) (?:all )?(?:taken (?:down|off)|removed|deleted|gone|wiped|pulled)\b",
        rf"\b(?:deleted|removed|wiped|scrubbed|binned|unpublished|got rid of) (?:{_IT}|her post|his post|the post)\b",
        r"\b(?:it'?s|post'?s|video'?s|photo'?s|comments? (?:is|are|have|has)|post (?:is|has)|video (?:is|has)|it has|it is|thread (?:is|has)|that'?s|they'?re|everything'?s|all) (?:been )?(?:now )?(?:gone|down|off|disappeared|vanished|deleted|removed|taken down)\b(?! (?:to|viral|and out))",
        r"\b(?:no longer|not) (?:there|up|online|visible|showing)(?: any ?more)?\b",
        r"\b(?:post|video|photo|comments?|page|thread|it|c-?\d+)(?:'s)? (?:now )?(?:removed|deleted|gone|taken down)\b",
        r"\b(?:has|have|he|she|they|mum|dad|parent)(?:'s|'ve)? (?:now |since |already )?(?:deleted|removed)\b(?! (?:him|her|them) (?:from|off))",
        r"\b(?:vanished|disappeared|come down|came down)\b",
        r"\bgone from (?:her|his|their|the) \w+\b",
        r"^\W*(?:removed|deleted|gone|taken down|all gone|took down)\b",
    ),
    What.CLOSED: _all(
        r"\b(?:closed|wrapped up|signed off) (?:the|this|that) (?:case|matter|file)\b", r"\bcase (?:is )?closed\b"
    ),
}
"""For each kind of event, the ways to say that it happened."""

_SPELLED_WORDS = """
spoke spoken talked discussed discuss asked removed remove removes removing removal deleted delete deletes deleting refused
refuse refuses refusing refusal warning warnings warned letter posted reposted posting police solicitor solicitors facebook
instagram blocked suspended restricted banned reported report reports contacted legal advice advised continued carried
requested parent parents mother father meeting forum website access another declined declines informed written
warn report block suspend restrict contact advise continue decline inform request requests asks tell told
"""
SPELLED = frozenset(_SPELLED_WORDS.split())
MEND_AT = 0.86

_SAID_OF = (
    rf"(?:he|she|they|we|i|somebody|someone|nobody|{_PARENT}|(?:the |her |his |their |our |a |another |two |three |both |other )"
    r"(?:[\w'-]+ ){0,2}(?:teacher|teachers|ta|tas|assistant|staff|head|headteacher|deputy|chair|governors?|clerk|office|pupil|pupils"
    r"|child|children|boy|girl|son|daughter|sister|neighbours?|friends?|police|solicitor|council|family|parents?|school|meeting|senco|caretaker|cook))"
)
_SAYS = (
    r"(?:is|are|was|were|has|have|had|will|wants?|says?|said|rings?|rang|came|comes|phoned|called|e-?mailed|wrote|knows?|needs?"
    r"|feels?|felt|thinks?|thought|asks?|asked|told|went|goes|moved|saw|left|cried|cries|\w+ed|isn't|wasn't|hasn't|won't|doesn't|didn't"
    r"|can't|cannot|can|does|did|seems?)"
)
STATEMENT = re.compile(
    rf"\b{_SAID_OF}(?:'s)?(?: (?:in|on|of|from|at|with) (?!and\b)(?:[\w'-]+ ){{0,4}}?[\w'-]+)?(?: (?:now|also|just|still|only|again))? {_SAYS}\b"
    rf"|\b{_SAID_OF}'(?:s|re|ve) \w+"
)
"""Somebody is or does something."""
ORDERING = re.compile(
    r"\W*(?:(?:c\s?[-–]?\s?|case (?:(?:no\.?|number)\s*)?(?:c\s?[-–]?\s?)?|#\s?)\d{1,9}\b\W*)?(?:(?:please|just|ok|can you|could you|would you)\W+)*"
    r"(?:show|tell|close|shut|draft|write|open|list|give|find|bring|pull|let|what|when|where|who|whom|whose|why|how|which|is|are|was|were"
    r"|do|does|did|has|have|had|can|could|should|shall|may|must|will|would|next|read|mark|record|log|need|i need|i want|i'd like|we need)\b|.*\?\W*$",
    re.DOTALL,
)
"""A text that asks for something, or begins as one that does."""

_FIRST_WORDS = r"\W*(?:(?:and|but|so|oh|ok|okay|right|sorry|wait|hang on|just checking|um|er)\b[\s,.!-]*)*"
_WHO = r"(?:he|she|it|that|this|mum|dad|anyone|anybody|someone|somebody|everyone|everybody)"
_ONE = r"(?:c\s?[-–]?\s?\d{1,9}|case \d{1,9}|(?:mrs|mr|ms|miss|dr) [\w'-]+)"
_IS = r"(?:is|are|was|were|did|do|does|has|have|will|would|can|could|should|shall|must|may)"
ASKING = re.compile(
    rf"{_FIRST_WORDS}(?!(?:did|do) you (?:know|see|hear)\b)(?:(?:has|is|was|does)(?:n'?t)? {_WHO}\b"
    r"|(?:have|are|were|do)(?:n'?t)? (?:we|they|you|i)\b"
    r"|did(?:n'?t)? (?:he|she|they|we|i|you|mum|dad|anyone|anybody|someone|somebody)\b"
    rf"|(?:has|is|was|did|does) {_ONE}"
    rf"|(?:what|who|whom|where|why|how|which)(?:'?s|'?ve|'?re| {_IS}| about| long| many| much| often| else)\b"
    rf"|when(?:'?s| {_IS})\b"
    r"|(?!(?:can|could|would|will) (?:you|we|i)\b)(?:is|are|was|were|did|do|does|has|have|can|could|should|will|would|may|must)\b.*\?\W*$)",
    re.DOTALL,
)
"""A text that begins as a question about what happened, not as an order and not as an account."""
TAKEN_BACK = re.compile(
    r"\W*(?:(?:no|nope|nah|oh|wait|sorry|oops|hang on|hold on|actually|my mistake|nothing|none|undo(?: (?:that|it|this))?"
    r"|(?:scrap|ignore|undo|drop|bin|delete|not) (?:that|this|it|them)(?: (?:one|case))?|(?:that'?s |that is |it'?s |it was |that was )?(?:the )?wrong(?: (?:case|one))?"
    r"|(?:that|this|it)(?:'s| is|s| was)? (?:not (?:right|true|so)|untrue|a mistake)|(?:it|that|this) (?:isn'?t|wasn'?t) (?:right|true|so))\b[\s,.!-]*)+"
)
"""An answer that takes back what was told, and says no more."""
DENIED = re.compile(
    r"\W*(?:(?:no|nope|oh|wait|sorry|oops|hang on|hold on|actually|but)\b[\s,.!-]*)*"
    r"(?:he|she|they|we|mum|mom|dad|the (?:mum|dad|mother|father|parent|host|police)|the parents|(?:mrs|mr|ms|miss|dr) [\w'-]+|facebook)"
    r" (?:didn'?t|hasn'?t|haven'?t|never|did not|has not|have not)\b.*",
    re.DOTALL,
)
"""An answer that denies what was told."""
NO_REASON = re.compile(
    r"\W*(?:(?:yes|yeah|yep|yup|ok|okay|aye|sure|please|right|fine|thanks|thank you|ta|cheers|hello|hi|hm+|um+|er+|because|cos|just because|why"
    r"|do it|go on|go ahead|i (?:don'?t|do not) know|dunno|idk|don'?t know|not sure|no idea|no reason|none|n/?a|x+)\b[\s,.!?]*)+",
    re.IGNORECASE,
)
"""Words after which it is not known why something is done."""
