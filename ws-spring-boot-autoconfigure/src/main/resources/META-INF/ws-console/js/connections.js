// The list of connections, a page at a time, searched by the server.

import { byId, element } from './dom.js';
import { age, bytes, count, millis } from './format.js';

const ROWS = 25;

export class Connections {

	#feed;
	#select;
	#selected;
	#offset = 0;
	#rows = new Map();
	#latest = 0;
	#timer;

	/** @param select called with the id of the connection that was chosen */
	constructor(feed, select) {
		this.#feed = feed;
		this.#select = select;
		byId('search').addEventListener('input', () => this.#searchSoon());
		byId('search-endpoint').addEventListener('change', () => this.#search());
		byId('search-form').addEventListener('submit', (event) => {
			event.preventDefault();
			this.#search();
		});
		byId('previous').addEventListener('click', () => this.#turn(-ROWS));
		byId('next').addEventListener('click', () => this.#turn(ROWS));
		byId('connections').tBodies[0].addEventListener('click', (event) => {
			const row = event.target.closest('tr');
			if (row) {
				this.#select(row.dataset.id);
			}
		});
		feed.addEventListener('hello', ({ detail }) => this.#endpoints(detail.endpoints));
		feed.addEventListener('snapshot', () => this.refresh());
	}

	#endpoints(endpoints) {
		const select = byId('search-endpoint');
		const before = select.value;
		select.replaceChildren(new Option('All', ''), ...endpoints.map((path) => new Option(path, path)));
		select.value = endpoints.includes(before) ? before : '';
		this.#search();
	}

	/** Mark a connection as the one whose details are shown. */
	mark(id) {
		this.#selected = id;
		this.#rows.forEach((row) => row.ariaCurrent = row.dataset.id === id ? 'true' : null);
	}

	#searchSoon() {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#search(), 200);
	}

	#search() {
		this.#offset = 0;
		this.refresh(true);
	}

	#turn(by) {
		this.#offset = Math.max(0, this.#offset + by);
		this.refresh(true);
	}

	/** Ask for the page again, unless it is hidden. */
	async refresh(force = false) {
		if (!force && (document.hidden || byId('panel-connections').hidden)) {
			return;
		}
		const number = ++this.#latest;
		try {
			const page = await this.#feed.command('connections', { query: byId('search').value,
				endpoint: byId('search-endpoint').value || null, offset: this.#offset, limit: ROWS });
			if (number === this.#latest) {
				byId('connections-problem').textContent = '';
				this.#show(page);
			}
		}
		catch (problem) {
			if (number === this.#latest) {
				byId('connections-problem').textContent = problem.message;
			}
		}
	}

	#show({ rows, offset, matching }) {
		if (rows.length === 0 && matching > 0) {
			// The last page no longer exists
			this.#offset = Math.floor((matching - 1) / ROWS) * ROWS;
			this.refresh(true);
			return;
		}
		const known = this.#rows;
		this.#rows = new Map(rows.map((row) => [row.id, known.get(row.id) ?? this.#row(row.id)]));
		rows.forEach((row) => this.#fill(this.#rows.get(row.id), row));
		const body = byId('connections').tBodies[0];
		const wanted = [...this.#rows.values()];
		// Rows that stay where they are keep the focus
		if (wanted.length !== body.rows.length || wanted.some((row, index) => body.rows[index] !== row)) {
			body.replaceChildren(...wanted);
		}
		this.mark(this.#selected);
		byId('connections-empty').hidden = matching > 0;
		const range = matching === 0 ? 'No connections' : `${count(offset + 1)}–${count(offset + rows.length)} of ${count(matching)}`;
		if (byId('connections-range').textContent !== range) {
			byId('connections-range').textContent = range;
		}
		byId('previous').disabled = offset === 0;
		byId('next').disabled = offset + rows.length >= matching;
	}

	#row(id) {
		const cell = (className = '', label = '') => element('td', { className, dataset: { label } });
		const row = element('tr', { dataset: { id } },
				element('td', {}, element('button', { type: 'button', textContent: `${id.slice(0, 10)}…`, title: id, 'aria-label': `Details of ${id}` })),
				cell('endpoint'), cell(), cell(), cell('number', 'queue'), cell('number', 'round trip'));
		return row;
	}

	#fill(row, connection) {
		const [, endpoint, user, since, queue, roundTrip] = row.cells;
		endpoint.textContent = connection.endpoint;
		user.textContent = connection.user ?? 'no user';
		user.className = connection.user === null ? 'none' : '';
		since.textContent = age(connection.since);
		queue.textContent = bytes(connection.queuedBytes).join(' ');
		roundTrip.textContent = millis(connection.roundTripMillis).join(' ');
	}

}
