/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-bus.h>

#include "internal.h"

static const char bus_name[] = "org.kmsmirror1";
static const char root_path[] = "/org/kmsmirror1";
static const char source_interface[] = "org.kmsmirror1.Source";

enum { max_path = 512 };

/* Reads the interfaces a{sa{sv}} of one object. 1 = it is a source. */
static int read_is_source(sd_bus_message* reply) {
    int is_source = 0;
    int result = sd_bus_message_enter_container(reply, 'a', "{sa{sv}}");
    while (result >= 0 && (result = sd_bus_message_enter_container(reply, 'e', "sa{sv}")) > 0) {
        const char* interface = NULL;
        result = sd_bus_message_read(reply, "s", &interface);
        if (result >= 0 && strcmp(interface, source_interface) == 0)
            is_source = 1;
        if (result >= 0)
            result = sd_bus_message_skip(reply, "a{sv}");
        if (result >= 0)
            result = sd_bus_message_exit_container(reply);
    }
    if (result >= 0)
        result = sd_bus_message_exit_container(reply);
    return result < 0 ? result : is_source;
}

/* Puts the first source in the order of the paths into `found`, or nothing. */
static int read_first_source(sd_bus_message* reply, char* found) {
    int result = sd_bus_message_enter_container(reply, 'a', "{oa{sa{sv}}}");
    while (result >= 0 && (result = sd_bus_message_enter_container(reply, 'e', "oa{sa{sv}}")) > 0) {
        const char* path = NULL;
        result = sd_bus_message_read(reply, "o", &path);
        if (result >= 0)
            result = read_is_source(reply);
        if (result > 0 && (found[0] == '\0' || strcmp(path, found) < 0))
            snprintf(found, max_path, "%s", path);
        if (result >= 0)
            result = sd_bus_message_exit_container(reply);
    }
    return result;
}

/* What opens a session, by one try or several. */
struct opening {
    sd_bus* bus;
    const struct kmsmirror_options* options;
    bool may_start;   /* the bus may start the daemon */
    bool is_early;    /* the last try failed for the lack of what may come */
    bool has_changed; /* a signal came that makes another try worth it */
};

static bool may_come(const sd_bus_error* error) {
    return sd_bus_error_has_names(error, SD_BUS_ERROR_SERVICE_UNKNOWN, SD_BUS_ERROR_NAME_HAS_NO_OWNER,
                                  SD_BUS_ERROR_NO_REPLY, SD_BUS_ERROR_TIMEOUT, SD_BUS_ERROR_UNKNOWN_OBJECT,
                                  "org.kmsmirror1.Error.NoSuchSource", "org.kmsmirror1.Error.Busy") > 0;
}

static int fail_by(const sd_bus_error* error, int result) {
    if (sd_bus_error_has_names(error, SD_BUS_ERROR_SERVICE_UNKNOWN, SD_BUS_ERROR_NAME_HAS_NO_OWNER) > 0)
        return kmsmirror_fail(NULL, result, "kmsmirrord is not running");
    return kmsmirror_fail(NULL, result, "kmsmirrord: %s", error->message != NULL ? error->message : strerror(-result));
}

/* The arguments, of these `types`, follow as those of sd_bus_message_append(). */
static int call(struct opening* opening, const char* object, const char* interface, const char* method,
                sd_bus_message** reply, const char* types, ...) {
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_message* message = NULL;
    int result = sd_bus_message_new_method_call(opening->bus, &message, bus_name, object, interface, method);
    if (result >= 0)
        result = sd_bus_message_set_auto_start(message, opening->may_start);
    va_list arguments;
    va_start(arguments, types);
    if (result >= 0)
        result = sd_bus_message_appendv(message, types, arguments);
    va_end(arguments);
    if (result >= 0)
        result = sd_bus_call(opening->bus, message, 0, &error, reply);
    if (result < 0) {
        opening->is_early = may_come(&error);
        fail_by(&error, result);
    }
    sd_bus_error_free(&error);
    sd_bus_message_unref(message);
    return result;
}

static int find_source(struct opening* opening, char* found) {
    sd_bus_message* reply = NULL;
    int result = call(opening, root_path, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", &reply, "");
    if (result < 0)
        return result;
    result = read_first_source(reply, found);
    if (result < 0)
        kmsmirror_fail(NULL, result, "kmsmirrord lists its objects in a way that cannot be read");
    else if (found[0] == '\0') {
        opening->is_early = true;
        result = kmsmirror_fail(NULL, -ENOENT, "kmsmirrord has no source");
    }
    sd_bus_message_unref(reply);
    return result;
}

static int open_source(struct opening* opening, const char* source) {
    sd_bus_message* reply = NULL;
    int fd = -1;
    int result = opening->options->replace != 0
                     ? call(opening, source, source_interface, "OpenSession", &reply, "a{sv}", 1, "replace", "b", 1)
                     : call(opening, source, source_interface, "OpenSession", &reply, "a{sv}", 0);
    if (result < 0)
        return result;
    /* The message owns its descriptor. */
    result = sd_bus_message_read(reply, "h", &fd);
    if (result >= 0) {
        fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
        result = fd < 0 ? -errno : fd;
    }
    if (result < 0)
        kmsmirror_fail(NULL, result, "OpenSession of %s gave no channel: %s", source, strerror(-result));
    sd_bus_message_unref(reply);
    return result;
}

static int try_to_open(struct opening* opening) {
    char found[max_path] = "";
    const char* source = opening->options->source;
    opening->is_early = false;
    opening->has_changed = false;
    if (source == NULL) {
        const int result = find_source(opening, found);
        if (result < 0)
            return result;
        source = found;
    }
    if (!sd_bus_object_path_is_valid(source))
        return kmsmirror_fail(NULL, -EINVAL,
                              "the source \"%s\" is no D-Bus object path; kmsmirrorctl --json=pretty list tells the "
                              "object_path of each",
                              source);
    return open_source(opening, source);
}

static int on_change(sd_bus_message* message, void* opening, sd_bus_error* error) {
    (void)message;
    (void)error;
    ((struct opening*)opening)->has_changed = true;
    return 0;
}

/* The daemon comes or goes, a source comes, a session goes. */
static int watch_for_changes(struct opening* opening) {
    const char* rules[] = {
        "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
        "member='NameOwnerChanged',arg0='org.kmsmirror1'",
        "type='signal',sender='org.kmsmirror1',path='/org/kmsmirror1',"
        "interface='org.freedesktop.DBus.ObjectManager'"};
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); ++i) {
        const int result = sd_bus_add_match(opening->bus, NULL, rules[i], on_change, opening);
        if (result < 0)
            return kmsmirror_fail(NULL, result, "cannot watch the bus: %s", strerror(-result));
    }
    return 0;
}

/* Instead of sd_bus_wait(), which in newer versions of systemd tells nobody of a signal. No call is under way, so that
 * the bus has no time limit of its own. */
static int sleep_on_bus(sd_bus* bus, int rest_ms) {
    const int fd = sd_bus_get_fd(bus);
    const int events = fd < 0 ? fd : sd_bus_get_events(bus);
    if (events < 0)
        return events;
    struct pollfd poll_fd = {fd, (short)events, 0};
    return poll(&poll_fd, 1, rest_ms) < 0 ? -errno : 0;
}

static int wait_for_change(struct opening* opening, int64_t deadline_ms) {
    while (!opening->has_changed) {
        int result = sd_bus_process(opening->bus, NULL);
        if (result == 0) {
            const int rest_ms = kmsmirror_rest(deadline_ms);
            if (rest_ms == 0)
                return -ETIMEDOUT; /* the text says what has not come */
            result = sleep_on_bus(opening->bus, rest_ms);
        }
        if (result < 0)
            return kmsmirror_fail(NULL, result, "cannot wait for the daemon: %s", strerror(-result));
    }
    return 0;
}

static int open_patiently(struct opening* opening) {
    const int64_t deadline_ms = kmsmirror_deadline(opening->options->wait_ms);
    int result = watch_for_changes(opening);
    if (result < 0)
        return result;
    result = try_to_open(opening);
    /* Whatever kept the daemon from starting may go, but it is started once only: who stops it meanwhile means it. */
    opening->may_start = false;
    while (result < 0) {
        result = try_to_open(opening);
        if (result >= 0 || !opening->is_early)
            return result;
        const int waited = wait_for_change(opening, deadline_ms);
        if (waited < 0)
            return waited;
    }
    return result;
}

int kmsmirror_call_open_session(const struct kmsmirror_options* options, int timeout_ms) {
    struct opening opening = {.options = options, .may_start = true};
    int result = options->session_bus ? sd_bus_open_user(&opening.bus) : sd_bus_open_system(&opening.bus);
    if (result < 0)
        return kmsmirror_fail(NULL, result, "cannot connect to the %s bus: %s",
                              options->session_bus ? "session" : "system", strerror(-result));
    sd_bus_set_method_call_timeout(opening.bus, (uint64_t)timeout_ms * 1000);
    result = options->wait_ms != 0 ? open_patiently(&opening) : try_to_open(&opening);
    sd_bus_flush_close_unref(opening.bus);
    return result;
}
