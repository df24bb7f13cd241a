"""Messages between managers and agents: versioned msgspec structs, and nothing else.

What may not stand here: behaviour, and any import from the rest of Pileus. Both ends import this package; neither imports the other.
"""
