// A WebSocket that comes back by itself, and the place where all traffic of the page can be watched.

const FIRST_DELAY = 500;
const LONGEST_DELAY = 10_000;
const CONNECT_TIMEOUT = 10_000;
const STABLE_AFTER = 3_000;

// Said on purpose by the server: coming back at once would ignore it.
const FINAL_CODES = new Set([1000, 1008]);

/** Dispatches "frame" ({wire, path, dir, data, size, at}) and "state" ({wire, path, state, …}). */
export const traffic = new EventTarget();

/** Exponential, capped, and between half and all of it: clients of one server must not return in step. */
export function backoff(attempt, random = Math.random) {
	const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt);
	return Math.round(ceiling / 2 + random() * ceiling / 2);
}

const encoder = new TextEncoder();
const waiting = new Set();

function hurry() {
	for (const socket of [...waiting]) {
		socket.retry();
	}
}

addEventListener('online', hurry);
addEventListener('pageshow', hurry);
document.addEventListener('visibilitychange', () => document.hidden || hurry());

export class WireSocket {

	#wire;
	#path;
	#onText;
	#onState;
	#silence;
	#socket = null;
	#state = 'closed';
	#attempt = 0;
	#lastSeen = 0;
	#timers = new Map();

	/**
	 * silence: milliseconds without a message after which a connection that should be busy counts as lost (0: never).
	 */
	constructor({ wire, path, onText, onState, silence = 0 }) {
		this.#wire = wire;
		this.#path = path;
		this.#onText = onText;
		this.#onState = onState;
		this.#silence = silence;
	}

	get state() {
		return this.#state;
	}

	connect() {
		this.#attempt = 0;
		this.#change('connecting');
		this.#open();
	}

	/** True if the text has been handed to an open connection. */
	send(text) {
		if (this.#socket?.readyState !== WebSocket.OPEN) {
			return false;
		}
		this.#socket.send(text);
		this.#report('out', text);
		return true;
	}

	/** Ends the wait for the next attempt, or connects again after a deliberate close. */
	retry() {
		if (waiting.has(this)) {
			this.#open();
		}
		else if (this.#state === 'closed') {
			this.connect();
		}
	}

	close() {
		this.#detach();
		this.#change('closed', { code: 1000, local: true });
	}

	#open() {
		this.#detach();
		const url = new URL(this.#path.slice(1), document.baseURI);
		url.protocol = url.protocol.replace('http', 'ws');
		const socket = new WebSocket(url);
		socket.binaryType = 'arraybuffer';
		this.#socket = socket;
		const mine = (listener) => (event) => this.#socket === socket && listener(event);
		socket.addEventListener('open', mine(() => this.#opened()));
		socket.addEventListener('message', mine((event) => this.#received(event.data)));
		socket.addEventListener('close', mine((event) => this.#closed(event.code, event.reason)));
		this.#timer('connect', CONNECT_TIMEOUT, () => this.#lost());
	}

	#opened() {
		this.#clear('connect');
		this.#lastSeen = Date.now();
		// A server that accepts and closes at once must not be hammered.
		this.#timer('stable', STABLE_AFTER, () => this.#attempt = 0);
		this.#watchSilence();
		this.#change('open');
	}

	#received(data) {
		this.#lastSeen = Date.now();
		this.#report('in', data);
		if (typeof data === 'string') {
			this.#onText?.(data);
		}
	}

	#watchSilence() {
		if (this.#silence) {
			const left = this.#lastSeen + this.#silence - Date.now();
			this.#timer('silence', Math.max(left, 100), () => {
				const silent = Date.now() - this.#lastSeen >= this.#silence;
				return (silent) ? this.#lost() : this.#watchSilence();
			});
		}
	}

	#closed(code, reason) {
		this.#detach();
		if (FINAL_CODES.has(code)) {
			this.#change('closed', { code, reason });
			return;
		}
		const delay = backoff(this.#attempt++);
		waiting.add(this);
		this.#timer('retry', delay, () => this.#open());
		this.#change('reconnecting', { code, reason, retryAt: Date.now() + delay });
	}

	// The closing handshake of a dead peer can take a minute: do not wait for it.
	#lost() {
		this.#closed(1006, '');
	}

	#detach() {
		waiting.delete(this);
		for (const name of [...this.#timers.keys()]) {
			this.#clear(name);
		}
		const socket = this.#socket;
		this.#socket = null;
		socket?.close();
	}

	#change(state, details = {}) {
		this.#state = state;
		const change = { wire: this.#wire, path: this.#path, state, ...details };
		this.#onState?.(change);
		traffic.dispatchEvent(new CustomEvent('state', { detail: change }));
	}

	#report(dir, data) {
		const size = (typeof data === 'string') ? encoder.encode(data).length : data.byteLength;
		const frame = { wire: this.#wire, path: this.#path, dir, data, size, at: new Date() };
		traffic.dispatchEvent(new CustomEvent('frame', { detail: frame }));
	}

	#timer(name, delay, task) {
		this.#clear(name);
		this.#timers.set(name, setTimeout(task, delay));
	}

	#clear(name) {
		clearTimeout(this.#timers.get(name));
		this.#timers.delete(name);
	}

}
