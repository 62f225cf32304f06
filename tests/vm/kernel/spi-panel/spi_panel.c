// SPDX-License-Identifier: GPL-2.0-only
/*
 * A small panel on SPI, for machines that have neither: an SPI controller of
 * which the device tree says what is on it, and which takes what it is sent as
 * a display of 320x240 pixels does: MIPI DCS in words of nine bits, of which the
 * first tells parameters from commands. It takes bytes, in which the driver packs
 * these words: where a controller takes words of nine bits, drm_mipi_dbi of 6.12
 * writes RGB565 beyond the end of its buffer.
 *
 * The file frame in the folder spi_panel of debugfs has its pixels as they were
 * sent: RGB565, the upper byte first, without gaps.
 *
 * It is loaded by name only: no board has the panel unless it is asked for.
 */
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/spi/spi.h>
#include <linux/string.h>
#include <video/mipi_display.h>

#define PANEL_WIDTH 320
#define PANEL_HEIGHT 240
#define WORD_BITS 9
#define IS_PARAMETER 0x100

struct spi_panel {
	u8 frame[PANEL_WIDTH * PANEL_HEIGHT * 2];
	struct debugfs_blob_wrapper blob;
	struct dentry *folder;
	u8 command;
	unsigned int count; /* of parameters since the command */
	u8 range[4]; /* first and last, of columns or rows */
	unsigned int left, right, top, bottom; /* the last ones are inside */
};

static void take_range(struct spi_panel *panel, unsigned int *first,
		       unsigned int *last)
{
	*first = panel->range[0] << 8 | panel->range[1];
	*last = panel->range[2] << 8 | panel->range[3];
}

static void take_pixel_byte(struct spi_panel *panel, u8 byte)
{
	unsigned int pixel = panel->count / 2;
	unsigned int width = panel->right - panel->left + 1;
	unsigned int x, y;

	if (!width)
		return;
	x = panel->left + pixel % width;
	y = panel->top + pixel / width;
	if (x < PANEL_WIDTH && y < PANEL_HEIGHT && y <= panel->bottom)
		panel->frame[(y * PANEL_WIDTH + x) * 2 + panel->count % 2] = byte;
}

static void take_parameter(struct spi_panel *panel, u8 byte)
{
	switch (panel->command) {
	case MIPI_DCS_SET_COLUMN_ADDRESS:
	case MIPI_DCS_SET_PAGE_ADDRESS:
		panel->range[panel->count % 4] = byte;
		if (panel->count != 3)
			break;
		if (panel->command == MIPI_DCS_SET_COLUMN_ADDRESS)
			take_range(panel, &panel->left, &panel->right);
		else
			take_range(panel, &panel->top, &panel->bottom);
		break;
	case MIPI_DCS_WRITE_MEMORY_START:
		take_pixel_byte(panel, byte);
	}
	panel->count++;
}

static void take_word(struct spi_panel *panel, unsigned int word)
{
	if (word & IS_PARAMETER) {
		take_parameter(panel, word & 0xff);
	} else if (word != MIPI_DCS_NOP) { /* else it fills a transfer up */
		panel->command = word;
		panel->count = 0;
	}
}

static int spi_panel_transfer_one(struct spi_controller *controller,
				  struct spi_device *device,
				  struct spi_transfer *transfer)
{
	struct spi_panel *panel = spi_controller_get_devdata(controller);
	const u8 *bytes = transfer->tx_buf;
	unsigned int bits = 0, word = 0, i;

	if (!bytes)
		return 0;
	for (i = 0; i < transfer->len; i++) {
		word = word << 8 | bytes[i];
		bits += 8;
		if (bits < WORD_BITS)
			continue;
		bits -= WORD_BITS;
		take_word(panel, word >> bits);
		word &= (1U << bits) - 1;
	}
	return 0;
}

static void spi_panel_remove_folder(void *folder)
{
	debugfs_remove_recursive(folder);
}

static int spi_panel_probe(struct platform_device *device)
{
	struct spi_controller *controller;
	struct spi_panel *panel;
	int ret;

	controller = devm_spi_alloc_host(&device->dev, sizeof(*panel));
	if (!controller)
		return -ENOMEM;
	panel = spi_controller_get_devdata(controller);

	panel->blob.data = panel->frame;
	panel->blob.size = sizeof(panel->frame);
	panel->folder = debugfs_create_dir("spi_panel", NULL);
	debugfs_create_blob("frame", 0444, panel->folder, &panel->blob);
	ret = devm_add_action_or_reset(&device->dev, spi_panel_remove_folder,
				       panel->folder);
	if (ret)
		return ret;

	controller->dev.of_node = device->dev.of_node;
	controller->num_chipselect = 1;
	controller->bits_per_word_mask = SPI_BPW_MASK(8);
	controller->transfer_one = spi_panel_transfer_one;

	return devm_spi_register_controller(&device->dev, controller);
}

static const struct of_device_id spi_panel_table[] = {
	{ .compatible = "kmsmirror,spi-panel" },
	{ }
};

static struct platform_driver spi_panel_driver = {
	.probe = spi_panel_probe,
	.driver = {
		.name = "spi_panel",
		.of_match_table = spi_panel_table,
	},
};
module_platform_driver(spi_panel_driver);

MODULE_DESCRIPTION("SPI controller and small panel of machines without either");
MODULE_LICENSE("GPL");
