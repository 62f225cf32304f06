/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>

#include "internal.h"

static _Thread_local char open_error_text[KMSMIRROR_FRAME_MAX_TEXT + 64];

int kmsmirror_fail(struct kmsmirror_session* session, int error, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(session != NULL ? session->error_text : open_error_text, sizeof(open_error_text), format, arguments);
    va_end(arguments);
    return error;
}

int kmsmirror_end(struct kmsmirror_session* session, int error, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(session->error_text, sizeof(session->error_text), format, arguments);
    va_end(arguments);
    session->failure = error;
    return error;
}

const char* kmsmirror_error_text(const struct kmsmirror_session* session) {
    return session != NULL ? session->error_text : open_error_text;
}
