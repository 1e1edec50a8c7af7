"""Files that people hand over, written anew by Pillow and pikepdf in a process of their own."""

from assistant.adapters.attachments.apart import CleanerApart

__all__ = ["CleanerApart"]
