// One connection: its facts, its frames while they are watched, and its commands.

import { byId, chosen, element, line, outcome, prepend } from './dom.js';
import { age, bytes, count, millis } from './format.js';

export class Details {

	#feed;
	#closed;
	#id;
	#watching = false;
	#gone = false;
	#maxFrames = 50;

	/** @param closed called when no connection is shown any more */
	constructor(feed, closed) {
		this.#feed = feed;
		this.#closed = closed;
		byId('details-close').addEventListener('click', () => this.close());
		byId('watch').addEventListener('click', () => this.#watch(!this.#watching));
		byId('push-form').addEventListener('submit', (event) => this.#push(event));
		byId('disconnect-form').addEventListener('submit', (event) => this.#disconnect(event));
		byId('details').addEventListener('keydown', (event) => {
			if (event.key === 'Escape') {
				this.close();
			}
		});
		feed.addEventListener('hello', ({ detail }) => this.#again(detail));
		feed.addEventListener('snapshot', () => this.#refresh());
		feed.addEventListener('frames', ({ detail }) => this.#frames(detail));
	}

	/** Show a connection. */
	async open(id) {
		if (this.#watching && id !== this.#id) {
			await this.#watch(false);
		}
		this.#id = id;
		this.#gone = false;
		byId('details-title').textContent = `Connection ${id.slice(0, 10)}…`;
		byId('details-facts').replaceChildren();
		byId('frames').replaceChildren();
		['push-outcome', 'disconnect-outcome'].forEach((place) => outcome(byId(place), ''));
		byId('details-gone').hidden = true;
		byId('details').hidden = false;
		byId('details-title').focus({ preventScroll: true });
		byId('details').scrollIntoView({ block: 'nearest' });
		await this.#refresh();
	}

	async close() {
		if (this.#watching) {
			await this.#watch(false);
		}
		this.#id = undefined;
		byId('details').hidden = true;
		this.#closed();
	}

	/** Watch again after the feed has been reconnected. */
	#again({ maxFrames }) {
		this.#maxFrames = maxFrames;
		if (this.#watching) {
			this.#watch(true);
		}
	}

	async #refresh() {
		const id = this.#id;
		if (id === undefined || this.#gone) {
			return;
		}
		try {
			const { connection, rooms } = await this.#feed.command('details', { connection: id });
			if (id === this.#id) {
				this.#show(connection, rooms);
			}
		}
		catch (problem) {
			if (id === this.#id && !problem.message.startsWith('Not connected')) {
				this.#gone = true;
				byId('details-gone').hidden = false;
			}
		}
	}

	#show(connection, rooms) {
		const facts = {
			Id: connection.id,
			Endpoint: connection.endpoint,
			User: connection.user ?? '–',
			'Open for': `${age(connection.since)}, since ${new Date(connection.since).toLocaleString()}`,
			Address: connection.remoteAddress ?? '–',
			State: connection.state.toLowerCase(),
			Queue: `${count(connection.queuedMessages)} messages, ${bytes(connection.queuedBytes).join(' ')}`,
			Dropped: `${count(connection.droppedMessages)} messages`,
			'Round trip': millis(connection.roundTripMillis).join(' '),
		};
		const entries = Object.entries(facts).flatMap(([name, value]) => [element('dt', { textContent: name }),
			element('dd', { textContent: value, className: name === 'Id' || name === 'Endpoint' ? 'mono' : '' })]);
		const chips = rooms.map((room) => element('span', { textContent: room }));
		byId('details-facts').replaceChildren(...entries, element('dt', { textContent: 'Rooms' }),
				element('dd', { className: 'rooms' }, ...(chips.length > 0 ? chips : ['–'])));
	}

	async #watch(on) {
		try {
			await this.#feed.command(on ? 'watch' : 'unwatch', { connection: this.#id });
			this.#watching = on;
		}
		catch (problem) {
			this.#watching = false;
			byId('frames-hint').textContent = problem.message;
			byId('watch').ariaPressed = 'false';
			byId('watch').textContent = 'Watch';
			return;
		}
		byId('watch').ariaPressed = String(on);
		byId('watch').textContent = on ? 'Watching' : 'Watch';
		byId('frames-hint').textContent = on ? `The last ${this.#maxFrames} frames, truncated if they are long.` : 'Nothing is recorded until you watch.';
	}

	#frames({ connection, frames, missed }) {
		if (connection !== this.#id || !this.#watching) {
			return;
		}
		const lines = frames.map((frame) => line(frame.direction, frame.at, frame.kind, frame.bytes, frame.text + (frame.cut ? ' …' : '')));
		if (missed > 0) {
			lines.unshift(line('note', frames[0].at, `${count(missed)} more, too many to show`, undefined, ''));
		}
		prepend(byId('frames'), this.#maxFrames, ...lines.reverse());
	}

	async #push(event) {
		event.preventDefault();
		try {
			const { result } = await this.#feed.command('push', { connection: this.#id, format: chosen('push-format'),
				payload: byId('push-payload').value });
			outcome(byId('push-outcome'), result, !['ACCEPTED', 'FORWARDED'].includes(result));
		}
		catch (problem) {
			outcome(byId('push-outcome'), problem.message, true);
		}
	}

	async #disconnect(event) {
		event.preventDefault();
		const code = Number(byId('disconnect-code').value);
		if (!Number.isInteger(code)) {
			outcome(byId('disconnect-outcome'), 'The code is a number, for example 1000', true);
			return;
		}
		try {
			const { established } = await this.#feed.command('disconnect', { connection: this.#id, code,
				reason: byId('disconnect-reason').value || null });
			outcome(byId('disconnect-outcome'), established ? 'Disconnected' : 'It was closing already', !established);
		}
		catch (problem) {
			outcome(byId('disconnect-outcome'), problem.message, true);
		}
		this.#refresh();
	}

}
