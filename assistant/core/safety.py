"""Rules that find a person at risk in a message, without any model, so that danger is answered even when all else is down.

They favour finding over precision inside their patterns, and leave what has no telling words to the trained model
(``nlu.danger_detector``). Kinds of harm follow Keeping Children Safe in Education, part one, and the Domestic Abuse Act
2021, s. 1.
"""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Danger:
    """That a person may be at risk; ``child_speaking`` when the one who types seems to be a child."""

    child_speaking: bool = False


_WHO = r"(?:he|she|they|dad|daddy|mum|mummy|mam|mammy|mom|step ?dad|step ?mum|uncle|auntie|aunt|grandad|nan|brother|partner|husband|wife|boyfriend|girlfriend|bf|ex|dad's|someone|somebody|a man|some man|this man|bloke|the man)"
_CHILD = r"(?:kids?|children|child|son|daughter|lad|boy|girl|little (?:one|boy|girl|lad|un)|baby|bairns?|wee one|toddler|grandson|granddaughter|niece|nephew|sister|brother|babies)"
_ME = r"(?:me|us|my \w+|her|him|them|our \w+|the (?:kids|children|baby|boy|girl))"
_HURTS = r"(?:hit|hits|hitting|hittin|beat|beats|beating|beatin|punch\w*|kick\w*|strangl\w*|chok\w*|attack\w*|stab\w*|slap\w*|batter\w*|throttl\w*|smack\w*|hurt|hurts|hurting|hurtin|burn\w*|whip\w*|thrash\w*)"

_CHILDREN = rf"(?:{_CHILD}|boys|girls|twins)"
_NOT_AN_OUTING = r"(?!'s|s'| by the| (?:to (?:the|a|an|see|swimming|school|nursery|football|court)|swimming|camping|shopping|seriously|home from|for (?:a|the|her|his)|on (?:a|the|holiday)|out (?:for|of (?:school|class)))\b)"
_TAKE_CHILD = rf"take (?:him|her|them|me|us|(?:my|our|the|his|her) (?:\w+ )?{_CHILDREN})\b{_NOT_AN_OUTING}"

_PATTERNS = (
    # suicide and self-harm
    r"\b(?:kill(?:ing)?|killin|hang(?:ing)?|hurt(?:ing)?|cut(?:ting)?|harm(?:ing)?|starv(?:e|ing)|unalive) (?:my ?self|mysen|meself|himself|herself|themselves|themself)\b(?! (?:a|an|another|some) (?:\w+ )?(?:fringe|haircut|slice|piece|sandwich|bit of))",
    r"\bsuicid(?!e squad)|\b(?<!about )self[- ]?harm|\bkms\b|\bunalive\b|\boverdos(?!\w* on (?:choc|easter|sweets|sugar|cake|haribo))|\bslit(?:ting)? (?:my|her|his) wrists?",
    r"\b(?:end|ending|take|taking) (?:it all|my (?:own )?life|his (?:own )?life|her (?:own )?life|things tonight)\b",
    r"\b(?:don'?t|dont|do not|didn'?t|doesn'?t|no longer) (?:really )?(?:want|wanna|see the point) (?:to |in |of )?(?:live|living|be alive|being alive|wake up|exist|be here any ?more|go on living|carry on living)",
    r"\b(?:no|what'?s the|see the|see any) point (?:in |of )?(?:me )?(?:living|being alive|being here|going on)\b",
    r"\b(?:driv(?:e|ing)|steer(?:ing)?|swerv(?:e|ing)|walk(?:ing)?|jump(?:ing)?|step(?:ping)?) (?:the car |us |it |all )*(?:into|off|in front of) (?:a|the) (?:wall|trees?|bridge|cliff|river|canal|lorry|train|roof|traffic)\b",
    r"\bwant(?:s|ed)? to die\b|\bwish (?:i|he|she) (?:was|were) dead\b|\bwish i (?:wasn'?t|weren'?t) (?:here|alive|born)\b|\bbetter off (?:dead|if i (?:was|were)(?:n'?t)?|without me)\b",
    r"\b(?:took|taken|swallowed|had) (?:all |a load of |loads of |too many |a whole (?:box|packet|pack) of |\d+ )(?:of )?(?:the |my |his |her )?\w*\s?(?:tablets|pills|paracetamol|ibuprofen|meds|sleepers|co-?codamol)",
    r"\bcut(?:s|ting)? (?:too deep|(?:my|his|her) (?:arms?|wrists?|legs?|thighs?))\b",
    # harm by another, now or told
    rf"\b{_WHO}(?:'s|s| is| are| has| have| was| just| keeps?| might| will| 'll| would| always| still)* (?:\w+ )?{_HURTS} (?:on |at |out at |up )?{_ME}\b(?! feelings| off\b| out\b)",
    rf"\b{_HURTS} (?:my|the|our|her|his|that) (?:\w+ )?{_CHILD}\b",
    r"\b(?:dad|daddy|mum|mummy|mam|step ?dad|step ?mum|uncle|grandad|brother|he|she) (?:\w+ )?(?:hits|hit|beats|hurts|touches|touched|punches|kicks|locks|burns|smacks) (?:me|us)\b",
    r"\b(?:touch(?:es|ed|ing)?|kiss(?:es|ed|ing)?|rubb?(?:s|ed|ing)?|interfer\w+ with) (?:me|him|her|my \w+|the \w+) (?:down there|there|private|privates|where|in (?:his|her|my) (?:bed|room)|inappropriately|sexually|at night)",
    r"\b(?:private parts?|privates|willy|fanny|bits) (?:touch|hurt|sore)|\btouch\w* (?:her|his|my|their) (?:privates?|private parts?|bits|willy|fanny|bum|bottom)\b",
    r"\b(?:rap(?:e|ed|ing|ist)|molest\w*|sexual(?:ly)? (?:abus|assault)\w*|groom(?:ed|ing) (?:my|her|him|me|our|a|the)|paedo(?:phile)? (?:is|has|outside|at|in))\b",
    r"\b(?:nudes?|naked (?:pics?|pictures?|photos?)|pics? of (?:her|his|my) body)\b",
    r"\b(?:secret game|special game|our (?:little )?secret|don'?t tell (?:mum|mummy|dad|daddy|anyone or))\b",
    r"\b(?:bruis(?:es|ed|ing)|(?:belt|burn|bite|cigarette|hand|finger) ?marks?|welts?)\b.{0,40}\b(?:on|all over|round|around|down) (?:his|her|their|my|the (?:boy|girl|child)'?s?)\b",
    r"\b(?:scared|frightened|terrified|afraid|skared|scard|skerd) (?:to go home|of (?:my |him|her dad|his dad|mum|dad|going home)|(?:he|she|they)(?:'ll|'s| will| is|s)? (?:\w+ )?(?:hurt|kill|come|find|do))",
    r"\bdon'?t want to go home\b.{0,60}\b(?:dad|mum|him|he|she|hurt|hit)\b",
    r"\b(?:threw|pushed|shoved|chucked) (?:me|her|him|us|my \w+) (?:down|into|through|against)\b|\bhands? (?:round|around|on) (?:my|her|his) (?:neck|throat)\b",
    r"\b(?:been|got|getting) (?:stabbed|shot|raped|beaten up|strangled)\b|\babus(?:es|ed|ing) (?:me|my|our|him|her|the (?:kids|children|boy|girl))\b",
    # held or dragged by force
    rf"\b(?:grab(?:s|bed|bing)?|drag(?:s|ged|ging)?|yank(?:s|ed|ing)?|haul(?:s|ed|ing)?|manhandl\w+|shook|shak(?:es|ing)|lift(?:s|ed|ing)?) (?:(?:my|our|the|her|his|that) (?:\w+ )?{_CHILD}|him|her|them|me)(?: up| hard| roughly)? by (?:the |his |her |their |my |one |both )*(?:arms?|wrists?|hair|neck|throat|scruff|ears?|collar|shoulders?|legs?|ankles?|feet)\b",
    r"\b(?:grabb?|hit|pull|push|shov|squeez|pinch|yank|dragg?|slapp?|smack|held|hold)\w*\b[^.?!]{0,60}\b(?:left|leaving|leaves|has|got)\b[^.?!]{0,20}\b(?:bruis(?:e|es|ing|ed)|hand ?prints?|finger ?marks?|red marks?)\b",
    # drugged to be quiet
    r"\b(?:giv(?:e|es|en|ing)|gave|slip(?:s|ped|ping)?|feed(?:s|ing)?|fed|dos(?:e|es|ed|ing)|put(?:s|ting)?)\b[^.?!]{0,50}\b(?:sleep(?:y|ing) (?:medicine|tablets?|pills?|drops?|stuff|juice)|sedatives?|antihistamines?|piriton|whisk(?:e?y)|vodka|brandy|(?:her|his|their) own (?:tablets|pills))\b[^.?!]{0,25}\b(?:(?:so|that) (?:he|she|they)(?:'ll|'s| will| is| are)? (?:\w+ )?(?:stays?|quiet|keeps?|out|asleep|sleeps?|won'?t|doesn'?t|don'?t)|to (?:keep|shut|knock) (?:him|her|them|it) (?:quiet|up|out)|knock\w* (?:him|her|them) out)\b",
    # weapons and threats
    r"\b(?:got|has|have|having|carrying|holding|waving|brought|bringing|pulled|with|hid|hidden|hiding|keeps|showed) (?:\w+ ){0,2}(?:knife|knives|gun|machete|blade|axe|hammer|petrol|acid|screwdriver|shotgun|crowbar|samurai sword|zombie knife|(?:baseball|cricket) bat)\b(?!.{0,20}\b(?:cake|lesson|party|costume|cricket|rounders)\b)",
    r"\b(?:gonna|going to|gunna|gona|goin to|will|'ll|threatened to|threatening to|threatens to|threatnd to|says? (?:he|she)(?:'ll| will|'s going to)|said (?:he|she)(?:'ll|'d| will| would|'s going to)) (?:\w+ ){0,2}(?:kill|stab|shoot|murder|burn|set fire|strangle|slit|hurt|petrol bomb|harm|drown|snatch) (?:me|us|him|her|them|my|the|our|himself|herself|everyone|every|that|you)\b",
    r"\b(?:death threats?|threat(?:s|en\w*)? (?:to|on) (?:kill|my life|our lives|his life|her life))\b",
    # taken, lost, followed, locked in or out
    rf"\b(?:he|she|they|ex|someone|somebody|man|bloke)(?:(?:'s| is|'re| are)? (?:gonna|going to|gunna|gona|goin to)|'ll| will|'d| would) (?:\w+ )?{_TAKE_CHILD}",
    rf"\bthreat(?:ened|ening|ens|nd) to (?:\w+ )?{_TAKE_CHILD}",
    rf"\b(?:taken|took|taking|snatched|grabbed|grabbing|run off with|drove off with|driven off with|left with|won'?t give (?:me )?back|not give back) (?:\w+ )?(?:my|our|the|her|his) (?:\w+ )?{_CHILDREN}\b{_NOT_AN_OUTING}",
    rf"\b(?:can'?t|cant|cannot) find (?:(?:my|our|the|her) (?:\w+ )?{_CHILD}\b(?!'s)|(?:him|her)\b(?! \w))",
    rf"\b{_CHILD}\b.{{0,30}}\b(?:is |has gone |gone |went |'s |has been )missing\b(?! (?:his|her|their|a|the|some|school|out))|\bmissing {_CHILD}\b|\b(?:never|hasn'?t|hasnt|not) (?:come|came|got|arrived|made it) (?:home|back)\b.{{0,40}}\b(?:from school|she|he|phone)",
    rf"\b(?:trying|tried) to (?:take|grab|pick up|collect|lure|get) (?:my|a|the|our) (?:\w+ )?{_CHILD}\b",
    r"\b(?:court order|restraining order|non[- ]molestation|injunction|no contact order|not (?:allowed|supposed|meant) (?:near|within|to (?:see|be near|have|pick|collect|come near)))\b.{0,80}\b(?:outside|here|gate|turned up|now|waiting|car|door|collecting|coming|today|school)\b",
    r"\b(?:turned up|outside|waiting|here|at the (?:gate|door)).{0,60}\b(?:court order|restraining order|injunction|non[- ]molestation|not allowed (?:near|within))\b",
    r"\b(?:locked|lock(?:s|ing)?) (?:\w+ )?(?:in|inside|out|up|outside)\b.{0,40}\b(?:cupboard|shed|garage|car|house|room|bathroom|cellar|loft|cold|hours|dark)\b",
    rf"\b(?:left|on (?:his|her|their)|home) (?:\w+ )?(?:alone|on (?:his|her|their) own|by (?:himself|herself|themselves))\b.{{0,60}}\b(?:{_CHILD}|all night|hours|night|year old)\b|\b(?:{_CHILD}|year old)s?\b.{{0,60}}\b(?:(?:left|is|are|been|home) (?:\w+ )?(?:alone|on (?:his|her|their) own|by (?:himself|herself|themselves)))\b",
    r"\b(?:drunk|pissed|paralytic|off (?:his|her|their) (?:face|head)|stoned|stinks? of (?:drink|vodka|beer|booze|alcohol)|smells? of (?:drink|alcohol|vodka))\b.{0,80}\b(?:driv\w+|behind the wheel|car|pick(?:ed|ing)? (?:him|her|them|up)|collect\w*)\b",
    # medical, fire, cries for help
    r"\b(?:not breathing|can'?t breathe|cant breath|stopped breathing|won'?t wake(?: up)?|wont wake|unconscious|turning blue|gone blue|(?:is |'s |was |think \w+ )(?:\w+ )?having a (?:fit|seizure|stroke|heart attack)|chest pains?|clammy|anaphyla\w+|choking on|can'?t swallow|swallowed (?:a|the|some) (?:battery|bleach|tablets?|magnets?)|bleeding (?:badly|heavily|a lot|loads|everywhere|out)|blood everywhere|collapsed)\b",
    r"\b(?:house|flat|kitchen|building|school|bedroom)(?:'s| is)? on fire\b|\bset fire to (?:the|my|our|his|her)\b",
    r"\b(?:call|ring|phone|get|send|need) (?:the |an |a )?(?:police|ambulance|999|coppers|feds)\b.{0,30}\b(?:now|please|quick|quickly|he|she|help|asap|hurry)\b",
    r"\b(?:please|pls|plz|somebody|someone|sombody) help (?:me|us|him|her|my)\b(?! (?:with|to (?:find|write|fill|understand|word|get|log)|find|write|fill|understand|word|choose))|\bhelp (?:me|us)(?: please| now| pls| plz)?[!.]*$(?<!post)",
    r"\b(?:i'?m|im|i am|we'?re|we are|she'?s|he'?s|shes|hes) (?:not safe|in danger|being (?:followed|attacked|beaten|held|kept|chased|stalked|abused|blackmailed)|trapped|locked in|hiding (?:in|from|under))\b",
    r"\b(?:forced? marriage|forced to marry|marry (?:her|me|him) off|fgm|cutting ceremony|traffick(?:ed|ing) (?:her|him|me|girls|kids|children|people)|sextort\w*|blackmail\w* (?:me|him|her|my|our))\b",
    # other languages
    r"\b(?:pomocy|ratunku|bije (?:mnie|dziecko|go|j[aą])|ajutor|m[aă] bate|ne bate|socorro|ayuda(?:me)?|me pega|nos pega|aidez[- ]moi|au secours|bachao|madad karo|mujhe maar|maar raha|допоможіть|рятуйте|помогите|i caawi|caawimaad|imdat|yard[ıi]m edin)\b",
)

_DANGER = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)

_GENERAL_QUESTION = re.compile(
    r"^\W*(?:(?:so|and|but|ok|hi|hello|sorry)\W+)*(?:what (?:if|happens|would|do you do|does the)|what's the (?:rule|policy)|is it (?:ok|against|a crime|illegal)|does (?:the|your) (?:policy|school)|do (?:you|the school|they) (?:call|ring|phone|tell|contact)|would (?:the school|you|they)|when (?:do|does|would|is)|if (?:someone|somebody|a parent|i (?:say|said|write|wrote|post|posted|put|call|called))|can (?:someone|a parent|you be)|in the policy)\b",
    re.IGNORECASE,
)

_PERSONAL = re.compile(r"\b(?:me|my|us|our|now|he|she|they)\b", re.IGNORECASE)

_CHILD_SPEAKING = re.compile(
    r"\b(?:my (?:mum|mummy|mam|mom|dad|daddy|step ?dad|step ?mum|mums|dads|foster (?:mum|dad|carer)s?|teacher|nan|grandad|uncle|auntie?|brother|mum'?s boyfriend)"
    rf"(?: (?:always|keeps?|just|still|sometimes|has|and (?:my )?\w+))* (?:{_HURTS}|touch(?:es|ed|ing)?|locks?|locked|burn(?:s|ed|t)|kiss(?:es|ed)|threw|grabbed|scares?) (?:\w+ )?(?:me|us|my (?:mum|mummy|mam|dad|brother|sister)|on me)\b"
    r"|i(?:'?m| am) (?:only )?(?:\d|1[0-5]|five|six|seven|eight|nine|ten|eleven|twelve|thirteen) ?(?:years? old|yrs?|and|$|[,.!])"
    r"|\b(?:mummy|daddy|mumy|dady)\b.{0,40}\b(?:me|i)\b"
    r"|(?:scared|skared|scard) (?:to go|of|when|wen).{0,20}\bhome\b"
    r"|\bi(?:'?m| am) in (?:year|yr|y) ?\d)",
    re.IGNORECASE,
)
_PARENT_SPEAKING = re.compile(
    r"\bmy (?:son|daughter|kids?|children|child|lad|(?:little |baby )?(?:boy|girl)|husband|wife|partner|ex|grandson|granddaughter)\b",
    re.IGNORECASE,
)


def find_danger(text: str) -> Danger | None:
    """Return the danger that the rules find in a message, or nothing."""
    plain = _plain(text)
    general = _GENERAL_QUESTION.match(plain) and not _PERSONAL.search(plain)
    if general or not _DANGER.search(plain):
        return None
    return Danger(child_speaking=seems_child(text))


def seems_child(text: str) -> bool:
    """Tell whether the one who typed a message of danger seems to be a child."""
    plain = _plain(text)
    return bool(_CHILD_SPEAKING.search(plain)) and not _PARENT_SPEAKING.search(plain)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    visible = "".join(ch for ch in folded if unicodedata.category(ch) not in ("Cf", "Cc") or ch == "\n")
    return " ".join(visible.split())
