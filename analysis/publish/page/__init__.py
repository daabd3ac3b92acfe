"""The page that readers open, one file without script, and the page over all reports; the gate lets both pass."""
