"""The gateway: the only public side."""
