"""The life of a ticket: folding, clocks, moves, what a dispatcher sees."""
