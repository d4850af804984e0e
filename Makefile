# `make clip` and `make test` are all that a new user needs; both install missing system libraries first.
SWIFT ?= swift
BUILD := $(SWIFT) build -c release
KINEMA := .build/release/kinema
PROMPT ?= A red rubber ball rolls down a wooden ramp and knocks over three dominoes

.PHONY: clip test install lint format determinism physics-peers render-judge render-peers docs judges libraries clean

clip: libraries
	$(BUILD) --product kinema
	$(KINEMA) generate "$(PROMPT)" -o clip.mp4 --seed 7 --overwrite
	@echo "The film lies at $(CURDIR)/clip.mp4"

# The program, its library and its weights; it finds them in ../share/kinema beside its own folder.
PREFIX ?= /usr/local
install: libraries
	$(BUILD) --product kinema --static-swift-stdlib
	install -D $(KINEMA) $(DESTDIR)$(PREFIX)/bin/kinema
	install -D -m 644 Sources/Refinement/Resources/refiner.safetensors $(DESTDIR)$(PREFIX)/share/kinema/refiner.safetensors
	cp -R Sources/AssetLibrary/Resources/assets Sources/AssetLibrary/Resources/places $(DESTDIR)$(PREFIX)/share/kinema/

test: libraries lint
	$(BUILD) --build-tests
	$(SWIFT) test -c release --skip-build

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

# The same physics, trace, frames and film from debug and release builds and any thread count.
determinism: libraries
	$(BUILD) --product kinema
	$(SWIFT) build --product kinema
	.ci/determinism

# Body-steps per second beside another engine (pip install rapier3d), both on one thread of the same machine in turn.
physics-peers: libraries
	$(BUILD) --product kinema
	$(KINEMA) bench physics --throughput --peers .ci/physics-peer

# The reference path tracer beside Mitsuba 3 (pip install mitsuba), six scenes from one description.
render-judge: libraries
	$(BUILD) --build-tests
	$(SWIFT) test -c release --skip-build --filter MitsubaTests

# Rays and reference samples beside Embree and Mitsuba (pip install embreex mitsuba), in turn.
render-peers: libraries
	$(BUILD) --product kinema
	$(KINEMA) bench render --peer .ci/render-peer

docs: libraries
	$(BUILD) --product kinema
	$(KINEMA) check --scene-format > .build/scene-format-tables.md
	.ci/scene-format-docs .build/scene-format-tables.md docs/scene-format.md

# Installs the outside programs that judge outputs, and runs the tests with them; elsewhere those checks are skipped,
# counted and printed.
judges: libraries
	apt-get update -qq && apt-get install -y --no-install-recommends ffmpeg mpv chromium f3d xvfb
	pip install OpenEXR numpy pillow opencv-python-headless tifffile mcap mcap-protobuf-support \
	  foxglove-schemas-protobuf rerun-sdk trimesh pygltflib junitparser
	$(BUILD) --build-tests
	$(SWIFT) test -c release --skip-build

libraries:
	@.ci/libraries

clean:
	rm -rf .build clip.mp4
