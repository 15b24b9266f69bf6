// A test connection from this browser to any endpoint: an ordinary one, which the server counts.

import { byId, chosen, line, prepend, state } from './dom.js';

const MAX_LINES = 200;
const MAX_SHOWN = 2000;

export class Client {

	#socket;
	#base = '';

	constructor(feed) {
		feed.addEventListener('hello', ({ detail }) => this.#endpoints(detail));
		byId('client-endpoint').addEventListener('change', () => this.#choose(true));
		byId('client-form').addEventListener('submit', (event) => {
			event.preventDefault();
			this.#guarded(() => this.#socket ? this.#socket.close(1000) : this.#connect());
		});
		byId('send-form').addEventListener('submit', (event) => {
			event.preventDefault();
			this.#guarded(() => this.#send());
		});
		byId('client-payload').addEventListener('keydown', (event) => {
			if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
				byId('send-form').requestSubmit();
			}
		});
		byId('client-clear').addEventListener('click', () => {
			byId('client-log').replaceChildren();
			byId('client-empty').hidden = false;
		});
	}

	/** The context path precedes the paths of all endpoints, too. */
	#endpoints({ endpoints, path }) {
		const here = decodeURI(new URL('.', document.baseURI).pathname);
		this.#base = here.endsWith(`${path}/`) ? here.slice(0, -path.length - 1) : '';
		const select = byId('client-endpoint');
		const before = select.value;
		select.replaceChildren(...endpoints.map((endpoint) => new Option(endpoint, endpoint)));
		if (endpoints.includes(before)) {
			select.value = before;
		}
		else {
			this.#choose(false);
		}
	}

	#choose(focus) {
		const path = byId('client-path');
		path.value = byId('client-endpoint').value;
		const variable = /\{[^}]*\}/.exec(path.value);
		if (focus && variable) {
			path.focus();
			path.setSelectionRange(variable.index, variable.index + variable[0].length);
		}
	}

	#guarded(action) {
		try {
			byId('client-problem').textContent = '';
			action();
		}
		catch (problem) {
			byId('client-problem').textContent = problem.message;
		}
	}

	#connect() {
		const path = byId('client-path').value.trim();
		if (!path.startsWith('/')) {
			throw new Error('A path starts with /');
		}
		if (/[{}*]/.test(path)) {
			throw new Error('Replace the variables by values, for example /chat/lobby for /chat/{room}');
		}
		const url = new URL(this.#base + path, document.baseURI);
		url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
		const protocols = byId('client-protocols').value.split(',').map((name) => name.trim()).filter(Boolean);
		const socket = new WebSocket(url, protocols);
		socket.binaryType = 'arraybuffer';
		socket.onopen = () => {
			this.#state('open');
			this.#log('note', socket.protocol ? `connected, ${socket.protocol}` : 'connected');
		};
		socket.onmessage = ({ data }) => this.#message('in', data);
		socket.onclose = ({ code, reason }) => {
			this.#socket = undefined;
			this.#state('closed');
			this.#log('note', `closed with ${code}`, undefined, reason);
		};
		this.#socket = socket;
		this.#state('connecting');
	}

	#state(name) {
		state(byId('client-state'), name);
		byId('client-connect').textContent = name === 'closed' ? 'Connect' : 'Disconnect';
		byId('client-send').disabled = name !== 'open';
	}

	#send() {
		const text = byId('client-payload').value;
		const payload = { text: () => text, json: () => json(text), binary: () => fromHex(text) }[chosen('client-format')]();
		if (this.#socket?.readyState !== WebSocket.OPEN) {
			throw new Error('Connect first');
		}
		this.#socket.send(payload);
		this.#message('out', payload);
	}

	#message(direction, data) {
		if (typeof data === 'string') {
			this.#log(direction, 'text', new TextEncoder().encode(data).length, cut(data));
		}
		else {
			const bytes = new Uint8Array(data);
			this.#log(direction, 'binary', bytes.length, cut(toHex(bytes.subarray(0, MAX_SHOWN)), bytes.length > MAX_SHOWN));
		}
	}

	#log(direction, kind, bytes, text = '') {
		byId('client-empty').hidden = true;
		prepend(byId('client-log'), MAX_LINES, line(direction, Date.now(), kind, bytes, text));
	}

}

function json(text) {
	try {
		JSON.parse(text);
		return text;
	}
	catch (problem) {
		throw new Error(`This is not valid JSON: ${problem.message}`);
	}
}

function fromHex(text) {
	const digits = text.replace(/\s+/g, '');
	if (!/^([0-9a-f]{2})*$/i.test(digits)) {
		throw new Error('Binary is written as pairs of hexadecimal digits, for example 48 65 79');
	}
	return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function toHex(bytes) {
	return [...bytes].map((value) => value.toString(16).padStart(2, '0')).join(' ');
}

function cut(text, more = false) {
	return text.length > MAX_SHOWN || more ? `${text.slice(0, MAX_SHOWN)} …` : text;
}
