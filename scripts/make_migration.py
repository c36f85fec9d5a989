"""Write the migration that brings the tables of the last revision to today's models."""

import sys

from alembic import command
from alembic.config import Config

from models.database import open_engine, upgrade


def main() -> None:
    """Take its sentence from the command line: python -m scripts.make_migration TEXT."""
    engine = open_engine("sqlite://")
    config = Config()
    config.set_main_option("script_location", "models:migrations")
    upgrade(engine)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, sys.argv[1], autogenerate=True)


if __name__ == "__main__":
    main()
