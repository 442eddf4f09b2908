"""Why a rebuild came out as it did: what is known, and reruns that vary one factor at a time."""
