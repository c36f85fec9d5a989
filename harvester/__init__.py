"""From the network to items: requests, answers, and what they say."""
