/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
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

static int fail_call(int result, const sd_bus_error* error) {
    return kmsmirror_fail(NULL, result, "kmsmirrord: %s", error->message != NULL ? error->message : strerror(-result));
}

static int find_source(sd_bus* bus, char* found) {
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_message* reply = NULL;
    int result = sd_bus_call_method(bus, bus_name, root_path, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects",
                                    &error, &reply, "");
    if (result >= 0) {
        result = read_first_source(reply, found);
        if (result < 0)
            kmsmirror_fail(NULL, result, "kmsmirrord lists its objects in a way that cannot be read");
        else if (found[0] == '\0')
            result = kmsmirror_fail(NULL, -ENOENT, "kmsmirrord has no source");
    } else
        fail_call(result, &error);
    sd_bus_error_free(&error);
    sd_bus_message_unref(reply);
    return result;
}

static int open_source(sd_bus* bus, const char* source, bool replace) {
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_message* reply = NULL;
    int fd = -1;
    int result = replace ? sd_bus_call_method(bus, bus_name, source, source_interface, "OpenSession", &error, &reply,
                                              "a{sv}", 1, "replace", "b", 1)
                         : sd_bus_call_method(bus, bus_name, source, source_interface, "OpenSession", &error, &reply,
                                              "a{sv}", 0);
    if (result >= 0) {
        /* The message owns its descriptor. */
        result = sd_bus_message_read(reply, "h", &fd);
        if (result >= 0) {
            fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
            result = fd < 0 ? -errno : 0;
        }
        if (result < 0)
            kmsmirror_fail(NULL, result, "OpenSession of %s gave no channel: %s", source, strerror(-result));
    } else
        fail_call(result, &error);
    sd_bus_error_free(&error);
    sd_bus_message_unref(reply);
    return result < 0 ? result : fd;
}

int kmsmirror_call_open_session(const struct kmsmirror_options* options, int timeout_ms) {
    sd_bus* bus = NULL;
    char found[max_path] = "";
    const char* source = options->source;
    int result = options->session_bus ? sd_bus_open_user(&bus) : sd_bus_open_system(&bus);
    if (result < 0)
        return kmsmirror_fail(NULL, result, "cannot connect to the %s bus: %s",
                              options->session_bus ? "session" : "system", strerror(-result));
    sd_bus_set_method_call_timeout(bus, (uint64_t)timeout_ms * 1000);
    if (source == NULL) {
        result = find_source(bus, found);
        source = found;
    }
    if (result >= 0)
        result = open_source(bus, source, options->replace != 0);
    sd_bus_flush_close_unref(bus);
    return result;
}
