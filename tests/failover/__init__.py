"""The primary of a PostgreSQL cluster is killed, frozen and cut off, as the operator's guide sets it up: `make failover`.

Three machines run in network namespaces of this one, with the files of `honors_site/deploy/patroni/`. Needs root, and
etcd, Patroni, HAProxy and PgBouncer from Debian.
"""
