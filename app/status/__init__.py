"""Status lists: a random position for every credential, and the signed lists themselves."""
