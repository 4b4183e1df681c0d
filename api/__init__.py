"""The outermost ring: HTTP, command line, web page, settings, demo and the composition root. Nothing imports it."""
