"""Rasa's custom actions: slots in, one service call, a response out. A module per journey."""
