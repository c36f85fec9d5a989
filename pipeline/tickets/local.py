"""What a workspace says of its own territory, beside the policy."""

from dataclasses import dataclass, field

from pipeline.tickets.routing import Routing, shipped_routing


@dataclass(frozen=True, slots=True)
class Local:
    """Routes of a workspace."""

    routing: Routing = field(default_factory=shipped_routing)
