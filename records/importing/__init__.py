"""Many documents at once: found in folders and zip files, read in processes of their own, listed in a report."""
