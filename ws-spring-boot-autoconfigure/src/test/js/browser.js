// A page without a browser: a clock, sockets, document and fetch under the control of a test, and a count of what is left behind.

import { setMaxListeners } from 'node:events';
import { mock } from 'node:test';

const START = 1_800_000_000_000;
/** Events of the document that do not bubble. */
const NOT_RISING = ['freeze', 'resume'];

/** Replaces what a module of a page finds in its global scope. */
export class Browser {

	sockets = [];
	requests = [];
	reported = [];
	random = 0.5;
	answer = () => Promise.reject(new TypeError('Failed to fetch'));

	#now = START;
	#timers = new Map();
	#lastTimer = 0;
	#replaced = new Map();

	constructor({ base = 'https://www.example.org/app/index.html', hidden = false, worker = false } = {}) {
		const browser = this;
		this.window = new FakeWindow();
		this.document = (worker) ? undefined : { hidden, baseURI: base };
		this.#replace('document', this.document);
		this.#replace('location', new URL(base));
		this.#replace('navigator', { onLine: true });
		this.#replace('addEventListener', (...parameters) => this.window.addEventListener(...parameters));
		this.#replace('setTimeout', (task, delay = 0) => this.#setTimer(task, delay));
		this.#replace('clearTimeout', (id) => this.#timers.delete(id));
		this.#replace('reportError', (error) => this.reported.push(error));
		this.#replace('fetch', (url, options) => {
			this.requests.push({ url: String(url), ...options });
			const aborted = new Promise((_, reject) => options.signal.addEventListener('abort', () => reject(options.signal.reason)));
			return Promise.race([aborted, this.answer(url, options)]);
		});
		this.#replace('WebSocket', class extends FakeSocket {
			constructor(url, protocols) {
				super(url, protocols);
				browser.sockets.push(this);
			}
		});
		mock.method(Date, 'now', () => this.#now);
		mock.method(Math, 'random', () => this.random);
	}

	get now() {
		return this.#now;
	}

	get timers() {
		return this.#timers.size;
	}

	get listeners() {
		return this.window.listeners.size;
	}

	/** The socket of the last attempt. */
	get socket() {
		return this.sockets.at(-1);
	}

	set onLine(onLine) {
		navigator.onLine = onLine;
	}

	/** Lets promises go on. */
	async settle() {
		for (let i = 0; i < 30; i++) {
			await null;
		}
	}

	/** Lets time pass, timers included. */
	async pass(delay) {
		const end = this.#now + delay;
		await this.settle();
		for (let next = this.#next(end); next; next = this.#next(end)) {
			this.#now = Math.max(this.#now, next.at);
			this.#timers.delete(next.id);
			next.task();
			await this.settle();
		}
		this.#now = end;
	}

	/** Time passes, and nothing of the page runs. */
	sleep(delay) {
		this.#now += delay;
	}

	/** Somebody sets the clock. Timers do not care. */
	setBack(delay) {
		this.#now -= delay;
		this.#timers.forEach((timer) => timer.at -= delay);
	}

	/** An event of the window, or of the document, as browsers dispatch it. */
	async fire(type, properties = {}) {
		this.window.fire(Object.assign(new Event(type), properties));
		await this.settle();
	}

	async show(isShown = true) {
		this.document.hidden = !isShown;
		await this.fire('visibilitychange');
	}

	close() {
		for (const [name, descriptor] of this.#replaced) {
			if (descriptor) {
				Object.defineProperty(globalThis, name, descriptor);
			}
			else {
				delete globalThis[name];
			}
		}
		mock.restoreAll();
	}

	#replace(name, value) {
		this.#replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
		Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
	}

	#setTimer(task, delay) {
		const id = ++this.#lastTimer;
		// As browsers do it: what is no number, or does not fit, is no delay at all
		const ms = (delay >= 0 && delay < 2 ** 31) ? delay : 0;
		this.#timers.set(id, { id, at: this.#now + ms, task });
		return id;
	}

	#next(end) {
		return [...this.#timers.values()].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.id - b.id)[0];
	}

}

/** As the WebSocket of browsers. The test plays the server. */
class FakeSocket {

	readyState = 0;
	protocol = '';
	bufferedAmount = 0;
	binaryType = 'blob';
	onopen = null;
	onmessage = null;
	onclose = null;
	sent = [];
	/** Whether the network takes what is sent. */
	isStuck = false;
	closedWith = null;

	constructor(url, protocols = []) {
		if (new Set(protocols).size !== protocols.length || protocols.some((name) => !/^[!#$%&'*+.^_`|~\w-]+$/.test(name))) {
			throw new DOMException(`The sub-protocols ${protocols} are invalid`, 'SyntaxError');
		}
		this.url = url;
		this.protocols = protocols;
	}

	get listeners() {
		return [this.onopen, this.onmessage, this.onclose].filter(Boolean).length;
	}

	/** The messages that were sent, JSON as objects. */
	get messages() {
		return this.sent.map((data) => (typeof data === 'string' && data.startsWith('{')) ? JSON.parse(data) : data);
	}

	get pings() {
		return this.messages.filter(({ type }) => type === 'ws.ping').length;
	}

	send(data) {
		if (this.readyState === 0) {
			throw new DOMException('Still connecting', 'InvalidStateError');
		}
		if (this.readyState === 1) {
			this.sent.push(data);
		}
		if (this.readyState > 1 || this.isStuck) {
			this.bufferedAmount += new Blob([data]).size;
		}
	}

	close(code, reason = '') {
		if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
			throw new DOMException(`The code ${code} is invalid`, 'InvalidAccessError');
		}
		if (new Blob([reason]).size > 123) {
			throw new DOMException('The reason is too long', 'SyntaxError');
		}
		if (this.readyState < 2) {
			this.readyState = 2;
			this.closedWith = { code, reason };
		}
	}

	/** The server accepts: with the first sub-protocol that is offered, or what the test says. */
	accept(protocol = this.protocols[0] ?? '') {
		this.readyState = 1;
		this.protocol = protocol;
		this.onopen?.({});
	}

	receive(message) {
		const data = (typeof message === 'string' || message instanceof ArrayBuffer) ? message : JSON.stringify(message);
		this.onmessage?.({ data });
	}

	/** The server closes, or the network ends, or the handshake fails. */
	end(code = 1006, reason = '') {
		this.readyState = 3;
		this.onclose?.({ code, reason, wasClean: code !== 1006 });
	}

}

/** Hears of events of its document on their way down, but only of some on their way up. */
class FakeWindow {

	listeners = new Set();

	addEventListener(type, listener, { capture = false, signal }) {
		const entry = { type, listener, capture };
		this.listeners.add(entry);
		setMaxListeners(50, signal);
		signal.addEventListener('abort', () => this.listeners.delete(entry));
	}

	fire(event) {
		const rises = !NOT_RISING.includes(event.type);
		for (const { type, listener, capture } of [...this.listeners]) {
			if (type === event.type && (capture || rises)) {
				listener(event);
			}
		}
	}

}
