"""What the product knows: pure data and functions of the standard library, without clock or input and output."""
