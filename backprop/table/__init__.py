"""A person's table as text: reading, what is wrong with it, remedies, and the numbers to train on."""
