from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("records.urls")),
]

handler404 = "honors_site.errors.not_found"
handler500 = "honors_site.errors.server_error"
