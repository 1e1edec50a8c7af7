"""What the school does next about a post: the policy's own ladder.

As a first step the school usually talks with the parent and asks for the material to be removed. Only if the parent
refuses, or goes on, does it consider the actions of the policy's list; the police alone are told at once. Nothing
here decides anything: a step is advice, with the clause it comes from and the reason, and staff choose.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.core.case_history import Event, History, What, recall
from assistant.core.posts import Category


class Location(StrEnum):
    """Where the material stands."""

    SOCIAL_NETWORK = "social_network"
    MESSAGING_GROUP = "messaging_group"
    SCHOOL_WEBSITE = "school_website"
    SCHOOL_FORUM = "school_forum"
    OTHER_WEBSITE = "other_website"


class Step(StrEnum):
    """What the school can do: the first step, the six actions of the policy's list, and closing the case."""

    DISCUSS_AND_REQUEST_REMOVAL = "discuss_and_request_removal"
    SEEK_LEGAL_ADVICE = "seek_legal_advice"
    WRITTEN_WARNING = "written_warning"
    CONTACT_POLICE = "contact_police"
    BLOCK_ACCESS = "block_access"
    CONTACT_HOST = "contact_host"
    OTHER_LEGAL_ACTION = "other_legal_action"
    CLOSE = "close"


class Status(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    IN_DISCUSSION = "in_discussion"
    REMOVED = "removed"
    REFUSED = "refused"
    ESCALATED = "escalated"
    CLOSED = "closed"


CLAUSE_OF = {
    Step.DISCUSS_AND_REQUEST_REMOVAL: "procedure.first_step",
    Step.SEEK_LEGAL_ADVICE: "procedure.legal_advice",
    Step.WRITTEN_WARNING: "procedure.written_warning",
    Step.CONTACT_POLICE: "procedure.police",
    Step.BLOCK_ACCESS: "procedure.block_access",
    Step.CONTACT_HOST: "procedure.contact_host",
    Step.OTHER_LEGAL_ACTION: "procedure.other_legal_action",
    Step.CLOSE: "procedure.first_step",
}
"""The policy has no words for closing: it is the end of the first step, "to try and resolve the matter"."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What staff found about the material and its author."""

    location: Location
    categories: frozenset[Category]
    grossly_obscene: bool = False
    harassment: bool = False
    """Staff consider that harassment or another crime was committed."""
    author_known: bool = True

    @property
    def inappropriate(self) -> bool:
        """Anything at all was found that the policy calls inappropriate."""
        return bool(self.categories) or self.for_the_police

    @property
    def for_the_police(self) -> bool:
        """The policy names it as a reason to contact the police."""
        return bool(self.police_grounds)

    @property
    def police_grounds(self) -> tuple[str, ...]:
        """The policy's reasons to contact the police that are met, in plain words."""
        grounds = {
            "it may threaten violence": Category.VIOLENCE in self.categories,
            "it may have a racial element": Category.RACIST in self.categories,
            "it is considered grossly obscene": self.grossly_obscene,
            "it may be a crime, such as harassment": self.harassment,
        }
        return tuple(ground for ground, met in grounds.items() if met)

    @property
    def on_school_site(self) -> bool:
        """The school itself runs the place where the material stands."""
        return self.location in {Location.SCHOOL_WEBSITE, Location.SCHOOL_FORUM}


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that can be taken now. ``required``: it is the policy's own next step, not one choice among others."""

    step: Step
    why: str
    required: bool

    @property
    def clause(self) -> str:
        """The clause of the policy that the step comes from."""
        return CLAUSE_OF[self.step]


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A step that is not for now, and why."""

    step: Step
    why: str


@dataclass(frozen=True, slots=True)
class Advice:
    """Where a case stands and what comes next: every step is in one of the two lists, the required ones first."""

    status: Status
    next_steps: tuple[NextStep, ...]
    not_applicable: tuple[NotApplicable, ...]


def label_of(step: Step, *, required: bool, beside_required: bool = False, chosen: bool = False) -> str:
    """Return what stands above a step, on the pages and in the chat: how far it is the policy's own."""
    if required and step is Step.CLOSE:
        return "Next"
    if required and step is Step.DISCUSS_AND_REQUEST_REMOVAL:
        return "The policy’s first step"
    if required:
        return "Next: the policy says to consider this"
    if chosen:
        return "You have decided on this"
    return "You may also consider" if beside_required else "You may consider"


def advise(facts: Facts, events: Sequence[Event]) -> Advice:
    """Say what the policy has the school do next. Any events, in any order, have an answer."""
    history = recall(events)
    verdicts = {step: _judge(step, facts, history) for step in _RULES}
    next_steps = [
        NextStep(step, verdict.why, verdict.required) for step, verdict in verdicts.items() if verdict.applies
    ]
    return Advice(
        _status(history),
        tuple(sorted(next_steps, key=lambda step: not step.required)),
        tuple(NotApplicable(step, verdict.why) for step, verdict in verdicts.items() if not verdict.applies),
    )


def _status(history: History) -> Status:
    if history.closed:
        return Status.CLOSED
    if not history.stands:
        return Status.REMOVED
    if history.tried:
        return Status.ESCALATED
    if history.refused:
        return Status.REFUSED
    if history.discussed or history.asked:
        return Status.IN_DISCUSSION
    return Status.OPEN


@dataclass(frozen=True, slots=True)
class _Verdict:
    why: str
    applies: bool = True
    required: bool = False


def _must(why: str) -> _Verdict:
    return _Verdict(why, required=True)


def _may(why: str) -> _Verdict:
    return _Verdict(why)


def _not_now(why: str) -> _Verdict:
    return _Verdict(why, applies=False)


def _judge(step: Step, facts: Facts, history: History) -> _Verdict:
    barred = _barred(step, facts, history)
    return _not_now(barred) if barred else _RULES[step](facts, history)


def _barred(step: Step, facts: Facts, history: History) -> str | None:
    """Say why a step is out of the question, whatever its own rule would say."""
    if history.closed:
        return "The case is closed, and nothing new has come since."
    if not facts.inappropriate and step not in {Step.DISCUSS_AND_REQUEST_REMOVAL, Step.CLOSE}:
        return "Nothing inappropriate is noted, and each action on the policy's list is about inappropriate use."
    if not history.stands and step not in {Step.CONTACT_POLICE, Step.CLOSE}:
        return "The material is gone, so there is nothing left to ask for."
    if not facts.author_known and step in _TO_THE_AUTHOR:
        return "Nobody knows who wrote it, so there is nobody to talk to, to warn or to act against."
    return None


_TO_THE_AUTHOR = frozenset({Step.DISCUSS_AND_REQUEST_REMOVAL, Step.WRITTEN_WARNING, Step.OTHER_LEGAL_ACTION})


def _contact_police(facts: Facts, history: History) -> _Verdict:
    if not facts.for_the_police:
        return _not_now(
            "Nothing is noted that calls for the police: no crime such as harassment, no racial element, "
            "nothing grossly obscene, no threat of violence."
        )
    if What.POLICE_CONTACTED in history.tried_lately:
        return _not_now("The police have been told, and nothing new has been posted since.")
    grounds = " and ".join(facts.police_grounds)
    if What.POLICE_CONTACTED in history.tried:
        return _must(f"The police were told before, but this is new material, and {grounds}: tell them of it too.")
    if not history.stands:
        return _must(f"Tell the police although the material is gone: {grounds}, and removing it does not undo that.")
    return _must(f"Tell the police at once, without waiting for a refusal: {grounds}.")


def _discuss(facts: Facts, history: History) -> _Verdict:
    if not facts.inappropriate:
        return _may("Nothing inappropriate is noted. A friendly word may still help; closing the case is as good.")
    if history.refused:
        return _may("The parent has refused or carried on, so talking is no longer enough; you may still try again.")
    if Category.VIOLENCE in facts.categories:
        return _may("The school usually talks with the parent first. With a possible threat, that is your choice.")
    if history.discussed and history.asked:
        return _may("You have talked and asked for the material to be removed. Wait for the answer, or ask again.")
    if history.discussed:
        return _must("You have talked, but nobody has asked for the material to be removed. The first step is both.")
    if history.asked:
        return _must("Removal was asked for, but nobody has talked it over with the parent. The first step is both.")
    if history.again:
        return _must("This is new, and the parent has not refused: talk and ask for removal, as the first time.")
    return _must("The first step: talk it over with the parent, who may not have realised, and ask them to remove it.")


def _warn(facts: Facts, history: History) -> _Verdict:
    if What.WARNING_SENT in history.tried_lately:
        return _not_now("A written warning was sent, and nothing new has been posted since.")
    if history.refused and What.WARNING_SENT in history.tried:
        return _may("The parent was warned and has posted again. You may warn once more before you go further.")
    if history.refused:
        return _must(
            "The parent refused, or carried on after being asked: set out the school's concerns in writing, "
            "warn them, and request removal."
            + ("" if history.discussed else " No talk about it is recorded: the school usually talks first.")
        )
    if Category.VIOLENCE in facts.categories:
        return _may("With a possible threat you may prefer to write to the parent rather than to talk.")
    if history.again:
        return _may("The parent has posted again, but has not refused anything. Talk first; a warning is arguable.")
    return _not_now("A written warning comes when the parent has refused, or carries on after being asked.")


def _block(facts: Facts, history: History) -> _Verdict:
    if not facts.on_school_site:
        return _not_now("The school can block access only to its own website or forum, and this stands elsewhere.")
    blocked_before = What.ACCESS_BLOCKED in history.tried
    if blocked_before and (facts.author_known or What.ACCESS_BLOCKED in history.tried_lately):
        return _not_now("Access is blocked already.")
    if blocked_before:
        return _must("There is a new post since the block, so perhaps another account: block that one too.")
    if not facts.author_known:
        return _must("Nobody knows who to talk to, but the school can stop this account on its own site.")
    if history.refused:
        return _must(
            "The parent refused or carried on, on the school's own site: consider blocking or restricting access."
        )
    if facts.for_the_police:
        return _may("It is grave and on the school's own site: you may block or restrict the account now.")
    return _not_now("Blocking comes when the parent has refused, or carries on after being asked.")


def _contact_host(facts: Facts, history: History) -> _Verdict:
    if facts.on_school_site:
        return _not_now("The school runs this site itself, so there is no other host to ask.")
    if What.HOST_CONTACTED in history.tried_lately:
        return _not_now("The host has been asked, and nothing new has been posted since.")
    if not facts.author_known:
        return _must("Nobody knows who to talk to, but the host of the site can be asked to remove the material.")
    if history.defied and What.HOST_CONTACTED not in history.tried:
        return _must("The parent went on after a written warning, and the host was never asked to remove the material.")
    if history.refused:
        return _may("The parent has not removed it. You may ask the host of the site to remove it.")
    if facts.for_the_police:
        return _may("It is grave: you may ask the host of the site to remove it now, without waiting for a refusal.")
    return _not_now("The host comes in when the parent has refused, or carries on after being asked.")


def _seek_legal_advice(facts: Facts, history: History) -> _Verdict:
    if What.LEGAL_ADVICE_TAKEN in history.tried_lately:
        return _not_now("Legal advice has been taken, and nothing new has been posted since.")
    advised_before = What.LEGAL_ADVICE_TAKEN in history.tried
    past_the_first_step = history.refused or not facts.author_known
    if Category.DEFAMATORY in facts.categories and past_the_first_step and not advised_before:
        return _must("It may be defamatory, and the first step has failed or is not possible: take legal advice.")
    if Category.DEFAMATORY in facts.categories:
        return _may("It may be defamatory, so you may take legal advice on it.")
    if history.defied and _untried(facts, history) == [Step.SEEK_LEGAL_ADVICE]:
        return _must("The parent goes on in spite of everything else: the circumstances now warrant legal advice.")
    if past_the_first_step and history.tried & _OTHER_MEANS:
        return _may("What was done so far has not ended it: you may think that the circumstances warrant legal advice.")
    return _not_now("It is not said to be defamatory, and other steps come before legal advice is warranted.")


_OTHER_MEANS = frozenset({What.WARNING_SENT, What.ACCESS_BLOCKED, What.HOST_CONTACTED})


def _other_legal_action(facts: Facts, history: History) -> _Verdict:
    if not history.refused:
        return _not_now("This is the last action on the list, for a parent who has refused or carries on.")
    untried = _untried(facts, history)
    if untried:
        return _not_now(f"This comes last. Not done yet: {', '.join(_NAMES[step] for step in untried)}.")
    if What.OTHER_LEGAL_ACTION in history.tried_lately:
        return _not_now("Other legal action has been taken, and nothing new has been posted since.")
    if What.OTHER_LEGAL_ACTION in history.tried:
        return _may("Other legal action was taken, and the parent has posted again: ask your adviser about more.")
    if history.tried_lately - {What.POLICE_CONTACTED}:
        return _may("All else on the list was done. Give it time to work, or consider other legal action now.")
    return _must("All else on the list was done and the parent goes on: consider other legal action, with advice.")


def _untried(facts: Facts, history: History) -> list[Step]:
    """Return the actions that are possible in this case and were not taken, but for the last."""
    possible = {
        Step.WRITTEN_WARNING: (What.WARNING_SENT, True),
        Step.CONTACT_POLICE: (What.POLICE_CONTACTED, facts.for_the_police),
        Step.BLOCK_ACCESS: (What.ACCESS_BLOCKED, facts.on_school_site),
        Step.CONTACT_HOST: (What.HOST_CONTACTED, not facts.on_school_site),
        Step.SEEK_LEGAL_ADVICE: (What.LEGAL_ADVICE_TAKEN, True),
    }
    return [step for step, (what, applies) in possible.items() if applies and what not in history.tried]


_NAMES = {
    Step.WRITTEN_WARNING: "a written warning",
    Step.CONTACT_POLICE: "contacting the police",
    Step.BLOCK_ACCESS: "blocking access",
    Step.CONTACT_HOST: "asking the host",
    Step.SEEK_LEGAL_ADVICE: "legal advice",
}


def _close(facts: Facts, history: History) -> _Verdict:
    if history.stands and facts.inappropriate:
        return _not_now("The material is still there.")
    if history.stands:
        return _may("Nothing inappropriate is noted, so the case can be closed.")
    if _contact_police(facts, history).applies:
        return _not_now("The material is gone, but the police have not been told of it yet.")
    if facts.author_known and not history.approached:
        return _must("The material is gone. Nobody has talked with the parent, so a friendly word may still be kind.")
    return _must("The material is gone and nothing else is due.")


_Rule = Callable[[Facts, History], _Verdict]
_RULES: Mapping[Step, _Rule] = {
    Step.CONTACT_POLICE: _contact_police,
    Step.DISCUSS_AND_REQUEST_REMOVAL: _discuss,
    Step.WRITTEN_WARNING: _warn,
    Step.BLOCK_ACCESS: _block,
    Step.CONTACT_HOST: _contact_host,
    Step.SEEK_LEGAL_ADVICE: _seek_legal_advice,
    Step.OTHER_LEGAL_ACTION: _other_legal_action,
    Step.CLOSE: _close,
}
"""A rule for each step, the most urgent first."""
