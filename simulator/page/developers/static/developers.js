// Wires the page together: tabs, the live record, and the forms that make trouble.

import { showTabs } from "./tabs.js";
import { followRecord } from "./record.js";
import { offerTrouble } from "./trouble.js";

const trouble = offerTrouble();
showTabs((name) => name === "trouble" && trouble.refresh());
followRecord((entries) => entries.some((entry) => entry.kind === "fault") && trouble.refresh());
