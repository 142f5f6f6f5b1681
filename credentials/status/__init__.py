"""Status lists: where a credential's later fate is published, one bit per credential."""
