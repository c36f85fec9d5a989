"""From items through predictions to tickets, registers and summaries."""
