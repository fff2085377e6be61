.PHONY: run test pins

run:
	script/server

test:
	script/test

# Writes the pins anew from the .in files; needs uv. Add --upgrade through UV_FLAGS.
pins:
	for set in requirements requirements-dev requirements-e2e; do \
		uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header \
			--no-annotate $(UV_FLAGS) $$set.in -o $$set.txt && \
		sed -i "1i # Pinned with hashes from $$set.in by \`make pins\`: change that file, not this one." $$set.txt || exit 1; \
	done
