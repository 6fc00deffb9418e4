"""`make compat`: the program with each Python, with old and new packages, and with each Helm that the machine can have."""
