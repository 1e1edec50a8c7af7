"""The things a person can do, one function each; they know ports, not tools."""
