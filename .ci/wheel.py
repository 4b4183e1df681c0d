"""The wheel holds the four packages with every data file that git tracks in them, and no other top level.

Usage: python .ci/wheel.py WHEEL
"""

import subprocess
import sys
import zipfile

PACKAGES = ("linkage", "graph", "exchange", "api")


def main(wheel: str) -> int:
    inside = set(zipfile.ZipFile(wheel).namelist())
    listing = subprocess.run(["git", "ls-files", *PACKAGES], capture_output=True, text=True, check=True)
    missing = sorted(set(listing.stdout.split()) - inside)
    strangers = sorted(
        {n.split("/")[0] for n in inside} - set(PACKAGES) - {n.split("/")[0] for n in inside if ".dist-info/" in n}
    )
    for name in missing:
        print(f"missing in the wheel: {name}")
    for name in strangers:
        print(f"does not belong in the wheel: {name}")
    print(f"wheel: {len(inside)} files, {len(missing)} missing, {len(strangers)} strangers")
    return 1 if missing or strangers else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
