"""The website widget as a school embeds it: one file, its releases, the snippet, and who may use it from elsewhere."""
