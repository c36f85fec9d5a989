"""What leaves the house: cards and digests for the responsible, answers for the residents."""
