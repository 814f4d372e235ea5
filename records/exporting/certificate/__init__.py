"""A record as a sheet of paper: one page of PDF/A, made in a process of its own, signed where a certificate is set."""
