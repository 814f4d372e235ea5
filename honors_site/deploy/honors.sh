#!/bin/sh
# 以网站的用户、在网站的目录、带着网站的设置运行一条命令：honors make prepare
cd /srv/honors-record && exec sudo -u honors sh -c 'set -a; . /etc/honors-record.env; exec "$@"' honors "$@"
