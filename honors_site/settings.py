"""Settings of the site. What an operator may set comes from the environment, as `environment` declares it."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from honors_site.environment import at_least, env, kept_secret
from records.presentation.site_owner import Operator

BASE_DIR = Path(__file__).resolve().parent.parent

VAR = Path(env("VAR") or BASE_DIR / "var").resolve()
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds password hashes and the secret key

SECRET_KEY = env("SECRET_KEY") or kept_secret(VAR / "secret_key")
DEBUG = False  # the same everywhere: what is tested is what is served; errors are read in the log

# --- Address --------------------------------------------------------------------------------------
# Canonical links, feeds and redirects are built from SITE_URL, never from what a client sends as Host. It may carry a
# path: https://county.example/honors.

HOST = env("HOST")
PORT = at_least(1, "PORT")
SITE_URL = env("SITE_URL", default=f"http://{HOST}:{PORT}").rstrip("/")
SITE_NAME = env("SITE_NAME")
_site = urlsplit(SITE_URL)
SITE_PATH = _site.path
SITE_ORIGIN = f"{_site.scheme}://{_site.netloc}"
_is_path = re.fullmatch(r"(/(?!\.+(/|$))[A-Za-z0-9._~-]+)*", SITE_PATH)
if (
    _site.scheme not in {"http", "https"}
    or not _site.hostname
    or not _is_path
    or SITE_URL != SITE_ORIGIN + SITE_PATH
):
    raise ImproperlyConfigured(
        f"SITE_URL 应写成 https://域名 或 https://域名/路径 的形式（路径用字母、数字），现在是 {SITE_URL!r}。"
    )
FORCE_SCRIPT_NAME = SITE_PATH or None
HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = [*env("ALLOWED_HOSTS"), _site.hostname]
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
# How many proxies of our own stand in front, each adding to X-Forwarded-For. 0 believes no forwarded header.
PROXY_HOPS = at_least(0, "PROXY_HOPS")

# --- Operator -------------------------------------------------------------------------------------

OPERATOR = Operator.from_environment(env)
# Files with a portal's own header and footer, which stand around every public page.
STATIC_HEADER = env("STATIC_HEADER")
STATIC_FOOTER = env("STATIC_FOOTER")

# --- Security -------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
# The machine's own supervisor asks these over plain HTTP.
SECURE_REDIRECT_EXEMPT = [rf"^{re.escape(SITE_PATH[1:])}/?(livez|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_HOPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and not SITE_PATH  # below a path the host is another's
# Preloading binds the whole registered domain, which is usually not this site's to promise.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# A cookie of such a name is taken by browsers only over https, and from this very host for all that is on it: below a
# path of a host that others share, the cookies stay below that path.
COOKIE_PREFIX = ("__Secure-" if SITE_PATH else "__Host-") if HTTPS else ""
COOKIE_PATH = f"{SITE_PATH}/"
SESSION_ENGINE = "records.accounts.sessions"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}staff_session"
SESSION_COOKIE_PATH = COOKIE_PATH
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # the server ends it earlier
STAFF_IDLE_MINUTES = at_least(1, "STAFF_IDLE_MINUTES")
STAFF_SESSION_HOURS = 12
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_PATH = COOKIE_PATH
CSRF_COOKIE_HTTPONLY = True
# In a cookie of their own they would go over the wire with titles in them, under a name without the prefix.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "records.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# Passwords are guessed from one address at a time; a whole office shares one, so the user name counts too.
AXES_HANDLER = "records.accounts.limits.SignInLimits"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
GUESSES_PER_ADDRESS = 50  # of all names together, in the same time
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_CLIENT_IP_CALLABLE = "records.accounts.limits.guessing_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_ALLOWED_CORS_ORIGINS = SITE_ORIGIN  # the default lets every site read how a login was refused
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = (
    False  # or the owner of a name is shut out as long as a guesser likes
)
AXES_VERBOSE = False

# "offered": asked of all who have enrolled one; "required": nobody works without.
STAFF_SECOND_FACTOR = env("STAFF_SECOND_FACTOR")
if STAFF_SECOND_FACTOR not in {"offered", "required"}:
    raise ImproperlyConfigured(
        f"STAFF_SECOND_FACTOR 应是 offered 或 required，现在是 {STAFF_SECOND_FACTOR!r}。"
    )
# How many people who did not write a version must approve it before it is public: 初审, 复审, 终审.
REVIEW_STEPS = env("REVIEW_STEPS")
if REVIEW_STEPS not in range(4):
    raise ImproperlyConfigured(f"REVIEW_STEPS 应是 0、1、2 或 3，现在是 {REVIEW_STEPS}。")
OTP_TOTP_ISSUER = SITE_NAME
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
OTP_WEBAUTHN_RP_NAME = SITE_NAME
# Browsers make passkeys over https, and for this machine's own name.
OTP_WEBAUTHN_RP_ID = _site.hostname if HTTPS else "localhost"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [SITE_ORIGIN if HTTPS else f"http://localhost:{PORT}"]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# One hasher: only what it makes is ever in the database, and one that is not bounded would be a way around it.
PASSWORD_HASHERS = ["records.accounts.hashing.BoundedPBKDF2"]
# None about what a password is made of: such rules make worse ones.
DJANGOS_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{DJANGOS_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{DJANGOS_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{DJANGOS_VALIDATION}.CommonPasswordValidator"},
    {"NAME": "records.accounts.passwords.OwnWords"},
    {"NAME": "records.accounts.passwords.Breached"},
]
BREACHED_PASSWORDS = env("BREACHED_PASSWORDS")

# --- Applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "nested_admin",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp_webauthn",
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
    "records.http.query_encoding.read_other_encodings",
    "records.http.middleware.refuse_nul",
    "records.http.middleware.leave_staff_cookies_to_staff",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "records.http.body_limit.bound_bodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "records.accounts.kept_forms.keep_what_was_typed",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "records.audit.middleware.remember_request",
    "records.accounts.sessions.touch_sessions",
    "records.accounts.second_factor.demand_enrolment",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "records.accounts.limits.BusyAnswers",
    "records.http.middleware.refuse_broken_off",
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


# What DATABASE_URL says after its question mark goes before.
POSTGRESQL_OPTIONS = {
    # Seconds, and milliseconds without a sign of life, after which a server that has gone is given up.
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    # Where nothing is under way either, as in the wait for an answer: asked after 10 s, given up after 10 more.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    # Not to a standby, nor to what was the primary until a moment ago.
    "target_session_attrs": "read-write",
}


def database() -> dict[str, Any]:
    """Chooses SQLite in VAR unless DATABASE_URL names another; either way an answer is durable before it is given."""
    chosen: dict[str, Any] = (
        env.db("DATABASE_URL")
        if env("DATABASE_URL")
        else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR / "db.sqlite3")}
    )
    chosen |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if chosen["ENGINE"].endswith("postgresql"):
        chosen["OPTIONS"] = POSTGRESQL_OPTIONS | chosen.get("OPTIONS", {})
    if chosen["ENGINE"].endswith("sqlite3"):
        chosen["OPTIONS"] = {
            # Writers queue at BEGIN instead of failing when they come to write.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # The log is written back to the database every 16 MB, not every 4: a page that a flood of tributes
            # touches again and again is written once for them all.
            # What a savepoint would undo is remembered in memory, not in a file: it is never needed behind a crash.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; "
            "PRAGMA temp_store=MEMORY;",
            # An import inserts any number of rows at a time, each number in a statement of its own.
            "cached_statements": 500,
        }
    return chosen


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_PATH = "/static/"  # from the site's own root
STATIC_URL = SITE_PATH + STATIC_PATH
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = f"{SITE_PATH}/media/"
MEDIA_ROOT = VAR / "media"
# Pictures made narrower for small screens: no state, each is made again when it is asked for.
NARROWED_ROOT = VAR / "narrowed"
SHEETS_ROOT = VAR / "sheets"
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
MARKDOWNX_URLS_PATH = f"{SITE_PATH}/admin/markdown/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = f"{SITE_PATH}/admin/markdown/upload/"
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
PAGES_MEMORY_MB = at_least(0, "PAGES_MEMORY_MB")
# What caches in front keep is made void with every change: the folder of nginx on this machine is swept, and a command
# is run for a CDN, or an nginx elsewhere.
NGINX_CACHE = env("NGINX_CACHE")
PURGE_COMMAND = env("PURGE_COMMAND").strip()

# --- Tributes -------------------------------------------------------------------------------------

TRIBUTES_PER_NETWORK = at_least(1, "TRIBUTES_PER_NETWORK")

# --- Watching over the site -----------------------------------------------------------------------

# Shown as "Authorization: Bearer …" by those who ask for the whole of /readyz from elsewhere than this machine.
MONITOR_TOKEN = env("MONITOR_TOKEN")
if not re.fullmatch("[!-~]*", MONITOR_TOKEN):
    # As a header it would come in another encoding or form, and never match.
    raise ImproperlyConfigured("MONITOR_TOKEN 只能用英文字母、数字和符号，不能有空格。")

# --- Audit log ------------------------------------------------------------------------------------

# What the law asks for; the database itself refuses to give up a line sooner (records/models/guards.py).
LEAST_AUDIT_MONTHS = 6
AUDIT_MONTHS = at_least(LEAST_AUDIT_MONTHS, "AUDIT_MONTHS", "：法律要求日志留存不少于六个月")

# --- Public log -----------------------------------------------------------------------------------

# An authority that vouches, once a day, that the head of the log was there (RFC 3161).
TIMESTAMP_URL = env("TIMESTAMP_URL")
if not re.fullmatch(r"(https?://[!-~]+)?", TIMESTAMP_URL):
    raise ImproperlyConfigured(
        f"TIMESTAMP_URL 应是时间戳服务的地址，以 https:// 或 http:// 开头，现在是 {TIMESTAMP_URL!r}。"
    )

# --- Sheets of records ----------------------------------------------------------------------------

# What signs them, with the passphrase that opens it.
CERTIFICATE_FILE = env("CERTIFICATE_FILE")
CERTIFICATE_PASSPHRASE_FILE = env("CERTIFICATE_PASSPHRASE_FILE")

# --- Backups --------------------------------------------------------------------------------------

# The keys of a backup are encrypted with one of these, with the first where both are set; else they are left out.
BACKUP_RECIPIENT = env("BACKUP_RECIPIENT")
BACKUP_PASSPHRASE_FILE = env("BACKUP_PASSPHRASE_FILE")

# --- Log ------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "records.http.middleware.RequestIdFilter"},
        "client_faults": {"()": "records.http.middleware.ClientFaultFilter"},
    },
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
        "bare": {"format": "%(message)s"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id", "client_faults"],
        },
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
