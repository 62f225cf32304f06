// SPDX-License-Identifier: MIT
// Waits for something on the system bus, woken by the bus's signals.
//
//   bus-wait SECONDS name NAME
//   bus-wait SECONDS property NAME OBJECT INTERFACE PROPERTY VALUE
//
// Succeeds when the name has an owner, or when the string property has the value; fails when the time is over.

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <time.h>

static char last_seen[256] = "nothing";

static uint64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static bool has_owner(sd_bus* bus, const char* name) {
    sd_bus_message* reply = NULL;
    int owned = 0;
    if (sd_bus_call_method(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                           NULL, &reply, "s", name) >= 0)
        sd_bus_message_read(reply, "b", &owned);
    sd_bus_message_unref(reply);
    return owned != 0;
}

static bool has_value(sd_bus* bus, char** arguments) {
    sd_bus_error error = SD_BUS_ERROR_NULL;
    char* value = NULL;
    const int result =
        sd_bus_get_property_string(bus, arguments[0], arguments[1], arguments[2], arguments[3], &error, &value);
    snprintf(last_seen, sizeof last_seen, "%s", result < 0 ? error.name ? error.name : strerror(-result) : value);
    const bool equal = result >= 0 && strcmp(value, arguments[4]) == 0;
    sd_bus_error_free(&error);
    free(value);
    return equal;
}

static bool is_met(sd_bus* bus, char** arguments) {
    return strcmp(arguments[0], "name") == 0 ? has_owner(bus, arguments[1]) : has_value(bus, arguments + 1);
}

static int note_signal(sd_bus_message* message, void* changed, sd_bus_error* error) {
    (void)message;
    (void)error;
    *(bool*)changed = true;
    return 0;
}

// Returns false when the time is over before any signal came.
static bool wait_for_signal(sd_bus* bus, bool* changed, uint64_t end_us) {
    *changed = false;
    while (!*changed) {
        const uint64_t now = now_us();
        if (now >= end_us)
            return false;
        const int result = sd_bus_process(bus, NULL);
        if (result < 0 || (result == 0 && sd_bus_wait(bus, end_us - now) < 0))
            return false;
    }
    return true;
}

int main(int argc, char** argv) {
    const bool is_name = argc == 4 && strcmp(argv[2], "name") == 0;
    const bool is_property = argc == 8 && strcmp(argv[2], "property") == 0;
    if (!is_name && !is_property) {
        fprintf(stderr, "usage: %s SECONDS name NAME | property NAME OBJECT INTERFACE PROPERTY VALUE\n", argv[0]);
        return 2;
    }
    const uint64_t end_us = now_us() + (uint64_t)atoi(argv[1]) * 1000000;
    sd_bus* bus = NULL;
    bool changed = false;
    char match[512];
    snprintf(match, sizeof match, "type='signal',sender='%s'", is_name ? "org.freedesktop.DBus" : argv[3]);
    if (sd_bus_open_system(&bus) < 0 || sd_bus_add_match(bus, NULL, match, note_signal, &changed) < 0) {
        fprintf(stderr, "no system bus\n");
        return 1;
    }
    bool met = is_met(bus, argv + 2);
    while (!met && wait_for_signal(bus, &changed, end_us))
        met = is_met(bus, argv + 2);
    if (!met)
        fprintf(stderr, "%s: %s\n", argv[3], last_seen);
    sd_bus_unref(bus);
    return met ? 0 : 1;
}
