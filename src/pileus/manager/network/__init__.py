"""Networks, addresses and the rules between them."""
