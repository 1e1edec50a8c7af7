"""Tell somebody by text that there is something new, without a word of what."""

from dataclasses import dataclass

from assistant.core.sms import OutKind
from assistant.services.ports import Clock
from assistant.services.sms_ports import Reply, Texts


@dataclass(frozen=True, slots=True)
class NewsDesk:
    """Where texts are queued, and what is said; ``shared`` does not say that anything was sent."""

    texts: Texts
    usual: str
    shared: str


def tell_by_text(desk: NewsDesk, clock: Clock, *, request_id: str, key: str) -> bool:
    """Tell the person whose text made a record that there is something new, once for each ``key``.

    ``request_id`` is the record's. No, where the record came by another way, or the number is not known any more or
    has opted out.
    """
    sender_id = request_id.partition(":")[0]
    if not sender_id.startswith("sms-"):
        return False
    talk = desk.texts.talk(sender_id)
    said = desk.shared if talk is not None and talk.shared else desk.usual
    return desk.texts.tell(sender_id, f"news:{key}", Reply(said, OutKind.NEWS), clock.now())
