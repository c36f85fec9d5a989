"""From VK into rows: walls, comments and threads, and the archive of what was answered."""
