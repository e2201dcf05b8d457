# What a person and the CI call; `make help` lists it. Needs cargo, a C linker and make.

CARGO ?= cargo
# `make test FEATURES="--features full"` tests the parts that are not in every build too.
FEATURES ?=

.PHONY: build check test peers bless diagrams crossings bench help

build: ## compile the program
	$(CARGO) build --locked

check: ## formatting, lints and documentation, warnings denied
	$(call checked,fmt,rustfmt,$(CARGO) fmt --check)
	$(call checked,clippy,clippy,$(CARGO) clippy --locked $(FEATURES) --all-targets -- -D warnings)
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked $(FEATURES) --no-deps

# The suite comes last, so that its summary closes the output.
test: check ## check, then all tests
	$(CARGO) test --locked $(FEATURES) --doc
	@if $(CARGO) nextest --version >/dev/null 2>&1; then \
	    $(CARGO) nextest run --locked $(FEATURES); \
	else \
	    $(CARGO) test --locked $(FEATURES) --lib --bins --tests; \
	fi

peers: target/peers/installed ## install the Python programs that exports are held against

target/peers/installed: tests/peers/requirements.txt
	python3 -m venv target/peers
	target/peers/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

bless: ## run the tests and accept every snapshot that differs
	INSTA_UPDATE=always $(CARGO) test --locked $(FEATURES) --no-fail-fast --lib --bins --tests

diagrams: ## draw docs/gallery again from the shipped data
	INSTA_UPDATE=always $(CARGO) test --locked --test suite gallery::

crossings: ## count again how often the edges of dot's pictures cross; needs dot and Python
	folder=$$(mktemp -d) && \
	    AIGRAPH_CROSSINGS=$$folder $(CARGO) test --locked --test suite crossings:: && \
	    python3 tools/dot_baseline.py $$folder tests/data/dot-crossings.csv && \
	    rm -r $$folder

bench: ## measure against other programs of the same purpose
	$(CARGO) build --locked --release
	$(CARGO) bench --locked

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

# checked(subcommand, component, command): runs the command where cargo has the subcommand. Where
# it has not, says so and goes on; with AIGRAPH_REQUIRE_PEERS set it fails instead.
define checked
	@if $(CARGO) $(1) --version >/dev/null 2>&1; then \
	    echo '$(3)'; $(3); \
	else \
	    echo 'skipped: $(1); to get it: rustup component add $(2)' >&2; \
	    test -z "$$AIGRAPH_REQUIRE_PEERS"; \
	fi
endef
