"""Many documents at once: found in folders and zip files, read in processes of their own, told of in a report."""
