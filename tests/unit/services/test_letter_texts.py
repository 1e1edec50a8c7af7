"""Each of the school's own letters, word for word, as somebody would receive it."""

import pytest
from letter_samples import CHAIR, HEAD, TYPED, desk_with, letter_desk

from assistant.core.letters import LetterKind
from assistant.core.staff import StaffAccount
from assistant.services.draft_letter import draft_letter

INVITATION_TO_DISCUSS = """\
Could we have a chat?

Friday 11 September 2026

Dear Mrs Khan,

Something that was posted on social media came to our notice on Monday 7 September 2026: a comment about a member of staff (where: Year 2 parents' group on Facebook). I would like to hear from you what lies behind it, and to see whether we can put things right together.

It is easy to post something when you are worried or upset, and what is meant as one thing can be read as another. Our policy begins with a conversation, too:

“The school will always try to deal with concerns raised by parents in a professional and appropriate manner and understands that parents may not always realise when they have used social networking sites inappropriately. Therefore, as a first step, the school will usually discuss the matter with the parent to try and resolve the matter and to ask that the relevant information be removed from the social networking site in question.”
(Procedure the School will follow if inappropriate use continues)

We could meet at school or speak on the phone, whichever is easier for you. Would one of these times suit?

- Monday 14 September, 9 am
- Tuesday 15 September, 3.30 pm

If none of them does, please tell us when would. You are welcome to bring somebody with you, and if you would like an interpreter or any other help, we will do our best to arrange it. You can reach the school office on 01632 960101 or at office@school.example (Monday to Friday, 8.30 am to 4 pm, in term time).

If you are worried about something at school, please bring it with you. We would like to know. You can also use our complaints procedure at any time, and talking with us first takes nothing away from that.

With kind regards,

Ann Hill
Headteacher, Bilton Infant School

Our reference: C-0001
"""

REQUEST_FOR_REMOVAL = """\
A request about a post

Friday 11 September 2026

Dear Mrs Khan,

Thank you for talking with us on Tuesday 8 September 2026. I am writing to put our request on paper, so that it is clear what we are asking.

The post came to our notice on Monday 7 September 2026 (where: Year 2 parents' group on Facebook). As we understand it, it is a comment about a member of staff.

We think that it may come under this part of our policy, “Parental use of Social Networking and Internet Sites”, which names examples of what the school considers inappropriate:

“Posting negative/offensive comments about specific pupils/staff at the school;”
(Inappropriate use of social networking sites by parents)

Please would you take it down by Wednesday 16 September 2026? If others have shared it, it would help if you asked them to remove it too. If you are not sure how, the school office will gladly help.

We understand that there may be a real concern behind the post, and we want to hear it. The policy says where it can be dealt with:

“Although social networking sites may appear to be the quickest and easiest way to express frustrations or concerns about the school (and those associated with it), it is rarely appropriate to do so. Other channels, such as a private and confidential discussion with the school, or using the school's formal complaints process are much better suited to this.”
(Inappropriate use of social networking sites by parents)

You can reach the school office on 01632 960101 or at office@school.example (Monday to Friday, 8.30 am to 4 pm, in term time). If you see this differently, or if we have got something wrong, please tell us. You can also use our complaints procedure at any time.

Thank you for your help.

With kind regards,

Ann Hill
Headteacher, Bilton Infant School

Our reference: C-0001
"""

WRITTEN_WARNING = """\
Written warning about the use of social media

Mrs Khan
1 High Street
Bilton

Friday 11 September 2026

Dear Mrs Khan,

I am writing about a post that we understand to be yours. We would have preferred to settle this by talking, and we still would.

What was posted

The post came to our notice on Monday 7 September 2026 (where: Year 2 parents' group on Facebook). It is a comment about a member of staff.

We talked about it with you on Tuesday 8 September 2026.
We asked you to remove it on Tuesday 8 September 2026.

Why we are concerned

We consider that the post may come under this part of our policy, “Parental use of Social Networking and Internet Sites”, which names examples of what the school considers inappropriate:

“Posting negative/offensive comments about specific pupils/staff at the school;”
(Inappropriate use of social networking sites by parents)

This letter is the written warning that the policy provides for:

“Set out the school's concerns to you in writing, giving you a warning and requesting that the material in question is removed;”
(Procedure the School will follow if inappropriate use continues)

What we ask of you

Please remove the post by Friday 18 September 2026, and do not post it again there or elsewhere. If you tell the school office when you have done so, we will note it, and we hope that the matter can rest there.

What may follow

If the post stays up, or if there are others like it, the school will consider what to do next. The policy says:

“If the parent refuses to do this and continues to use social networking sites in a manner the school considers inappropriate, the school will consider taking the following action:”
(Procedure the School will follow if inappropriate use continues)

“Take legal advice and/or legal action where the information posted is defamatory in any way or if the circumstances warrant this;”
(Procedure the School will follow if inappropriate use continues)

“Contact the host/provider of the Social Networking site to complain about the content of the site and ask for removal of the information;”
(Procedure the School will follow if inappropriate use continues)

“Take other legal action against the individual.”
(Procedure the School will follow if inappropriate use continues)

None of this follows by itself. This letter is not a finding about the law, and it changes nothing in how any child is taught and looked after at school.

If you want to talk, or to disagree

You may know something that we do not. If the post is not yours, if we have misunderstood it, or if there is a concern behind it, please tell us: the school office is at 01632 960101 or office@school.example (Monday to Friday, 8.30 am to 4 pm, in term time). You are welcome to bring somebody with you, and we will do our best to arrange an interpreter or other help. If you think that this warning is unfair, you can use our complaints procedure; the office will send you a copy.

Yours sincerely,

Ann Hill
Headteacher, Bilton Infant School

Our reference: C-0001
"""

NOTICE_OF_BLOCKED_ACCESS = """\
Your access to our website or forum

Friday 11 September 2026

Dear Mrs Khan,

From today the account rosie_k can read the forum but no longer post in it.

The reason is a comment about a member of staff (where: the school's forum, under “Lost property”). It came to our notice on Wednesday 9 September 2026. We asked for an earlier post to be removed on Tuesday 8 September 2026. The policy, “Parental use of Social Networking and Internet Sites”, says about this:

“If the inappropriate comments have been made on a school website or online forum, the school may take action to block or restrict that individual's access to that website or forum;”
(Procedure the School will follow if inappropriate use continues)

This changes nothing in how any child is taught and looked after at school, nor in your right to talk with us. Letters, reports and urgent messages will still reach you; if anything you need was only to be had on the site, please tell the office and we will get it to you another way.

The school will look at this again on Friday 16 October 2026. If you think that it is wrong, or that the account is not yours, please tell us, and we will look at it sooner. You can reach the school office on 01632 960101 or at office@school.example (Monday to Friday, 8.30 am to 4 pm, in term time). You can also use our complaints procedure at any time.

Yours sincerely,

Ann Hill
Headteacher, Bilton Infant School

Our reference: C-0001
"""

REPORT_TO_HOST = """\
Request to remove content

Friday 11 September 2026

To TikTok

I am writing on behalf of Bilton Infant School, a school for young children in the United Kingdom, to report content on your service and to ask you to remove it.

- Where: @biltonmoans on TikTok
- Address: https://host.example/posts/1
- Account or group: rosie_k
- The school was told of it on: Monday 7 September 2026
- What it is: a comment about a member of staff
- Which of your rules we think it may break: bullying and harassment
- Whom it affects: a member of staff, who is distressed by it

Our own policy, “Parental use of Social Networking and Internet Sites”, provides for this request:

“Contact the host/provider of the Social Networking site to complain about the content of the site and ask for removal of the information;”
(Procedure the School will follow if inappropriate use continues)

Please tell us what you decide, and if you decide against it, why. We keep evidence of the content with its dates, and will send it if you need it. Please do not pass this report on to the person who posted it, unless the law requires it.

You can reach us at office@school.example or on 01632 960101.

Yours faithfully,

Ann Hill
Headteacher, Bilton Infant School

Our reference: C-0001
"""

NOTE_TO_POLICE = """\
Information for the police

Friday 11 September 2026

From Bilton Infant School. Our reference: C-0001.

This note gives the facts as the school knows them. It draws no conclusion about the law.

The school's record says: a child may be at risk.

What was posted

a comment about a member of staff

- Where: Year 1 chat on WhatsApp
- Address: https://host.example/posts/1
- The school was told of it on: Thursday 10 September 2026
- Whether it can still be seen: yes, seen on 11 September 2026
- Who may have posted it: a parent; the account bears the name and the picture

Why the school is telling the police

As far as the school can judge:

- it may threaten violence
- it may have a racial element

The school's policy, “Parental use of Social Networking and Internet Sites”, says:

“Contact the Police where the school feels it appropriate – for example, if it considers a crime (such as harassment) has been committed; or in cases where the posting has a racial element, is considered to be grossly obscene or is threatening violence;”
(Procedure the School will follow if inappropriate use continues)

Who is affected

- a teaching assistant
- the pupils of one class

What has happened so far

- Monday 7 September 2026: Reported to the school
- Thursday 10 September 2026: The parent posted again

Evidence that the school keeps

- screenshot of 7 September, 8.10 am
- screenshot of 10 September, 7 pm

Whom to contact

Ann Hill, Headteacher, on 01632 960105
School office: 01632 960101, office@school.example (Monday to Friday, 8.30 am to 4 pm, in term time)
"""

ACKNOWLEDGEMENT_OF_COMPLAINT = """\
Thank you for your complaint

Friday 11 September 2026

Dear Mrs Khan,

Thank you for bringing this to us. We received your complaint on Monday 7 September 2026, and we understand it to be about how a lost coat was dealt with. If we have not understood it rightly, please tell us.

It will be looked at by the chair of governors, who may ask you for more. You can expect an answer within 5 school days; if it takes longer, we will write to you before then and say why.

You have chosen the way that our policy recommends:

“Although social networking sites may appear to be the quickest and easiest way to express frustrations or concerns about the school (and those associated with it), it is rarely appropriate to do so. Other channels, such as a private and confidential discussion with the school, or using the school's formal complaints process are much better suited to this.”
(Inappropriate use of social networking sites by parents)

While we look into it, we will speak about it only with those who need to know, and we ask you to do the same. That is fairer to everybody in it, your own family included.

If a child may be in danger, please do not wait for our answer: call 999 in an emergency, and otherwise tell the school at once. You can reach the school office on 01632 960101 or at office@school.example (Monday to Friday, 8.30 am to 4 pm, in term time).

Yours sincerely,

Bo Lane
Chair of governors, Bilton Infant School

Our reference: C-0001
"""


@pytest.mark.parametrize(
    ("kind", "case", "actor", "text"),
    [
        (LetterKind.INVITATION_TO_DISCUSS, "new", HEAD, INVITATION_TO_DISCUSS),
        (LetterKind.REQUEST_FOR_REMOVAL, "asked", HEAD, REQUEST_FOR_REMOVAL),
        (LetterKind.WRITTEN_WARNING, "refused", HEAD, WRITTEN_WARNING),
        (LetterKind.NOTICE_OF_BLOCKED_ACCESS, "on our forum", HEAD, NOTICE_OF_BLOCKED_ACCESS),
        (LetterKind.REPORT_TO_HOST, "author unknown", HEAD, REPORT_TO_HOST),
        (LetterKind.NOTE_TO_POLICE, "threat", HEAD, NOTE_TO_POLICE),
        (LetterKind.ACKNOWLEDGEMENT_OF_COMPLAINT, "about the head", CHAIR, ACKNOWLEDGEMENT_OF_COMPLAINT),
    ],
)
def test_the_letter_reads(kind: LetterKind, case: str, actor: StaffAccount, text: str) -> None:
    letter = draft_letter(desk_with(case), letter_desk(), actor=actor, number=1, kind=kind, details=TYPED)
    assert letter.missing == ()
    assert letter.text() == text.removesuffix("\n")
