"""开放数据: the public records for other programs, read only, at /api/v1/.

v1.py has the addresses, schemas.py their parameters and answers, answers.py makes answers of rows, and contract.py is
what all addresses have in common: caches, other sites' scripts, errors, the description.
"""
