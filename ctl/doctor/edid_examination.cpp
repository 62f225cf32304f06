// SPDX-License-Identifier: MIT
#include "ctl/doctor/edid_examination.h"

#include "ctl/doctor/display_judgement.h"

namespace kmsmirror::ctl::doctor {

std::vector<Finding> EdidExamination::examine(const Facts& facts) {
    std::vector<Finding> findings;
    for (const Card& card : facts.cards)
        for (const Connector& connector : card.connectors)
            if (card.is_usb())
                findings.push_back(judge_display(card, connector));
    return findings;
}

}  // namespace kmsmirror::ctl::doctor
