// Puts the parts together.

import { charts } from './charts.js';
import { Client } from './client.js';
import { Connections } from './connections.js';
import { Details } from './details.js';
import { byId, state } from './dom.js';
import { Feed } from './feed.js';
import { Refusals } from './refusals.js';

const feed = new Feed();
feed.addEventListener('hello', () => state(byId('feed-state'), 'open', 'live'));
feed.addEventListener('state', ({ detail }) => detail.state !== 'open' && state(byId('feed-state'), detail.state, word(detail)));

charts(feed);
const details = new Details(feed, () => connections.mark(undefined));
const connections = new Connections(feed, (id) => {
	connections.mark(id);
	details.open(id);
});
new Client(feed);
new Refusals(feed);
tabs([...document.querySelectorAll('[role=tab]')]);
feed.connect();

// The server ends it for good where the login has ended, or no longer gives access
function word({ state: name, code }) {
	const closed = { 4401: 'not logged in any more: reload the page', 4403: 'no access any more' };
	return { waiting: 'reconnecting', closed: closed[code] ?? 'closed' }[name] ?? name;
}

function tabs(all) {
	const select = (chosen) => {
		for (const tab of all) {
			tab.ariaSelected = String(tab === chosen);
			tab.tabIndex = tab === chosen ? 0 : -1;
			byId(tab.getAttribute('aria-controls')).hidden = tab !== chosen;
		}
	};
	all.forEach((tab, index) => {
		tab.addEventListener('click', () => select(tab));
		tab.addEventListener('keydown', (event) => {
			const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
			if (step) {
				const next = all.at((index + step) % all.length);
				select(next);
				next.focus();
			}
		});
	});
}
