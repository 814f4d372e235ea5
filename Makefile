# The operator's commands; `make` alone lists them. HOST, PORT, VAR and the other settings of README.md are
# taken from the environment or the command line: make run PORT=9000 VAR="/srv/honors record"

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python
MANAGE := $(RUN) manage.py
# Wheels only: nothing is compiled, and no package runs code of its own while it is installed.
INSTALL := $(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
CODE   := manage.py honors_site records tests

.DEFAULT_GOAL := help
.PHONY: help run prepare demo admin test test-quick faults fuzz failover lint lint-code lint-types screenshots bench bench-import bench-roll bench-search bench-verify read-report lock clean lint-static

help: ## 列出全部命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: prepare ## 安装、更新数据库、首次载入内容，然后启动网站
	@exec $(MANAGE) serve

prepare: $(VENV)/installed ## 同上，但不启动（由 systemd 启动时用）
	@$(MANAGE) update_database $(WITHOUT_BACKUP)
	@$(MANAGE) seed
	@$(STATIC_IS_FRESH) || $(MANAGE) collect_static --verbosity 0

# A folder and a database of its own, whatever the environment names: a real site is never touched.
DEMO_VAR ?= var/demo
demo: override export VAR := $(DEMO_VAR)
demo: override export DATABASE_URL :=
demo: export SITE_NAME := 荣誉录（示例）
demo: $(VENV)/installed ## 另建一个示例网站并启动：四十条记录和三份名单，人物、单位和事迹都是虚构的，放在 var/demo
	@$(MANAGE) load_demo
	@$(STATIC_IS_FRESH) || $(MANAGE) collect_static --verbosity 0
	@exec $(MANAGE) serve

admin: $(VENV)/installed ## 创建一个管理员账号
	@$(MANAGE) update_database $(WITHOUT_BACKUP)
	@$(MANAGE) createsuperuser

test: $(VENV)/installed-dev ## 运行全部测试；只运行一部分：make test ARGS="tests/management/commands/test_serve.py -x"
	@$(RUN) -m pytest --numprocesses auto --maxprocesses 4 --dist loadscope $(ARGS)

test-quick: $(VENV)/installed-dev ## 运行不慢的测试，两分钟以内：不开浏览器，不另启服务器
	@$(RUN) -m pytest --numprocesses auto --maxprocesses 4 -m "not slow" $(ARGS)

faults: $(VENV)/installed-dev ## 故障测试的完整形式，约二十分钟：断电、锁库、磁盘满、数据库重启、恶意访问
	@FAULTS=long $(RUN) -m pytest tests/faults tests/failover tests/test_restoring_as_written.py $(ARGS)

fuzz: $(VENV)/installed-dev ## 乱数测试的完整形式，约一刻钟：任意的地址、请求头、表单、材料、图片和存档
	@FUZZ=long $(RUN) -m pytest tests/fuzzing --numprocesses auto --maxprocesses 4 --dist worksteal $(ARGS)

failover: $(VENV)/installed-dev ## 主库被杀、冻结、断网，备库断网，各二十次，约一个半小时，需要 root；少几次：make failover ARGS="--times 1"
	@$(RUN) -m tests.failover $(ARGS)

# The checks read the settings as a public site has them, with a scratch folder for the secret key they make.
LINT := lint lint-code lint-types
$(LINT): export VAR := $(VENV)/lint
$(LINT): export SITE_URL := https://honors.example
lint: lint-code lint-types $(if $(shell command -v npm),lint-static,no-npm) ## 检查代码、模板、类型、部署设置、样式和脚本

lint-code: $(VENV)/installed-dev ## 只检查代码、模板和部署设置
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@find $(CODE) -name node_modules -prune -o -name '*.py' -exec $(RUN) -m django_upgrade --check {} +
	@$(VENV)/bin/typos
	@$(RUN) -m djlint templates --lint
	@$(RUN) -m djlint templates --check
	@$(MANAGE) makemigrations --check --dry-run
	@REVIEW_STEPS=1 $(MANAGE) check --deploy --fail-level WARNING

lint-types: $(VENV)/installed-dev ## 只检查类型
	@$(RUN) -m mypy $(CODE)

no-npm:
	@echo "没有 npm，样式和脚本没有检查。在 Debian 或 Ubuntu 上请先安装：apt-get install nodejs npm"; [ "$$CI" != true ]

screenshots: $(VENV)/installed-dev ## 每种页面的每种样式各截一张图；只截一部分：make screenshots ARGS="--only award-390"
	@$(RUN) -m tests.screenshots $(ARGS)

bench: $(VENV)/installed-dev ## 与 nginx 等对照测量网页和致敬；只测一部分：make bench ARGS="--only pages"
	@$(RUN) -m tests.bench $(ARGS)

bench-import: $(VENV)/installed-dev ## 测量导入的速度和内存；只测一部分：make bench-import ARGS="--documents 1000 --kinds .txt"
	@$(RUN) -m tests.bench.import_bench $(ARGS)

bench-roll: $(VENV)/installed-dev ## 测量导入名单的速度和内存；连同十万名：make bench-roll ARGS="--large"
	@$(RUN) -m tests.bench.roll_bench $(ARGS)

bench-search: $(VENV)/installed-dev ## 测量查找的速度和建立索引的速度；只用一千条：make bench-search ARGS="--records 1000"
	@$(RUN) -m tests.bench.search_bench $(ARGS)

bench-verify: $(VENV)/installed-dev ## 测量核对文字的速度和它的索引；只用一千条：make bench-verify ARGS="--records 1000"
	@$(RUN) -m tests.bench.verify_bench $(ARGS)

read-report: $(VENV)/installed-dev ## 给定的材料读得怎样、凭什么；另看数据：make read-report ARGS="--figures 60"
	@$(RUN) -m tests.reading $(ARGS)

# One lock holds for Linux and macOS and every Python from 3.11 on. Newer versions: make lock ARGS=--upgrade
LOCK := $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --custom-compile-command "make lock"
lock: $(VENV)/installed-dev ## 重新锁定依赖的版本，并写出软件物料清单（SBOM）
	@$(LOCK) $(ARGS) --output-file requirements.txt
	@$(LOCK) $(ARGS) --group dev --constraint requirements.txt --output-file tests/requirements.txt
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(RUN) -m tests.bill_of_materials

clean: ## 删除安装的依赖和缓存；VAR 中的数据不动
	rm -rf $(VENV) $(NODE_MODULES) .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

# --- The ground under the commands above ----------------------------------------------------------

# The database is backed up before it is altered, unless told not to: make prepare BACKUP=no
WITHOUT_BACKUP = $(if $(filter no,$(BACKUP)),--without-backup)

# Collecting and compressing takes five seconds, so it is done again only after a change. The files lie in
# VAR, whose name may hold a space; make has no words for such a name, so the shell compares the dates.
MANIFEST := "$${VAR:-var}/static/staticfiles.json"
STATIC_IS_FRESH := [ -f $(MANIFEST) ] && [ -z "$$(find static records/presentation/static_storage.py requirements.txt -newer $(MANIFEST) | head -n 1)" ]

$(VENV)/installed: requirements.txt | $(VENV)/bin/pip
	@echo "正在安装依赖……"
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/installed-dev: tests/requirements.txt | $(VENV)/installed
	@echo "正在安装开发依赖……"
	@$(INSTALL) -r tests/requirements.txt
	@touch $@

# Only the checks need Node; the site is served without a build. Here too no package runs code of its own.
# ESLint 9 and stylelint 16 are the last that run on Node 18, which Debian 12 has. Newer: npm update --prefix tests/lint
NODE_MODULES := tests/lint/node_modules

lint-static: $(NODE_MODULES)/installed ## 只检查样式和脚本；需要 npm
	@$(NODE_MODULES)/.bin/stylelint --config tests/lint/stylelint.config.js "static/**/*.css"
	@$(NODE_MODULES)/.bin/eslint --config tests/lint/eslint.config.js static

$(NODE_MODULES)/installed: tests/lint/package-lock.json
	@echo "正在安装样式和脚本的检查工具……"
	@npm ci --prefix tests/lint --ignore-scripts --no-audit --no-fund --loglevel error >/dev/null
	@touch $@

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "需要 Python 3.11 或更新的版本。若已装有，请指明：make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "无法建立虚拟环境。在 Debian 或 Ubuntu 上请先安装：apt-get install python3-venv"; exit 1; }
