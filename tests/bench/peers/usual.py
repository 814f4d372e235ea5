"""A peer: the tribute counter as it is usually written, on stock SQLite: one view, `F("count") + 1`.

`python -m tests.bench.peers.usual` makes its database; gunicorn serves `tests.bench.peers.usual:application`.
"""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(os.environ["VAR"]) / "usual.sqlite3",
        }
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="usual",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
)
django.setup()


class Counter(models.Model):
    count = models.PositiveBigIntegerField(default=0)
    objects: "models.Manager[Counter]" = models.Manager()

    class Meta:
        app_label = "usual"

    def __str__(self) -> str:
        return str(self.count)


@csrf_exempt
def tribute(request: HttpRequest) -> JsonResponse:
    Counter.objects.filter(pk=1).update(count=F("count") + 1)
    return JsonResponse({"count": Counter.objects.get(pk=1).count})


urlpatterns = [path("tribute/", tribute)]
application = get_wsgi_application()

if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Counter)
    Counter.objects.create(pk=1)
