# What a person and the CI call; `make help` lists it. Needs cargo, a C linker and make.

CARGO ?= cargo
# All that can be built, which is what is tested, and the least.
FULL := --locked --features full
SLIM := --locked --no-default-features

.PHONY: build check test peers bless diagrams crossings neo4j bench bench-full help

build: ## compile the program
	$(CARGO) build --locked

check: ## formatting, lints and documentation, warnings denied
	$(call checked,fmt,rustfmt,$(CARGO) fmt --check)
	$(call checked,clippy,clippy,$(CARGO) clippy $(FULL) --all-targets -- -D warnings)
	$(call checked,clippy,clippy,$(CARGO) clippy $(SLIM) --lib --bins --test slim -- -D warnings)
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc $(FULL) --no-deps

# The suite comes last, so that its summary closes the output. Only the slim test, which is about
# what a build leaves out, is built without features.
test: check ## check, then all tests
	$(CARGO) test $(SLIM) --test slim
	$(CARGO) test $(FULL) --doc
	@if $(CARGO) nextest --version >/dev/null 2>&1; then \
	    $(CARGO) nextest run $(FULL); \
	else \
	    $(CARGO) test $(FULL) --lib --bins --tests; \
	fi

peers: target/peers/installed ## install the Python programs that exports are held against

target/peers/installed: tests/peers/requirements.txt
	python3 -m venv target/peers
	target/peers/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

target/bench-peers/installed: benches/requirements.txt
	python3 -m venv target/bench-peers
	target/bench-peers/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

bless: ## run the tests and accept every snapshot that differs
	INSTA_UPDATE=always $(CARGO) test $(FULL) --no-fail-fast --lib --bins --tests

diagrams: ## draw docs/gallery again from the shipped data
	INSTA_UPDATE=always $(CARGO) test $(FULL) --test suite gallery::

crossings: ## count again how often the edges of dot's pictures cross; needs dot and Python
	folder=$$(mktemp -d) && \
	    AIGRAPH_CROSSINGS=$$folder $(CARGO) test $(FULL) --test suite crossings:: && \
	    python3 tools/dot_baseline.py $$folder tests/data/dot-crossings.csv && \
	    rm -r $$folder

neo4j: target/neo4j/classes.jsa ## a Neo4j server to try things on; needs Java 17 and Maven
	@echo 'user neo4j, password graph-of-ai; Ctrl-C stops the server and removes its data' && \
	    folder=$$(mktemp -d) && trap 'rm -r "$$folder"' EXIT && trap : INT && \
	    NEO4J_PASSWORD=graph-of-ai tests/neo4j/bin/run Server "$$folder"

target/neo4j/classpath: tests/neo4j/pom.xml tests/neo4j/Server.java
	mvn -B -q -f tests/neo4j compiler:compile jar:jar dependency:build-classpath

# The classes that a start loads, as Java keeps them: with these a start takes half the work.
target/neo4j/classes.jsa: target/neo4j/classpath tests/neo4j/bin/run
	rm -f $@
	folder=$$(mktemp -d) && trap 'rm -r "$$folder"' EXIT && \
	    tests/neo4j/bin/run -Xlog:disable -XX:ArchiveClassesAtExit=$@ \
	    Server "$$folder" </dev/null >/dev/null

bench: target/peers/installed target/bench-peers/installed target/neo4j/classes.jsa ## measure against other programs of the same purpose
	$(CARGO) build --locked --release
	$(CARGO) bench $(FULL)

bench-full: target/bench-peers/installed ## the same of graphs of the size of a model hub and five times as large; an hour
	$(CARGO) bench $(FULL) --bench scale -- L XL

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

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
