// In a cluster, the node that this page talks to, and how many there are. Without one, nothing.

import { byId } from './dom.js';

const REFRESH_EVERY = 3_000;

const line = byId('node');
const peopleTitle = byId('people-title');

async function refresh() {
	const cluster = await read();
	if (cluster?.enabled) {
		show(cluster);
	}
	if (cluster?.enabled !== false) {
		setTimeout(refresh, REFRESH_EVERY);
	}
}

// Undefined while the server does not answer: the next attempt may find it.
async function read() {
	try {
		const answer = await fetch(new URL('api/cluster', document.baseURI), { headers: { Accept: 'application/json' } });
		return (answer.ok) ? await answer.json() : undefined;
	}
	catch {
		return undefined;
	}
}

function show({ node, nodes, available }) {
	const others = (available) ? `${nodes.length} ${(nodes.length === 1) ? 'node' : 'nodes'}` : 'others out of reach';
	line.textContent = `${node} · ${others}`;
	line.title = nodes.join(', ');
	line.hidden = false;
	peopleTitle.textContent = 'In the room, on this node';
}

export function startNode() {
	refresh();
}
