"""Rasa graph components: what a message means, and whether somebody is at risk."""
