"""What one Argon2id hash costs here, and how many are computed at once in one process: each takes 64 MiB."""

import threading

MEMORY_KIB = 64 * 1024
PASSES = 3
AT_ONCE = threading.BoundedSemaphore(2)
