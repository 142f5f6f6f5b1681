"""Coming back without paper and device: a training body confirms who somebody is."""
