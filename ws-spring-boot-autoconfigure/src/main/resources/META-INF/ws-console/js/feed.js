// The page's own connection: snapshots and frames come in, commands go out and get replies.

import { connect } from '../ws-client/ws-client.js';

const EVENTS = ['hello', 'snapshot', 'frames'];

// A snapshot comes every second: this long without one is a reason to ask whether the server is still there
const SILENCE = 4_000;

/** Dispatches "state" as a connection does, and what the server sends, by its type. */
export class Feed extends EventTarget {

	#connection;
	#pending = new Map();
	#lastId = 0;

	connect() {
		this.#connection = connect('feed', { silence: SILENCE });
		this.#connection.on('reply', ({ content }) => this.#reply(content));
		for (const type of EVENTS) {
			this.#connection.on(type, ({ content }) => this.#dispatch(type, content));
		}
		this.#connection.addEventListener('state', ({ detail }) => this.#changed(detail));
	}

	#reply({ id, result, error }) {
		const pending = this.#pending.get(id);
		this.#pending.delete(id);
		if (error) {
			pending?.reject(new Error(error));
		}
		else {
			pending?.resolve(result);
		}
	}

	#changed(change) {
		if (change.state !== 'open') {
			for (const pending of this.#pending.values()) {
				pending.reject(new Error('Not connected to the server'));
			}
			this.#pending.clear();
		}
		this.#dispatch('state', change);
	}

	#dispatch(type, detail) {
		this.dispatchEvent(new CustomEvent(type, { detail }));
	}

	/** Send a command. Resolves with its result, rejects with the error of the server. */
	command(command, parameters = {}) {
		const id = ++this.#lastId;
		if (this.#connection.send({ id, command, ...parameters }) !== 'sent') {
			return Promise.reject(new Error('Not connected to the server'));
		}
		return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
	}

}
