// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes calls of the kernel's mode setting fail, as often as a test wants.
 *
 * Parameters, which may be written at any time; `count` is written last:
 *
 *   call    which call fails: vmap, the exporter's mapping of a dma-buf for a
 *           GEM driver, so that the importer's commit fails; or one of the
 *           ioctls import, addfb, commit (not TEST_ONLY), setcrtc, dirtyfb;
 *           or flip, the event of a flip that a program waits for: it gets
 *           lost, as if the driver had never sent it, with the memory of it
 *           and of its commit. The kernel waits for it too: it refuses all
 *           commits to that plane that do not wait, with EBUSY, until one
 *           that waits has done so for 10 s for each object of the lost one.
 *   error   the errno, positive; flip has none
 *   comm    only in tasks of that name; empty: in all. A flip's event comes
 *           from the kernel's own tasks, and from interrupts in any.
 *   driver  only for cards of that driver (for vmap: the exporter's); empty:
 *           for all
 *   skip    how many calls pass before the first one fails
 *   count   how many calls fail from now; -1: all; 0: none
 *   failed  how many calls have failed so far
 */
#include <linux/dma-buf.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include <drm/drm_device.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_mode.h>

static char call[16] = "vmap";
module_param_string(call, call, sizeof(call), 0644);
static int error = ENOMEM;
module_param(error, int, 0644);
static char comm[TASK_COMM_LEN + 1]; /* with a newline */
module_param_string(comm, comm, sizeof(comm), 0644);
static char driver[32];
module_param_string(driver, driver, sizeof(driver), 0644);
static int skip;
module_param(skip, int, 0644);
static int count;
module_param(count, int, 0644);
static int failed;
module_param(failed, int, 0444);

static DEFINE_RAW_SPINLOCK(counting);

/* An argument of a function that was just entered */
static void *argument(struct pt_regs *regs, int number)
{
#ifdef CONFIG_ARM
	return (void *)regs->uregs[number];
#else
	return (void *)regs_get_kernel_argument(regs, number);
#endif
}

/* Runs in place of the function that was entered */
static notrace int refuse(void)
{
	return -error;
}

static struct drm_device *exporter_of(struct pt_regs *regs)
{
	struct dma_buf *dma_buf = argument(regs, 0);
	struct drm_gem_object *object = dma_buf->priv;

	return object->dev;
}

static struct drm_device *card_of_ioctl(struct pt_regs *regs)
{
	return argument(regs, 0);
}

static struct drm_device *card_of_commit(struct pt_regs *regs)
{
	struct drm_mode_atomic *commit = argument(regs, 1);

	return commit->flags & DRM_MODE_ATOMIC_TEST_ONLY ? NULL : argument(regs, 0);
}

static struct drm_device *card_of_event(struct pt_regs *regs)
{
	struct drm_pending_event *event = argument(regs, 1);

	/* Without a file it is one that only the kernel waits for */
	if (!event->file_priv || event->event->type != DRM_EVENT_FLIP_COMPLETE)
		return NULL;

	return argument(regs, 0);
}

struct fault {
	const char *call;
	/* NULL if the call is none of those that may fail */
	struct drm_device *(*card)(struct pt_regs *regs);
	struct kprobe probe;
};

/* Parameters keep the newline that was written with them */
static bool matches(const char *wanted, const char *name)
{
	return sysfs_streq(wanted, "") || sysfs_streq(wanted, name);
}

/* Whether a call that can fail is one of those that shall */
static bool takes_fault(void)
{
	unsigned long flags;
	bool takes = false;

	raw_spin_lock_irqsave(&counting, flags);
	if (count && skip > 0) {
		skip--;
	} else if (count) {
		takes = true;
		failed++;
		if (count > 0)
			count--;
	}
	raw_spin_unlock_irqrestore(&counting, flags);

	return takes;
}

static int enter_call(struct kprobe *probe, struct pt_regs *regs)
{
	struct fault *fault = container_of(probe, struct fault, probe);
	struct drm_device *card;

	if (!count || !sysfs_streq(call, fault->call))
		return 0;
	card = fault->card(regs);
	if (!card || !matches(comm, current->comm) ||
	    !matches(driver, card->driver->name) || !takes_fault())
		return 0;

	instruction_pointer_set(regs, (unsigned long)refuse);
	return 1;
}

/* Only a probe with such a function is sure to be asked and heard at entry */
static void after_entry(struct kprobe *probe, struct pt_regs *regs,
			unsigned long flags)
{
}

#define FAULT(name, function, card_of) {		\
	.call = name,					\
	.card = card_of,				\
	.probe = {					\
		.symbol_name = function,		\
		.pre_handler = enter_call,		\
		.post_handler = after_entry,		\
	},						\
}

static struct fault faults[] = {
	FAULT("vmap", "drm_gem_dmabuf_vmap", exporter_of),
	FAULT("import", "drm_prime_fd_to_handle_ioctl", card_of_ioctl),
	FAULT("addfb", "drm_mode_addfb2_ioctl", card_of_ioctl),
	FAULT("commit", "drm_mode_atomic_ioctl", card_of_commit),
	FAULT("setcrtc", "drm_mode_setcrtc", card_of_ioctl),
	FAULT("dirtyfb", "drm_mode_dirtyfb_ioctl", card_of_ioctl),
	FAULT("flip", "drm_send_event_timestamp_locked", card_of_event),
};

static void remove_probes(int number)
{
	while (number > 0)
		unregister_kprobe(&faults[--number].probe);
}

static int __init vmap_fault_init(void)
{
	int i, ret;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		ret = register_kprobe(&faults[i].probe);
		if (ret) {
			pr_err("vmap_fault: %s: error %d\n",
			       faults[i].probe.symbol_name, ret);
			remove_probes(i);
			return ret;
		}
	}

	return 0;
}
module_init(vmap_fault_init);

static void __exit vmap_fault_exit(void)
{
	remove_probes(ARRAY_SIZE(faults));
}
module_exit(vmap_fault_exit);

MODULE_DESCRIPTION("Makes calls of the kernel's mode setting fail, for tests");
MODULE_LICENSE("GPL");
