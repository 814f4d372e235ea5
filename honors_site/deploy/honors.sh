#!/bin/sh
# 以网站的用户、在网站的目录、带着网站的设置运行一条命令：honors make prepare
cd /srv/honors-record && exec sudo -u honors python3 honors_site/deploy/with_settings.py /etc/honors-record.env "$@"
