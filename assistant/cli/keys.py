"""``assistant keys``: the master keys that seal what is stored."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assistant.adapters.crypto import write_key_file
from assistant.adapters.crypto.lock import LEAST_PASSPHRASE
from assistant.services.change_keys import prepare_key, retire_key, rotate_keys, values_by_key
from assistant.wiring import wiring

app = typer.Typer(no_args_is_help=True)

_ASK_FOR_NEW = f"New passphrase, at least {LEAST_PASSPHRASE} characters"


@app.callback()
def keys() -> None:
    """The master keys."""


@app.command("new")
def new(file: Annotated[Path, typer.Argument(help="a new file; it is never replaced")]) -> None:
    """Make a key file with fresh keys, which its owner alone may read."""
    write_key_file(file)
    print(f"Written: {file}. Name it in ASSISTANT_MASTER_KEY_FILE. Without it nothing stored can be read:")
    print("keep a copy in a safe place, apart from the data and its backups.")


@app.command("list")
def show() -> None:
    """Print each key's id and how many values it has sealed."""
    parts = wiring()
    current = parts.master_keys.current()
    for name, count in values_by_key(parts.master_keys, parts.sealed_values).items():
        print(f"{name}  {count} values{'  seals' if name == current else ''}")


@app.command("rotate")
def rotate(
    prepare: Annotated[
        bool, typer.Option(help="only add the new key, to copy the key file to other machines first")
    ] = False,
) -> None:
    """Make a new key and seal everything with it while all runs; run it again if it was interrupted."""
    parts = wiring()
    if prepare:
        name = prepare_key(parts.master_keys)
        print(f"{name} is in the key file and does not seal yet. Copy the file to the other machines, then rotate.")
        return
    with Console(stderr=True).status("Sealing anew …") as status:
        done = rotate_keys(
            parts.master_keys, parts.sealed_values, tell=lambda count: status.update(f"Sealing anew … {count} values")
        )
    began = "An earlier change was finished" if done.resumed else "The key was changed"
    print(f"{began}: {done.current} seals, {done.resealed} values were sealed anew.")
    print("Keep a copy of the key file now, apart from the data.")
    for name in done.retirable:
        print(f"No value needs {name} any more:  assistant keys retire {name}")
    if done.unopened:
        print(f"{done.unopened} values could not be opened and were left as they are.")
        raise typer.Exit(1)


@app.command("passphrase")
def passphrase(
    remove: Annotated[bool, typer.Option(help="take the passphrase off instead")] = False,
) -> None:
    """Lock the key file under a passphrase, or change it; from then on each start needs it."""
    master_keys = wiring().master_keys
    master_keys.current()
    if remove:
        master_keys.lock(None)
        print("The key file is not locked any more.")
        return
    master_keys.lock(typer.prompt(_ASK_FOR_NEW, hide_input=True, confirmation_prompt=True))
    print("The key file is locked. Without the passphrase nothing stored can be read: keep it where a fire does not")
    print("reach both. What runs goes on until it is started again. Copies made before are not locked.")


@app.command("retire")
def retire(name: Annotated[str, typer.Argument(metavar="KEYID", help="the key's id")]) -> None:
    """Take a key out of the key file; refused while any value needs it."""
    parts = wiring()
    retire_key(parts.master_keys, parts.sealed_values, name)
    print(f"{name} is gone from the key file. Backups made before the change still need it: keep the copy of the")
    print("key file that belongs to them as long as you keep them, and then destroy both.")
