"""What is about to be forgotten: when an item is due again, and how well it is still known."""
