"""``assistant receipt``: the key that signs receipts, and whether a signed receipt is genuine."""

import base64
from pathlib import Path
from typing import Annotated

import typer

from assistant.adapters.crypto import Ed25519Test
from assistant.core.errors import ReceiptFileError
from assistant.core.signed_receipt import read_public_key, receipt_sentence
from assistant.services.sign_receipt import proven_receipt
from assistant.wiring import wiring

app = typer.Typer(no_args_is_help=True)


@app.callback()
def receipt() -> None:
    """Signed receipts."""


@app.command("key")
def key() -> None:
    """Print the public key, with which others can test a receipt: put it where everybody can find it."""
    print(base64.b64encode(wiring().signatures.public_key()).decode())


@app.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(help="the signed receipt")],
    public_key: Annotated[
        str, typer.Option("--key", help="the school's public key; without it the one of this assistant")
    ] = "",
) -> None:
    """Say whether a receipt is genuine, and what it says; exit 2 where it is not. With --key nothing else is needed."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ReceiptFileError("the file cannot be read") from error
    trusted = read_public_key(public_key) if public_key else wiring().signatures.public_key()
    print(receipt_sentence(proven_receipt(Ed25519Test(), content, trusted)))
