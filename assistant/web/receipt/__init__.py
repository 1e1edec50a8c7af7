"""The page for the holder of a receipt; it works without JavaScript."""
