// SPDX-License-Identifier: GPL-2.0-only
/*
 * What stands between the DisplayPort controller of QEMU's machine xlnx-zcu102
 * and its driver: the controller is modelled, the serial transceivers behind it
 * and the reset line before it are not. Without both the driver does not start.
 *
 * This device is a PHY whose operations have nothing to do, and a reset line
 * that reads back as it was last written, which the driver waits for. As for a
 * transceiver that needs no tuning, phy_configure() tells its caller, which
 * does not mind, that it is not supported.
 */
#include <linux/device.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/phy/phy.h>
#include <linux/platform_device.h>
#include <linux/reset-controller.h>
#include <linux/slab.h>

struct dp_stub {
	struct reset_controller_dev resets;
	bool is_asserted;
};

static struct dp_stub *stub_of(struct reset_controller_dev *resets)
{
	return container_of(resets, struct dp_stub, resets);
}

static int dp_stub_assert(struct reset_controller_dev *resets, unsigned long id)
{
	stub_of(resets)->is_asserted = true;
	return 0;
}

static int dp_stub_deassert(struct reset_controller_dev *resets,
			    unsigned long id)
{
	stub_of(resets)->is_asserted = false;
	return 0;
}

static int dp_stub_status(struct reset_controller_dev *resets, unsigned long id)
{
	return stub_of(resets)->is_asserted;
}

static const struct reset_control_ops reset_ops = {
	.assert = dp_stub_assert,
	.deassert = dp_stub_deassert,
	.status = dp_stub_status,
};

static const struct phy_ops lane_ops = {
	.owner = THIS_MODULE,
};

static int dp_stub_probe(struct platform_device *device)
{
	struct dp_stub *stub = devm_kzalloc(&device->dev, sizeof(*stub), GFP_KERNEL);
	struct phy_provider *provider;
	struct phy *lane;

	if (!stub)
		return -ENOMEM;

	/* Both lanes are one and the same */
	lane = devm_phy_create(&device->dev, NULL, &lane_ops);
	if (IS_ERR(lane))
		return PTR_ERR(lane);

	provider = devm_of_phy_provider_register(&device->dev,
						 of_phy_simple_xlate);
	if (IS_ERR(provider))
		return PTR_ERR(provider);

	stub->resets.owner = THIS_MODULE;
	stub->resets.of_node = device->dev.of_node;
	stub->resets.ops = &reset_ops;
	stub->resets.nr_resets = 1;

	return devm_reset_controller_register(&device->dev, &stub->resets);
}

static const struct of_device_id dp_stub_table[] = {
	{ .compatible = "kmsmirror,dp-stub" },
	{ }
};
MODULE_DEVICE_TABLE(of, dp_stub_table);

static struct platform_driver dp_stub_driver = {
	.probe = dp_stub_probe,
	.driver = {
		.name = "dp_stub",
		.of_match_table = dp_stub_table,
	},
};
module_platform_driver(dp_stub_driver);

MODULE_DESCRIPTION("PHY and reset line of a DisplayPort controller that has none");
MODULE_LICENSE("GPL");
