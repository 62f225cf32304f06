// SPDX-License-Identifier: MIT
// Reads what the daemon says of itself on the system bus. busctl says the same, but an emulated processor takes a
// hundred times as long to start it, and scenarios ask thousands of times.
//
//   bus-read paths sink|source                  the paths of the sinks or sources, one a line
//   bus-read path WHICH                         the path of one
//   bus-read property WHICH INTERFACE PROPERTY  parts of a structure with a space between them
//   bus-read statistic WHICH INTERFACE COUNTER
//
// WHICH is a path, "source" for the first source, or the name of a kernel driver for its first sink. INTERFACE is
// without "org.kmsmirror1.". Fails when there is no such thing.

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#define NAME "org.kmsmirror1"
#define ROOT "/org/kmsmirror1"

static sd_bus* bus;
static char** paths;  // that were listed, sorted; NULL ends them

static void fail(const char* what, const char* why) {
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static int check(int result, const char* what, const sd_bus_error* error) {
    if (result < 0)
        fail(what, error != NULL && error->message != NULL ? error->message : strerror(-result));
    return result;
}

static int compare_paths(const void* a, const void* b) {
    return strcmp(*(const char* const*)a, *(const char* const*)b);
}

// Lists the sinks or sources.
static void list_paths(const char* kind) {
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_message* reply = NULL;
    char prefix[64];
    size_t count = 0;
    paths = calloc(1, sizeof(*paths));
    const char* path = NULL;
    snprintf(prefix, sizeof(prefix), ROOT "/%s/", kind);
    check(sd_bus_call_method(bus, NAME, ROOT, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", &error, &reply,
                             NULL),
          "GetManagedObjects", &error);
    check(sd_bus_message_enter_container(reply, 'a', "{oa{sa{sv}}}"), "GetManagedObjects", NULL);
    while (check(sd_bus_message_enter_container(reply, 'e', "oa{sa{sv}}"), "GetManagedObjects", NULL) > 0) {
        check(sd_bus_message_read(reply, "o", &path), "GetManagedObjects", NULL);
        if (strncmp(path, prefix, strlen(prefix)) == 0) {
            paths = realloc(paths, (count + 2) * sizeof(*paths));
            paths[count++] = strdup(path);
            paths[count] = NULL;
        }
        sd_bus_message_skip(reply, "a{sa{sv}}");
        sd_bus_message_exit_container(reply);
    }
    sd_bus_message_unref(reply);
    qsort(paths, count, sizeof(*paths), compare_paths);
}

static const char* find_path(const char* which) {
    if (which[0] == '/')
        return which;
    const bool is_source = strcmp(which, "source") == 0;
    list_paths(is_source ? "source" : "sink");
    for (char** path = paths; *path != NULL; ++path) {
        sd_bus_error error = SD_BUS_ERROR_NULL;
        char* driver = NULL;
        if (is_source)
            return *path;
        check(sd_bus_get_property_string(bus, NAME, *path, NAME ".Sink", "Driver", &error, &driver), "Driver", &error);
        const bool is_it = strcmp(driver, which) == 0;
        free(driver);
        if (is_it)
            return *path;
    }
    fail(which, "there is none");
    return NULL;
}

// The rest of the message or container that is open.
static void print_values(sd_bus_message* message, bool* is_first) {
    char type = 0;
    const char* contents = NULL;
    while (check(sd_bus_message_peek_type(message, &type, &contents), "a value", NULL) > 0) {
        if (contents != NULL) {
            check(sd_bus_message_enter_container(message, type, contents), "a value", NULL);
            print_values(message, is_first);
            check(sd_bus_message_exit_container(message), "a value", NULL);
            continue;
        }
        union {
            const char* text;
            int boolean;
            uint32_t word;
            uint64_t number;
        } value;
        check(sd_bus_message_read_basic(message, type, &value), "a value", NULL);
        if (!*is_first)
            putchar(' ');
        *is_first = false;
        switch (type) {
            case 's':
            case 'o':
                fputs(value.text, stdout);
                break;
            case 'b':
                fputs(value.boolean ? "true" : "false", stdout);
                break;
            case 'u':
                printf("%" PRIu32, value.word);
                break;
            case 't':
                printf("%" PRIu64, value.number);
                break;
            default:
                fail("a value", "of a type that is not known here");
        }
    }
}

static void print_property(const char* path, const char* interface, const char* property) {
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_message* reply = NULL;
    char name[128];
    bool is_first = true;
    snprintf(name, sizeof(name), NAME ".%s", interface);
    check(sd_bus_call_method(bus, NAME, path, "org.freedesktop.DBus.Properties", "Get", &error, &reply, "ss", name,
                             property),
          property, &error);
    print_values(reply, &is_first);
    putchar('\n');
    sd_bus_message_unref(reply);
}

static void print_statistic(const char* path, const char* interface, const char* counter) {
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_message* reply = NULL;
    char name[128];
    const char* key = "";
    uint64_t value = 0;
    snprintf(name, sizeof(name), NAME ".%s", interface);
    check(sd_bus_call_method(bus, NAME, path, name, "GetStatistics", &error, &reply, "a{sv}", 0), "GetStatistics",
          &error);
    check(sd_bus_message_enter_container(reply, 'a', "{sv}"), "GetStatistics", NULL);
    while (strcmp(key, counter) != 0 &&
           check(sd_bus_message_enter_container(reply, 'e', "sv"), "GetStatistics", NULL) > 0) {
        check(sd_bus_message_read(reply, "sv", &key, "t", &value), "GetStatistics", NULL);
        sd_bus_message_exit_container(reply);
    }
    if (strcmp(key, counter) != 0)
        fail(counter, "there is no such counter");
    printf("%" PRIu64 "\n", value);
    sd_bus_message_unref(reply);
}

int main(int argc, char** argv) {
    const char* verb = argc > 2 ? argv[1] : "";
    if (argc == 3 && strcmp(verb, "paths") == 0) {
        check(sd_bus_open_system(&bus), "the system bus", NULL);
        list_paths(argv[2]);
        for (char** path = paths; *path != NULL; ++path)
            puts(*path);
    } else if (argc == 3 && strcmp(verb, "path") == 0) {
        check(sd_bus_open_system(&bus), "the system bus", NULL);
        puts(find_path(argv[2]));
    } else if (argc == 5 && strcmp(verb, "property") == 0) {
        check(sd_bus_open_system(&bus), "the system bus", NULL);
        print_property(find_path(argv[2]), argv[3], argv[4]);
    } else if (argc == 5 && strcmp(verb, "statistic") == 0) {
        check(sd_bus_open_system(&bus), "the system bus", NULL);
        print_statistic(find_path(argv[2]), argv[3], argv[4]);
    } else {
        fprintf(stderr,
                "usage: %s paths KIND | path WHICH | property WHICH INTERFACE PROPERTY | statistic WHICH INTERFACE "
                "COUNTER\n",
                argv[0]);
        return 2;
    }
    sd_bus_unref(bus);
    return 0;
}
