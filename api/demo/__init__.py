"""A fictional population written as department files, with its truth. Shares nothing with the parser but column codes and check digits."""
