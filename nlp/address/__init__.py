"""From how people write to the state register: places as spans of the text."""
