"""Text messages: taken from the provider, answered by the worker through the same chat, tried out on a page."""
