"""Parts that readers of office formats share: bounds of zip files, blocks and their looks, tables, messages."""
