"""A process that makes calls as fast as it may: ``python -m tests.imitation.spender DB BASE``."""

import sys
from datetime import UTC, datetime

from harvester.client import Client
from harvester.request import wall
from harvester.token import Token
from models.database import open_engine, open_sessions
from pipeline.harvest.pace import Pacer

CALLS = 12


def main() -> None:
    """Spend the turns of the key «service»."""
    url, base = sys.argv[1:]
    pacer = Pacer(open_sessions(open_engine(url)), datetime.now(UTC))
    client = Client([Token("service")], pacer, base)
    for _ in range(CALLS):
        client.ask(wall(-5, 0))


if __name__ == "__main__":
    main()
