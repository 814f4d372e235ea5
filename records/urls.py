from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path

from records.api.v1 import urls as api_urls
from records.http.page_cache import public_page, public_page_by
from records.presentation.variants import in_every_variant
from records.views import open_data as open_data_views
from records.views import pages as views
from records.views import search as search_views
from records.views import tributes as tribute_views
from records.views.feeds import LatestRecords, RecordsOfCategory, RecordsOfYear
from records.views.record_files import record_file
from records.views.sitemaps import SITEMAPS, sitemap_index

# Pages for people, each in every variant.
pages = [
    path("", views.home, name="home"),
    path("records/<int:record_id>/", views.record, name="record"),
    path("records/<int:record_id>/thanks/", tribute_views.thanks, name="thanks"),
    path("records/<int:record_id>/withdrawn/", tribute_views.tribute_withdrawn, name="tribute_withdrawn"),
    path("categories/", views.categories, name="categories"),
    path("categories/<int:category_id>/", views.category, name="category"),
    path("years/<int:number>/", views.year, name="year"),
    path("places/", views.places_page, name="places"),
    path("recipients/<int:recipient_id>/", views.recipient, name="recipient"),
    path("search/", search_views.search, name="search"),
    path("open-data/", open_data_views.open_data, name="open_data"),
    path("about/tributes/", views.about_tributes, name="about_tributes"),
    path("about/accessibility/", views.accessibility, name="accessibility"),
]

urlpatterns = [
    *in_every_variant(pages),
    path("records/<int:record_id>/preview/", views.record_preview, name="record_preview"),
    path("records/<int:record_id>/tribute/", tribute_views.tribute, name="tribute"),
    path("records/<int:record_id>/tribute/withdraw/", tribute_views.withdraw, name="withdraw_tribute"),
    path("search/suggest/", search_views.suggest, name="suggest"),
    path("api/", include(api_urls)),
    re_path(
        r"^records/(?P<record_id>[0-9]{1,18})\.(?P<name>json|md|txt|jsonld)$", record_file, name="record_file"
    ),
    path("opensearch.xml", open_data_views.opensearch, name="opensearch"),
    path("feed/", public_page(LatestRecords()), name="feed"),
    path("categories/<int:category_id>/feed/", public_page(RecordsOfCategory()), name="category_feed"),
    path("years/<int:number>/feed/", public_page(RecordsOfYear()), name="year_feed"),
    # An index of several sitemaps: one may name no more than 50,000 addresses.
    path("sitemap.xml", public_page(sitemap_index), name="sitemap"),
    path(
        "sitemap-<slug:section>.xml",
        public_page_by("p")(sitemap),
        {"sitemaps": SITEMAPS},
        name="sitemap_part",
    ),
    path("robots.txt", views.robots, name="robots"),
    re_path(r"^media/images/(?P<name>\w+\.(?:webp|png|jpe?g))$", views.media, name="media"),
    path("marks/<slug:name>.png", views.mark, name="mark"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
]
