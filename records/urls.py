from django.urls import include, path, re_path

from records.presentation.pictures import PICTURE_NAME, WIDTH
from records.presentation.variants import in_every_variant

from .api.v1 import urls as api_urls
from .views import (
    badges,
    browsing,
    certificates,
    commendations,
    decisions,
    health,
    media,
    metrics,
    names,
    open_data,
    pages,
    records,
    roll_files,
    search,
    site,
    transparency,
    tributes,
    verify,
    versions,
)
from .views.feeds import LatestCommendations, LatestRecords, RecordsOfCategory, RecordsOfYear, public_feed
from .views.sitemaps import robots, sitemap, sitemap_index

# Pages for people, each in every variant.
public_pages = [
    path("", pages.home, name="home"),
    path("records/<int:record_id>/", records.record, name="record"),
    path("records/<int:record_id>/versions/", versions.versions, name="versions"),
    path("records/<int:record_id>/versions/<int:number>/", versions.version, name="version"),
    path(
        "records/<int:record_id>/versions/<int:first>..<int:second>/",
        versions.version_difference,
        name="version_difference",
    ),
    path("records/<int:record_id>/thanks/", tributes.thanks, name="thanks"),
    path("records/<int:record_id>/withdrawn/", tributes.tribute_withdrawn, name="tribute_withdrawn"),
    path("categories/", pages.categories, name="categories"),
    path("categories/<int:category_id>/", pages.category, name="category"),
    path("commendations/", commendations.commendations, name="commendations"),
    path("commendations/<int:commendation_id>/", commendations.commendation, name="commendation"),
    path("commendations/<int:commendation_id>/notice/", commendations.notice, name="commendation_notice"),
    path("commendations/<int:commendation_id>/find/", commendations.find_on_roll, name="commendation_find"),
    path(
        "commendations/<int:commendation_id>/print/", commendations.roll_on_paper, name="commendation_print"
    ),
    path("commendations/<int:commendation_id>/versions/", decisions.versions, name="commendation_versions"),
    path(
        "commendations/<int:commendation_id>/versions/<int:number>/",
        decisions.version,
        name="commendation_version",
    ),
    path(
        "commendations/<int:commendation_id>/versions/<int:first>..<int:second>/",
        decisions.version_difference,
        name="commendation_difference",
    ),
    path("years/", browsing.years, name="years"),
    path("years/<int:number>/", pages.year, name="year"),
    path("places/", pages.places_page, name="places"),
    path("people/", names.people, name="people"),
    path("organizations/", names.organizations, name="organizations"),
    path("recipients/<int:recipient_id>/", pages.recipient, name="recipient"),
    path("search/", search.search, name="search"),
    path("subscribe/", browsing.subscribe, name="subscribe"),
    path("map/", browsing.site_map, name="site_map"),
    path("open-data/", open_data.open_data, name="open_data"),
    path("pages/<int:page_id>/", site.site_page, name="site_page"),
    path("verify/", verify.verify, name="verify"),
    path("about/tributes/", pages.about_tributes, name="about_tributes"),
    path("about/accessibility/", pages.accessibility, name="accessibility"),
]

urlpatterns = [
    *in_every_variant(public_pages),
    path("records/<int:record_id>/original/", records.record_original, name="record_original"),
    path("records/<int:record_id>/preview/", records.record_preview, name="record_preview"),
    path("records/<int:record_id>/tribute/", tributes.tribute, name="tribute"),
    path("records/<int:record_id>/tribute/withdraw/", tributes.withdraw, name="withdraw_tribute"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("api/", include(api_urls)),
    path("records/<int:record_id>/badge.json", badges.badge, name="badge"),
    path("badges/status/<int:number>.json", badges.status, name="badge_status"),
    path("badges/issuer.json", badges.issuer, name="badge_issuer"),
    path("records/<int:record_id>/certificate.pdf", certificates.certificate, name="certificate"),
    re_path(
        r"^records/(?P<record_id>[0-9]{1,18})\.(?P<name>json|md|txt|jsonld|ris|csl\.json)$",
        records.record_file,
        name="record_file",
    ),
    re_path(
        r"^commendations/(?P<commendation_id>[0-9]{1,18})/roll\.(?P<name>xlsx|csv|json)$",
        roll_files.roll_file,
        name="commendation_roll",
    ),
    path(
        "commendations/<int:commendation_id>/decision/", decisions.attachment, name="commendation_attachment"
    ),
    path("commendations/feed/", public_feed(LatestCommendations()), name="commendations_feed"),
    path("opensearch.xml", open_data.opensearch, name="opensearch"),
    path("feed/", public_feed(LatestRecords()), name="feed"),
    path("categories/<int:category_id>/feed/", public_feed(RecordsOfCategory()), name="category_feed"),
    path("years/<int:number>/feed/", public_feed(RecordsOfYear()), name="year_feed"),
    # An index of several sitemaps: one may name no more than 50,000 addresses.
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, name="sitemap_part"),
    path("robots.txt", robots, name="robots"),
    re_path(rf"^media/images/(?:(?P<width>{WIDTH})/)?(?P<name>{PICTURE_NAME})$", media.media, name="media"),
    re_path(
        r"^style/(?P<sheet>[0-9a-f]{12})\.(?P<color>[0-9a-f]{6})\.(?P<seal>[0-9a-f]{12})\.css$",
        site.style,
        name="style",
    ),
    path("marks/<slug:name>.png", media.mark, name="mark"),
    # The public log, by the addresses that c2sp.org/tlog-tiles gives it below one of the site's own.
    path("log/checkpoint", transparency.checkpoint, name="log_checkpoint"),
    path("log/key", transparency.log_keys, name="log_keys"),
    path("log/verify.py", transparency.program, name="log_program"),
    path(".well-known/honors-log", transparency.log_keys, name="log_keys_well_known"),
    re_path(rf"^log/tile/{transparency.BUNDLE}$", transparency.bundle, name="log_bundle"),
    re_path(
        rf"^log/tile/{transparency.BUNDLE}{transparency.WIDTH}$",
        transparency.partial_bundle,
        name="log_partial_bundle",
    ),
    re_path(rf"^log/tile/{transparency.TILE}$", transparency.tile, name="log_tile"),
    re_path(
        rf"^log/tile/{transparency.TILE}{transparency.WIDTH}$",
        transparency.partial_tile,
        name="log_partial_tile",
    ),
    path("log/totals/<int:year>-<int:month>-<int:day>.json", transparency.day_totals, name="log_totals"),
    re_path(
        r"^log/timestamps/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\.(?P<form>tsr|txt)$",
        transparency.day_stamp,
        name="log_timestamp",
    ),
    path(
        "records/<int:record_id>/names/<int:number>.canonical.json",
        transparency.canonical_names,
        name="canonical_names",
    ),
    path(
        "records/<int:record_id>/versions/<int:number>.canonical.json",
        transparency.canonical_version,
        name="canonical_version",
    ),
    path(
        "commendations/<int:commendation_id>/decisions/<int:number>.canonical.json",
        transparency.canonical_decision,
        name="canonical_decision",
    ),
    path("records/<int:record_id>/versions/<int:number>.qr.svg", verify.version_qr, name="version_qr"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
