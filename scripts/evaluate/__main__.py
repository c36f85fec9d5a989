"""All measurements: python -m scripts.evaluate."""

from scripts.evaluate import addresses, labels, lives, peers, petitions, threads, urgency

for part in (labels, urgency, addresses, petitions, peers, threads, lives):
    part.main()
