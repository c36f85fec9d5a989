"""What can go wrong, branched by what the caller can do about it.

OtklikError
├── WrongUsage        change the command line or the configuration
├── Partial           what came is kept; run again
├── Unavailable       wait: the other side does not answer or limits us
├── Unauthorised      get another key
├── Suspicious        look: data vanished or changed shape
├── BrokenDatabase    migrate or restore
├── BelowBar          a quality gate is not reached
├── Breached          deadlines are missed, and the caller asked to be told
└── Busy              wait: another run works in this workspace
"""


class OtklikError(Exception):
    """An expected failure; its text is in Russian, names the thing and the next step."""


class WrongUsage(OtklikError):
    """The command line or the configuration must change."""


class Partial(OtklikError):
    """What came is kept; running again goes on."""


class Unavailable(OtklikError):
    """The other side does not answer or limits us; later it may."""


class Unauthorised(OtklikError):
    """The key is missing, wrong or of the wrong kind."""


class Suspicious(OtklikError):
    """There is nothing where something was, or the shape is unknown."""


class BrokenDatabase(OtklikError):
    """The database must be migrated, restored or moved."""


class BelowBar(OtklikError):
    """A figure of quality is below the one demanded."""


class Breached(OtklikError):
    """Deadlines are missed."""


class Busy(OtklikError):
    """Another run holds the workspace."""
