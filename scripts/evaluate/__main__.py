"""All measurements: python -m scripts.evaluate."""

from scripts.evaluate import addresses, labels, lives, threads

for part in (labels, addresses, threads, lives):
    part.main()
