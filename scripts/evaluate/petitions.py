"""Measure how many full addresses of real petitions are read into street and house."""

import csv
import gzip

from nlp.address import Extractor
from nlp.remark import Remark
from scripts.evaluate.addresses import SHARED

PETITIONS = SHARED / "real" / "spb-petitions.csv.gz"


def main() -> None:
    """Print the share, of all rows and of different addresses."""
    if not PETITIONS.exists():
        return
    with gzip.open(PETITIONS, "rt", encoding="utf-8") as file:
        written = [row["full_address"] for row in csv.DictReader(file) if row["full_address"]]
    extractor = Extractor.load()
    read = {text: is_read(extractor, text) for text in set(written)}
    share = sum(read[text] for text in written) / len(written)
    print(f"full addresses of petitions read: {share:.4f} of {len(written)}")
    print(f"different ones:                   {sum(read.values()) / len(read):.4f} of {len(read)}")


def is_read(extractor: Extractor, text: str) -> bool:
    """Whether a street and a house came out."""
    places = extractor.find(Remark(text))
    return bool(places and places[0].street and places[0].house)


if __name__ == "__main__":
    main()
