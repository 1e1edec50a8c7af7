"""``domain.yml``: the dialogue's responses, in their forms for the chat and for text messages."""

from pathlib import Path

from pydantic import ConfigDict, Field

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.channels import Channel
from assistant.core.sms_rules import Response


class _Button(Shape):
    title: str
    payload: str


class _Variant(Shape):
    text: str
    channel: Channel | None = None
    buttons: list[_Button] = Field(default_factory=list)

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(button.title for button in self.buttons)


class _File(Shape):
    model_config = ConfigDict(extra="ignore", frozen=True)

    responses: dict[str, list[_Variant]]


def read_responses(path: Path) -> list[Response]:
    """Read the responses; the rest of the file is Rasa's to check.

    Raises:
        ContentError: a response has no text, or a channel that does not exist.
    """
    return [_response(name, variants) for name, variants in read_yaml(path, _File).responses.items()]


def _response(name: str, variants: list[_Variant]) -> Response:
    of_channel = {variant.channel: variant for variant in variants}
    chat, sms = of_channel.get(None), of_channel.get(Channel.SMS)
    return Response(
        name=name,
        text=chat.text if chat else "",
        titles=chat.titles if chat else (),
        sms=sms.text if sms else None,
        sms_titles=sms.titles if sms else (),
    )
