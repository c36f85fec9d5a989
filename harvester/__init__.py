"""From the network to items: VK's walls, comments and topics."""
