"""Settings of the site. What an operator may set comes from the environment, as `environment` declares it."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from honors_site.environment import env
from records.presentation.site_owner import Operator

BASE_DIR = Path(__file__).resolve().parent.parent

VAR = Path(env("VAR") or BASE_DIR / "var").resolve()
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds password hashes and the secret key


def kept_secret(path: Path) -> str:
    """Returns the secret in `path`, made on first use; processes that start together all get the same one."""
    if not path.exists():
        made = path.with_name(f"{path.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(64), encoding="ascii")
        try:
            # A link fails where the file already stands: the first process wins and none reads half a secret.
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text(encoding="ascii")


SECRET_KEY = env("SECRET_KEY") or kept_secret(VAR / "secret_key")
DEBUG = False  # the same everywhere: what is tested is what is served; errors are read in the log

# --- Address --------------------------------------------------------------------------------------
# Canonical links, feeds and redirects are built from SITE_URL, never from what a client sends as Host.

HOST = env("HOST")
PORT = env("PORT")
SITE_URL = env("SITE_URL", default=f"http://{HOST}:{PORT}").rstrip("/")
SITE_NAME = env("SITE_NAME")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname or _site.path:
    raise ImproperlyConfigured(f"SITE_URL 应写成 https://域名 的形式，现在是 {SITE_URL!r}。")
HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = [*env("ALLOWED_HOSTS"), _site.hostname]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# How many proxies of our own stand in front, each adding to X-Forwarded-For. 0 believes no forwarded header.
PROXY_HOPS = env("PROXY_HOPS")

# --- Operator -------------------------------------------------------------------------------------

OPERATOR = Operator.from_environment(env)

# --- Security -------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
# The machine's own supervisor asks these over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_HOPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Preloading binds the whole registered domain, which is usually not this site's to promise.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "staff_session"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "records.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# Passwords are guessed from one address at a time; a whole office shares one, so the user name counts too.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_CLIENT_IP_CALLABLE = "records.http.client_address.client_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_ALLOWED_CORS_ORIGINS = SITE_URL  # the default lets every site read how a login was refused
AXES_VERBOSE = False

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- Applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "nested_admin",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "axes",
    "markdownx",
    "records",
]

MIDDLEWARE = [
    "records.http.middleware.request_id",
    "records.http.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    # Above all that may answer by itself, so that its header stands on a static file and a refusal too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Static files lie compressed on the disk; all that comes from further in is compressed here.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "records.http.compression.compress_answers",
    "records.http.middleware.refuse_nul",
    "records.http.middleware.leave_staff_cookies_to_staff",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "records.audit.middleware.remember_request",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "honors_site.urls"
WSGI_APPLICATION = "honors_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "records.presentation.context_processors.site",
            ],
        },
    },
]

# --- State ----------------------------------------------------------------------------------------


def database() -> dict[str, Any]:
    """Chooses SQLite in VAR unless DATABASE_URL names another; either way an answer is durable before it is given."""
    chosen: dict[str, Any] = (
        env.db("DATABASE_URL")
        if env("DATABASE_URL")
        else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR / "db.sqlite3")}
    )
    chosen |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if chosen["ENGINE"].endswith("postgresql"):
        # Seconds, and milliseconds without a sign of life, after which a server that has gone is given up.
        chosen["OPTIONS"] = {"connect_timeout": 5, "tcp_user_timeout": 10_000} | chosen.get("OPTIONS", {})
    if chosen["ENGINE"].endswith("sqlite3"):
        chosen["OPTIONS"] = {
            # Writers queue at BEGIN instead of failing when they come to write.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # The log is written back to the database every 16 MB, not every 4: a page that a flood of tributes
            # touches again and again is written once for them all.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;",
        }
    return chosen


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "records.presentation.static_storage.StaticFiles"},
}
# No page names an unhashed file; compressing them too would double the five seconds that collecting takes.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- Language, time, editing ----------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

MARKDOWNX_MARKDOWNIFY_FUNCTION = "records.presentation.markdown.to_html"
MARKDOWNX_URLS_PATH = "/admin/markdown/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/admin/markdown/upload/"
# A record of 250 measures posts about 1,600 fields; this leaves room for five times as many.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# As many documents as one import in the admin takes; more are for the command.
DATA_UPLOAD_MAX_NUMBER_FILES = 200

# --- Server ---------------------------------------------------------------------------------------

# Of each process. They wait more than they work, most of all for a commit that they share; more only wait for the
# same interpreter.
SERVER_THREADS = 32

# --- Published pages ------------------------------------------------------------------------------

# Of each server process, for pages ready to be sent; 0 keeps none. 1,000 award pages like the first take about 40 MB.
PAGES_MEMORY_MB = env("PAGES_MEMORY_MB")

# --- Tributes -------------------------------------------------------------------------------------

TRIBUTES_PER_NETWORK = env("TRIBUTES_PER_NETWORK")

# --- Watching over the site -----------------------------------------------------------------------

# Shown as "Authorization: Bearer …" by those who ask for the whole of /readyz from elsewhere than this machine.
MONITOR_TOKEN = env("MONITOR_TOKEN")

# --- Audit log ------------------------------------------------------------------------------------

# What the law asks for; the database itself refuses to give up a line sooner (records/models/guards.py).
LEAST_AUDIT_MONTHS = 6
AUDIT_MONTHS = env("AUDIT_MONTHS")
if AUDIT_MONTHS < LEAST_AUDIT_MONTHS:
    raise ImproperlyConfigured(
        f"AUDIT_MONTHS 至少是 {LEAST_AUDIT_MONTHS}：法律要求日志留存不少于六个月。现在是 {AUDIT_MONTHS}。"
    )

# --- Log ------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "records.http.middleware.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
        "bare": {"format": "%(message)s"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]},
        # One JSON object a line, for whoever collects logs: the copy of the audit log off the database.
        "audit": {"class": "logging.StreamHandler", "formatter": "bare"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django would mail errors to ADMINS and, off DEBUG, print nothing: here everything goes to the one log.
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # Its warnings name accounts and addresses, which the audit log masks here and keeps for those who may see them.
        "axes": {"level": "ERROR"},
        "records.audit": {"handlers": ["audit"], "level": "INFO", "propagate": False},
    },
}
