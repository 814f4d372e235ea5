"""The tree of categories as the public sees it."""

from records.models import Category

from .counts import Census, census


def public_tree(counted: Census | None = None) -> list[Category]:
    """Returns the tree with `record_count` set: published records of the category and all below it.

    Left out is a category that unpublished records alone have brought along: an import may have misread it.
    """
    counted = counted or census()
    published, unseen = counted.by_category(), counted.unseen_categories()
    tree = Category.objects.tree()
    for category in tree:
        category.record_count = sum(published.get(pk, 0) for pk in category.descendants)
    return [category for category in tree if category.record_count or category.pk not in unseen]
