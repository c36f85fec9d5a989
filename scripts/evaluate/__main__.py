"""All measurements: python -m scripts.evaluate."""

from scripts.evaluate import addresses, labels, threads

for part in (labels, addresses, threads):
    part.main()
