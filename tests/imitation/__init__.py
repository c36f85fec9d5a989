"""An imitation of VK's API by someone who distrusts the harvester."""
