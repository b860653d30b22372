"""Prints `passed failed skipped` of a test runner's log: swift test (Swift Testing), pytest, or our own closing line."""

import re
import sys


def counts(text):
    swift = re.search(r"Test run with (\d+) tests?.* (passed|failed) after", text)
    if swift:
        total = int(swift[1])
        failed = len(set(re.findall(r"^✘ Test (?!run with)(.+?)(?: with \d+ test cases)? failed after", text, re.M)))
        skipped = len(re.findall(r"^➜ +Test (.+?) skipped", text, re.M))
        if swift[2] == "failed":
            failed = max(failed, 1)
        return max(0, total - failed - skipped), failed, skipped
    closing = [line for line in text.splitlines() if re.search(r"\b\d+ (passed|failed|skipped)\b", line)]
    if not closing:
        return None

    def number(word):
        found = re.search(rf"\b(\d+) {word}\b", closing[-1])
        return int(found[1]) if found else 0

    return number("passed"), number("failed") + number("errors?"), number("skipped")


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
        found = counts(log.read())
    if found is None:
        sys.exit(f"{sys.argv[1]}: no closing line of a test runner")
    print(*found)
