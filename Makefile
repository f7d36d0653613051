# Everything a fresh Debian 12 machine with Swift 6.3 needs: `make demo` and `make test` install what is missing.

PREFIX ?= /usr/local
BINARY := .build/release/emocli
# What is installed carries Swift's runtime in itself; it is built in a folder of its own.
PORTABLE := .build/portable
WEIGHTS := $(addsuffix .safetensors,speech-activity voice-encoder face-detector landmarks expression action-units dynamic-decay speaking-face emocli-av)

.PHONY: demo test interop build install uninstall lint check bench fixtures manual picture record snapshots figures dependencies clean

demo: build
	$(BINARY) analyze --format table --timeline 1 Fixtures/face.mp4

build: dependencies
	swift build -c release --product emocli

test: dependencies
	swift build --build-tests
	swift test --skip-build
	python3 -m unittest discover -s Evaluation/tests -t .

# Tests with other programs, which need Python and Java.
interop: build
	Interop/run.sh $(BINARY)

install: dependencies
	swift build -c release --static-swift-stdlib --product emocli --scratch-path $(PORTABLE)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/emocli $(DESTDIR)$(PREFIX)/share/man/man1
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions
	install -d $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -s -m 755 $(PORTABLE)/release/emocli $(DESTDIR)$(PREFIX)/bin/emocli
	cd Models && install -m 644 $(WEIGHTS) SHA256SUMS README.md ../NOTICE $(DESTDIR)$(abspath $(PREFIX))/share/emocli
	install -m 644 docs/emocli.1 $(DESTDIR)$(PREFIX)/share/man/man1/emocli.1
	$(PORTABLE)/release/emocli --generate-completion-script bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/emocli
	$(PORTABLE)/release/emocli --generate-completion-script zsh >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_emocli
	$(PORTABLE)/release/emocli --generate-completion-script fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/emocli.fish

uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/bin/emocli $(DESTDIR)$(PREFIX)/share/emocli
	rm -f $(DESTDIR)$(PREFIX)/share/man/man1/emocli.1
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/emocli
	rm -f $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_emocli
	rm -f $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/emocli.fish

lint:
	swift format lint --recursive --strict Sources Tests Benchmarks Experiments Package.swift
	python3 -m Evaluation.report --check
	python3 -m Recipes.check_imports

# Accuracy and completeness on real clips, where they are there.
check: build
	Scripts/check-on-data.sh $(BINARY)

bench: dependencies
	Benchmarks/run.sh

# The man page, after its text or an option has changed.
manual: build
	$(BINARY) manual docs/emocli.1.in >docs/emocli.1.new
	mv docs/emocli.1.new docs/emocli.1

# The record's reference page, after its text or the schema has changed.
record: build
	$(BINARY) manual --record docs/record.md.in >docs/record.md.new
	mv docs/record.md.new docs/record.md

# The picture in the README. The clips are copied so that their names are short.
PICTURED := face.mp4 two-faces.mp4 speech.wav face-happy.png face-surprised.png tone.wav
picture: build
	rm -rf .build/picture && mkdir .build/picture && cp $(addprefix Fixtures/,$(PICTURED)) .build/picture
	cd .build/picture && script -qec "stty cols 110; ../../$(BINARY) analyze --no-progress -q *" /dev/null | \
	  ../../Scripts/terminal_picture.py "emocli analyze *" >../terminal.svg
	mv .build/terminal.svg docs/terminal.svg

# The help and the completions that the tests compare with, after an option has changed.
snapshots: dependencies
	swift build --build-tests
	EMOCLI_WRITE_SNAPSHOTS=1 swift test --skip-build --filter SnapshotTests

# The documents' figures, after a file of Evaluation/figures or a template has changed.
figures:
	python3 -m Evaluation.report

fixtures: dependencies
	Fixtures/make-fixtures.sh

dependencies:
	@Scripts/install-dependencies.sh

clean:
	rm -rf .build .venv
