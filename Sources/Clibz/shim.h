#pragma once

#include <zlib.h>

// These are macros, which cannot be called from Swift.

static inline int nyala_deflate_begin(z_stream *stream, int level) {
    return deflateInit(stream, level);
}

// A stream without a header and a checksum around it.
static inline int nyala_inflate_begin(z_stream *stream) {
    return inflateInit2(stream, -MAX_WBITS);
}
