"""All measurements: python -m scripts.evaluate."""

from scripts.evaluate import addresses, labels, lives, peers, petitions, threads

for part in (labels, addresses, petitions, peers, threads, lives):
    part.main()
