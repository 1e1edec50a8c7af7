"""What staff are told of a record before they open it, the same on the pages and in the chat."""

from assistant.core.routing import Kind

RECORD_KINDS = {
    Kind.CONCERN: "Concern",
    Kind.COMPLAINT: "Formal complaint",
    Kind.REPORT: "Report of a post",
    Kind.SAFEGUARDING: "Message for the safeguarding lead",
    Kind.DATA_RIGHTS: "Request about somebody’s own data",
}
AT_RISK = "A child may be at risk"
ADDED = "Something was added"
WITHDRAWN = "Withdrawn by its giver"
PASSED_ON = "Passed on to you: it was not opened in time"
