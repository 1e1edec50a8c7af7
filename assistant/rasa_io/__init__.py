"""Rasa's doors: the channel that only the gateway may use, and the store that keeps conversations sealed."""
