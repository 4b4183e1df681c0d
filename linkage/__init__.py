"""linkage: records to parties to entities; pure, knows no store, no clock, no web."""
