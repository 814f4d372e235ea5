"""The primary of a PostgreSQL cluster, set up as the operator's guide does it, is killed, frozen and cut off.

Three machines run in network namespaces of this one, with the files of `honors_site/deploy/patroni/`. Needs root, and
etcd, Patroni, HAProxy and PgBouncer from Debian.
"""
