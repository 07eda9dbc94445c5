#pragma once

#include <zlib.h>

// deflateInit is a macro, and such macros cannot be called from Swift.
static inline int nyala_deflate_begin(z_stream *stream, int level) {
    return deflateInit(stream, level);
}
