#ifndef FERMATA_CSQLITE_SHIM_H
#define FERMATA_CSQLITE_SHIM_H

#include <sqlite3.h>
#include <stddef.h>

// Swift does not import a macro of macros.
static const int fermata_constraint_unique = SQLITE_CONSTRAINT_UNIQUE;

// SQLITE_TRANSIENT is a cast that Swift does not import, and an empty buffer has no address, which SQLite
// would store as NULL.
static inline int fermata_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, size_t count) {
    return sqlite3_bind_blob64(statement, index, count == 0 ? "" : bytes, count, SQLITE_TRANSIENT);
}

static inline int fermata_bind_text(sqlite3_stmt *statement, int index, const void *bytes, size_t count) {
    return sqlite3_bind_text64(
        statement, index, count == 0 ? "" : (const char *)bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

#endif
