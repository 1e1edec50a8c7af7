"""The staff pages and who may see them."""
