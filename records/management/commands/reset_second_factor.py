from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from records.accounts.second_factor import reset_factors


class Command(BaseCommand):
    help = "移除一个用户的全部第二重验证和恢复码，并结束他的全部登录。手机丢了、又没有管理员能登录时用。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", metavar="用户名")

    def handle(self, *args: Any, user: str, **options: Any) -> None:
        account = get_user_model().objects.filter(username=user).first()
        if account is None:
            raise CommandError(f"没有用户名为“{user}”的用户。")
        removed = reset_factors(account)
        self.stdout.write(f"已移除 {user} 的 {removed} 种第二重验证，下次登录只要密码。请尽快重新添加。")
