// Puts the page together. Whoever watches the traffic starts before whoever makes it.

import { startChat } from './chat.js';
import { startFrames } from './frames.js';
import { startHarness } from './harness.js';
import { startPush } from './push.js';
import { startSamples } from './samples.js';
import { startTheme } from './theme.js';
import { startTicker } from './ticker.js';

startTheme();
startHarness();
startFrames();
startPush();
startSamples();
startTicker();
startChat();
