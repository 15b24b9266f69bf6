// Reaches open connections from outside: lists them over HTTP and pushes a text to one or to all.

import { byId, clockTime, element } from './dom.js';
import { traffic } from './traffic.js';

const MOST_ROWS = 20;
const REFRESH_EVERY = 5_000;
const AFTER_CHANGE = 400;

const section = byId('push');
const body = byId('connections-table').tBodies[0];
const text = byId('push-text');
const result = byId('push-result');
const empty = byId('push-empty');
const rows = new Map();

let inView = false;
let soon = 0;

async function refresh() {
	try {
		const answer = await fetch(api('connections'), { headers: { Accept: 'application/json' } });
		if (!answer.ok) {
			throw new Error(`HTTP ${answer.status}`);
		}
		const json = await answer.json();
		show(Array.isArray(json) ? json : json.connections);
	}
	catch (error) {
		show([]);
		empty.textContent = `The list cannot be read (${error.message}). It is tried again while you look at it.`;
	}
}

function show(connections) {
	const shown = connections.slice(0, MOST_ROWS);
	const ids = new Set(shown.map((connection) => connection.id));
	for (const [id, row] of [...rows]) {
		if (!ids.has(id)) {
			row.remove();
			rows.delete(id);
		}
	}
	// Rows that stay keep their node, so that a refresh does not take the focus from a button.
	for (const connection of shown) {
		if (!rows.has(connection.id)) {
			rows.set(connection.id, row(connection));
			body.append(rows.get(connection.id));
		}
	}
	const more = connections.length - shown.length;
	empty.textContent = (more > 0) ? `… and ${more.toLocaleString('en')} more` :
			(shown.length) ? '' : 'Nobody is connected.';
}

function row({ id, endpoint, user, since, remoteAddress }) {
	const push = element('button', { type: 'button', className: 'small', ariaLabel: `Push to ${short(id)}` }, 'Push');
	push.addEventListener('click', () => post(`connections/${encodeURIComponent(id)}/push`, short(id)));
	return element('tr', { role: 'row', data: { id } },
		cell('id', element('code', { title: id }, short(id))),
		cell('endpoint', element('code', {}, endpoint ?? '')),
		cell('user', user || '–'),
		cell('since', timeOf(since)),
		cell('remote', remoteAddress || '–'),
		cell('push', push));
}

function cell(part, content) {
	return element('td', { role: 'cell', className: `cell-${part}` }, content);
}

function short(id) {
	return (id.length > 10) ? `${id.slice(0, 8)}…` : id;
}

// ISO text, or seconds or milliseconds since the epoch.
function timeOf(since) {
	const date = new Date((typeof since === 'number' && since < 1e11) ? since * 1000 : since);
	return (Number.isNaN(date.getTime())) ? '–' : clockTime(date);
}

async function post(path, target) {
	result.dataset.ok = '';
	try {
		const answer = await fetch(api(path), {
			method: 'POST', headers: { 'Content-Type': 'text/plain;charset=UTF-8' }, body: text.value
		});
		const said = (await answer.text()).slice(0, 200);
		result.dataset.ok = String(answer.ok);
		result.textContent = `Push to ${target}: ${said || ((answer.ok) ? 'done' : 'refused')} (HTTP ${answer.status})`;
	}
	catch (error) {
		result.dataset.ok = 'false';
		result.textContent = `Push to ${target} failed: ${error.message}`;
	}
	refresh();
}

function api(path) {
	return new URL(`api/${path}`, document.baseURI);
}

function refreshSoon() {
	clearTimeout(soon);
	soon = setTimeout(refresh, AFTER_CHANGE);
}

export function startPush() {
	byId('push-form').addEventListener('submit', (event) => {
		event.preventDefault();
		post('broadcast', 'all');
	});
	byId('push-refresh').addEventListener('click', refresh);
	traffic.addEventListener('state', ({ detail }) => detail.state !== 'connecting' && refreshSoon());
	new IntersectionObserver(([entry]) => {
		inView = entry.isIntersecting;
		if (inView) {
			refreshSoon();
		}
	}).observe(section);
	setInterval(() => inView && !document.hidden && refresh(), REFRESH_EVERY);
}
