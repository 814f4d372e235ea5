from django.urls import include, path, re_path

from records.presentation.pictures import PICTURE_NAME, WIDTH
from records.presentation.variants import in_every_variant

from .api.v1 import urls as api_urls
from .views import (
    browsing,
    health,
    media,
    metrics,
    names,
    open_data,
    pages,
    records,
    search,
    site,
    tributes,
    versions,
)
from .views.feeds import LatestRecords, RecordsOfCategory, RecordsOfYear, public_feed
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
    path("about/tributes/", pages.about_tributes, name="about_tributes"),
    path("about/accessibility/", pages.accessibility, name="accessibility"),
]

urlpatterns = [
    *in_every_variant(public_pages),
    path("records/<int:record_id>/preview/", records.record_preview, name="record_preview"),
    path("records/<int:record_id>/tribute/", tributes.tribute, name="tribute"),
    path("records/<int:record_id>/tribute/withdraw/", tributes.withdraw, name="withdraw_tribute"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("api/", include(api_urls)),
    re_path(
        r"^records/(?P<record_id>[0-9]{1,18})\.(?P<name>json|md|txt|jsonld|ris|csl\.json)$",
        records.record_file,
        name="record_file",
    ),
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
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
