// Puts the page together. Parts that watch the traffic start before parts that cause it.

import { startChat } from './chat.js';
import { startFrames } from './frames.js';
import { startHarness } from './harness.js';
import { startNode } from './node.js';
import { startPush } from './push.js';
import { startSamples } from './samples.js';
import { startTheme } from './theme.js';
import { startTicker } from './ticker.js';

startTheme();
startHarness();
startNode();
startFrames();
startPush();
startSamples();
startTicker();
startChat();
