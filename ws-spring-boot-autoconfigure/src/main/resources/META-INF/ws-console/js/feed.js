// The page's own WebSocket: snapshots and frames come in, commands go out and get replies.

const LONGEST_PAUSE = 10_000;

export class Feed extends EventTarget {

	#socket;
	#pending = new Map();
	#lastId = 0;
	#failures = 0;

	connect() {
		const url = new URL('feed', document.baseURI);
		url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
		url.search = url.hash = '';
		this.#socket = new WebSocket(url);
		this.#socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
		this.#socket.onclose = () => this.#closed();
	}

	#receive(message) {
		if (message.type === 'reply') {
			this.#reply(message.content);
			return;
		}
		if (message.type === 'hello') {
			this.#failures = 0;
		}
		this.dispatchEvent(new CustomEvent(message.type, { detail: message.content }));
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

	#closed() {
		for (const pending of this.#pending.values()) {
			pending.reject(new Error('Not connected to the server'));
		}
		this.#pending.clear();
		this.dispatchEvent(new CustomEvent('lost'));
		const pause = Math.min(LONGEST_PAUSE, 500 * 2 ** this.#failures++) * (0.75 + Math.random() / 2);
		setTimeout(() => this.connect(), pause);
	}

	/** Send a command. Resolves with its result, rejects with the error of the server. */
	command(command, parameters = {}) {
		if (this.#socket?.readyState !== WebSocket.OPEN) {
			return Promise.reject(new Error('Not connected to the server'));
		}
		const id = ++this.#lastId;
		return new Promise((resolve, reject) => {
			this.#pending.set(id, { resolve, reject });
			this.#socket.send(JSON.stringify({ id, command, ...parameters }));
		});
	}

}
