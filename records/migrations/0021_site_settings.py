"""The site's settings and pages, and the right to change them for the roles 发布 and 管理."""

import django.core.validators
import django.db.models.deletion
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ROLES = ("发布", "管理")
RIGHTS = [
    *(f"{act}_sitesettings" for act in ("view", "change")),
    *(f"{act}_sitepage" for act in ("view", "add", "change", "delete")),
]


def give_rights(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Adds to what operators have made of the roles; one that they have taken away is not made anew."""
    config = apps.get_app_config("records")
    config.models_module = getattr(config, "models_module", None) or True  # type: ignore[assignment]  # a stand-in
    create_permissions(config, apps=apps, verbosity=0, using=editor.connection.alias)
    rights = apps.get_model("auth", "Permission").objects.filter(
        codename__in=RIGHTS, content_type__app_label="records"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0020_feed_ids"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="SitePage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=40, verbose_name="标题")),
                ("text", models.TextField(blank=True, verbose_name="正文")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=100,
                        help_text="小的在前；与“网站设置”里导航的次序一起排。",
                        verbose_name="次序",
                    ),
                ),
                (
                    "in_navigation",
                    models.BooleanField(
                        default=False, help_text="不选则只在页尾。", verbose_name="显示在页首的导航里"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "草稿"), ("public", "公开")],
                        default="draft",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(editable=False, unique=True)),
            ],
            options={
                "verbose_name": "网站的网页",
                "verbose_name_plural": "网站的网页",
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="sitepage_title_not_blank",
                        violation_error_message="请填写标题。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place__gte", 1), ("place__lte", 6)), name="sitepage_one_of_six"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SiteSettings",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        help_text="留空则用运行时设的名称。",
                        max_length=40,
                        verbose_name="网站名称",
                    ),
                ),
                (
                    "subtitle",
                    models.CharField(
                        blank=True,
                        help_text="显示在页首的名称下面，如主办单位；可不填。",
                        max_length=60,
                        verbose_name="副标题",
                    ),
                ),
                ("mark", models.CharField(blank=True, editable=False, max_length=120, verbose_name="标识")),
                (
                    "mark_width",
                    models.PositiveSmallIntegerField(default=36, editable=False, verbose_name="标识的宽度"),
                ),
                (
                    "accent",
                    models.CharField(
                        blank=True,
                        help_text="如 #12467b；留空则用原来的红色。深色背景上用的颜色由它调亮得来。",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^#[0-9a-f]{6}\\Z", "写成 # 和六位数字或字母 a–f，如 #8f1a1d。"
                            )
                        ],
                        verbose_name="主色",
                    ),
                ),
                (
                    "sentence",
                    models.CharField(
                        blank=True,
                        help_text="留空则用“收录受表彰的集体和个人，以及他们的先进事迹。”",
                        max_length=120,
                        verbose_name="首页的一句话",
                    ),
                ),
                (
                    "license",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "不说明"),
                            ("cc-by-4.0", "CC BY 4.0（署名）"),
                            ("cc-by-sa-4.0", "CC BY-SA 4.0（署名，以相同方式共享）"),
                            ("cc0-1.0", "CC0 1.0（放弃权利）"),
                            ("other", "其他（写名称和链接）"),
                        ],
                        default="",
                        max_length=16,
                        verbose_name="数据许可",
                    ),
                ),
                (
                    "license_name",
                    models.CharField(
                        blank=True, help_text="只在选“其他”时填。", max_length=80, verbose_name="许可的名称"
                    ),
                ),
                (
                    "license_link",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        validators=[django.core.validators.URLValidator(["http", "https"])],
                        verbose_name="许可的链接",
                    ),
                ),
                (
                    "navigation",
                    models.JSONField(blank=True, default=dict, editable=False, verbose_name="导航的次序"),
                ),
                (
                    "featured",
                    models.ForeignKey(
                        blank=True,
                        help_text="公开期间显示在首页。",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="records.record",
                        verbose_name="首页推荐",
                    ),
                ),
            ],
            options={
                "verbose_name": "网站设置",
                "verbose_name_plural": "网站设置",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="site_settings_is_one_row"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("license", "other"), models.Q(("license_name", ""), _negated=True)),
                            models.Q(models.Q(("license", "other"), _negated=True), ("license_name", "")),
                            _connector="OR",
                        ),
                        name="site_settings_license_named",
                        violation_error_message="选了“其他”许可，请写它的名称；选了别的，请把名称留空。",
                    ),
                ],
            },
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
