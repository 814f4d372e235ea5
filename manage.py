#!/usr/bin/env python
import os
import sys

from records.management.utility import RecordingUtility

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honors_site.settings")
    RecordingUtility(sys.argv).execute()
