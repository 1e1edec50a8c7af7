"""One folder a tool; each is the only importer of its tool."""
