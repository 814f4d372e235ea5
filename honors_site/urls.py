from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("records.urls")),
]

handler404 = "records.views.errors.not_found"
handler500 = "records.views.errors.server_error"
