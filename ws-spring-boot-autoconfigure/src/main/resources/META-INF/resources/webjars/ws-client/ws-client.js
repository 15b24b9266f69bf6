// Documented in ws-client.d.ts. Apache-2.0

const PROTOCOL = 'ws.v1';
const PING = '{"type":"ws.ping"}';

const LOST = 1006;
const UNAUTHORIZED = 4401;
const FORBIDDEN = 4403;
const FINAL_CODES = [1000, 1003, 1008, 1010, FORBIDDEN, 4409];
const REFUSALS = { 302: [UNAUTHORIZED, 'login'], 401: [UNAUTHORIZED, 'unauthorized'], 403: [FORBIDDEN, 'forbidden'] };

const MIN_DELAY = 50;
const MAX_FAILURES = 3;
const ROOM_POLL = 100;
const LATE = 1_000;

const OPTIONS = {
	token: () => '',
	protocols: [],
	tokenProtocol: 'bearer',
	typeField: 'type',
	extensions: [],
	silence: 30_000,
	pingTimeout: 5_000,
	connectTimeout: 15_000,
	delay: 500,
	maxDelay: 30_000,
	stableAfter: 5_000,
	maxBuffered: 1_048_576,
	queue: {},
};

const QUEUE_OPTIONS = { maxMessages: 100, maxBytes: 65_536, maxAge: 30_000 };

/**
 * Connects, and again whenever the connection is lost.
 * @param {any} url URL, or a function that returns it
 * @param {any} options
 */
export function connect(url, options = {}) {
	return new Connection(url, options);
}

class Connection extends EventTarget {

	#state = 'connecting';
	#retryAt = null;
	#delay;
	#protocol = '';
	#untold = [];
	#resolve;
	closed = new Promise((resolve) => this.#resolve = resolve);

	#url;
	#options;
	#listeners;
	#subProtocols;
	#backOff;
	#queue;
	#liveness;
	#page = new AbortController();

	#link = null;
	#target = null;
	#token = '';
	#extensions = [];
	#isGreeted = false;
	#probe = null;
	#stopWaiting;
	#stopTending;

	constructor(url, options) {
		super();
		this.#url = (typeof url === 'function') ? url : resolved(url);
		this.#options = withDefaults(OPTIONS, options);
		this.#listeners = new Listeners(this.#options);
		this.#subProtocols = new SubProtocols(this.#options);
		this.#backOff = new BackOff(this.#options);
		this.#queue = new Queue(withDefaults(QUEUE_OPTIONS, this.#options.queue),
			(message, reason) => this.#tell('dropped', { message, reason }));
		this.#liveness = new Liveness(this.#options, () => this.#ended({ code: LOST, reason: 'no answer' }));
		this.#watchPage();
		queueMicrotask(() => this.#state === 'connecting' && this.#attempt());
	}

	get state() {
		return this.#state;
	}

	get retryAt() {
		return this.#retryAt;
	}

	get protocol() {
		return this.#protocol;
	}

	on(type, listener) {
		return this.#listeners.add(type, listener);
	}

	send(message, { queue = false } = {}) {
		if (isReserved(message) || isReserved(message, this.#options.typeField)) {
			throw new TypeError('Types that begin with "ws." are reserved');
		}
		const data = encoded(message);
		if (this.#state === 'closed') {
			return 'rejected';
		}
		this.#tendQueue();
		if (this.#hasRoom() && !(queue && this.#queue.length)) {
			return this.#transmit(message, data);
		}
		if (queue && this.#queue.add(message, data)) {
			this.#tendQueue();
			return 'queued';
		}
		return 'rejected';
	}

	retryNow() {
		this.#backOff.reset();
		this.#wake(() => this.#attempt());
	}

	close(code = 1000, reason = '') {
		if ((code !== 1000 && !(code >= 3000 && code < 5000)) || size(reason) > 123) {
			throw new RangeError('Illegal code or reason');
		}
		this.#link?.detach(code, reason);
		this.#finish({ code, reason });
	}

	#attempt() {
		this.#stopWaiting?.();
		this.#probe?.abort();
		this.#retryAt = null;
		const link = this.#link = new Link({
			opened: (selected) => this.#opened(selected),
			received: (data) => this.#received(data),
			ended: (ending) => this.#ended(ending),
		});
		this.#change('connecting');
		if (link === this.#link) {
			link.open(() => this.#prepare(), this.#options.connectTimeout);
		}
	}

	async #prepare() {
		const { token, tokenProtocol } = this.#options;
		this.#target = (typeof this.#url === 'function') ? resolved(await this.#url()) : this.#url;
		const value = await token();
		this.#token = value ? checked(value) : '';
		const protocols = this.#subProtocols.offer(this.#backOff.failures);
		return [this.#target, this.#token ? [...protocols, tokenProtocol, this.#token] : protocols];
	}

	#opened(selected) {
		const link = this.#link;
		const { own, ours } = this.#subProtocols.agree(selected);
		this.#protocol = own;
		this.#backOff.opened();
		if (ours) {
			this.#liveness.start(link);
		}
		this.#extensions = this.#options.extensions.filter(({ subProtocol }) => !subProtocol || subProtocol === ours);
		this.#extend('opened', { send: (message) => link.send(encoded(message)) });
		this.#change('open', { protocol: own });
		this.#isGreeted = link === this.#link;
		this.#tendQueue();
	}

	#received(data) {
		let message = data;
		try {
			message = JSON.parse(data);
		}
		catch {
			// Text
		}
		if (this.#liveness.received(message)) {
			return;
		}
		message = this.#extend('received', message, data);
		if (message === undefined || (this.#liveness.isActive && isReserved(message))) {
			return;
		}
		if (message === data && !isBinary(data) && this.#listeners.hasTypes()) {
			this.#tell('unreadable', { text: data });
		}
		else {
			this.#listeners.deliver(message, data);
		}
	}

	#ended(ending, isFailure = this.#state !== 'open') {
		this.#detach();
		const delay = this.#delay = this.#backOff.after(ending, isFailure);
		if (delay === null || this.#state === 'closed') {
			this.#finish(ending);
			return;
		}
		const retryAt = this.#retryAt = Date.now() + delay;
		this.#wait();
		if (isFailure && this.#backOff.isDoubtful(ending)) {
			this.#ask(ending);
		}
		this.#change('waiting', { ...ending, retryAt });
		this.#tendQueue();
	}

	#wait() {
		const delay = Math.min(this.#delay, this.#retryAt - Date.now());
		this.#stopWaiting?.();
		this.#stopWaiting = later(isHidden() ? 3 * delay : delay, () => this.#attempt());
	}

	async #ask(ending) {
		const probe = this.#probe = new AbortController();
		const status = await statusOf(this.#target, this.#token, probe.signal);
		probe.abort();
		const [code, reason] = REFUSALS[status] ?? [];
		if (ending.error && status < 500) {
			this.#finish(ending);
		}
		else if (code && (status !== 401 || this.#backOff.refused() === null)) {
			this.#finish({ code, reason });
		}
	}

	#finish(ending) {
		if (this.#state !== 'closed') {
			this.#detach();
			this.#page.abort();
			this.#probe?.abort();
			this.#retryAt = null;
			this.#change('closed', ending);
			this.#queue.drop('closed');
			this.#resolve(ending);
		}
	}

	#detach() {
		const link = this.#link;
		const wasOpen = link && this.#state === 'open';
		this.#link = null;
		this.#isGreeted = false;
		this.#stopWaiting?.();
		this.#stopTending?.();
		this.#liveness.stop();
		link?.detach();
		if (wasOpen) {
			this.#extend('lost');
		}
	}

	#watchPage() {
		const wake = () => this.retryNow();
		const look = () => this.#wake(() => this.#wait());
		const reactions = {
			online: wake,
			offline: () => this.#liveness.doubt(),
			pageshow: (event) => event.persisted && wake(),
			pagehide: () => this.#link && this.#ended({ code: LOST, reason: 'page hidden' }, false),
			visibilitychange: () => isHidden() || look(),
			resume: look,
		};
		for (const [type, reaction] of Object.entries(reactions)) {
			globalThis.addEventListener?.(type, reaction, { capture: true, signal: this.#page.signal });
		}
	}

	#wake(next) {
		if (this.#state === 'waiting') {
			next();
		}
		this.#liveness.doubt();
	}

	#hasRoom() {
		return this.#link?.isOpen && this.#link.buffered <= this.#options.maxBuffered;
	}

	#tendQueue() {
		this.#stopTending?.();
		this.#queue.drop('expired');
		while (this.#isGreeted && this.#queue.length && this.#hasRoom()) {
			const { message, data } = this.#queue.shift();
			this.#transmit((typeof data === 'string' && data !== message) ? JSON.parse(data) : data, data);
		}
		if (this.#queue.length) {
			const pause = this.#isGreeted ? ROOM_POLL : this.#queue.untilExpiry();
			this.#stopTending = later(pause, () => this.#tendQueue());
		}
	}

	#transmit(message, data) {
		const changed = this.#extend('sending', message, data);
		if (changed === undefined) {
			return 'queued';
		}
		return this.#link?.send((changed === message) ? data : encoded(changed)) ? 'sent' : 'rejected';
	}

	#extend(hook, value, data) {
		for (const extension of this.#extensions) {
			const result = run(() => extension[hook]?.(value, data));
			if (data !== undefined) {
				if (result === null) {
					return undefined;
				}
				value = result ?? value;
			}
		}
		return value;
	}

	/** In order, though listeners change it. */
	#change(state, detail) {
		if (this.#state === 'closed') {
			return;
		}
		this.#state = state;
		if (this.#untold.push({ state, ...detail }) === 1) {
			while (this.#untold.length) {
				this.#tell('state', this.#untold[0]);
				this.#untold.shift();
			}
		}
	}

	#tell(type, detail) {
		this.dispatchEvent(new CustomEvent(type, { detail }));
	}

}

/** One attempt. It ends once. */
class Link {

	#listener;
	#socket = null;
	#stop;

	constructor(listener) {
		this.#listener = listener;
	}

	get isOpen() {
		return this.#socket?.readyState === 1;
	}

	get buffered() {
		return this.#socket.bufferedAmount;
	}

	async open(prepare, timeout) {
		this.#stop = deadline(timeout, () => this.#end({ code: LOST, reason: 'timeout', ...(!this.#socket && { error: new Error('No URL or token') }) }));
		try {
			const [url, protocols] = await prepare();
			if (this.#listener) {
				this.#attach(new WebSocket(url, protocols));
			}
		}
		catch (error) {
			this.#end({ code: LOST, reason: 'failed', error });
		}
	}

	send(data) {
		if (this.isOpen) {
			this.#socket.send(data);
		}
		return this.isOpen;
	}

	detach(code = 1000, reason = '') {
		this.#stop?.();
		this.#listener = null;
		const socket = this.#socket;
		this.#socket = null;
		if (socket) {
			socket.onopen = socket.onmessage = socket.onclose = null;
			const close = () => socket.close(code, reason);
			if (socket.readyState) {
				close();
			}
			else {
				// To close what connects breaks Safari
				socket.onopen = close;
			}
		}
	}

	#attach(socket) {
		this.#socket = socket;
		socket.binaryType = 'arraybuffer';
		socket.onopen = () => {
			this.#stop?.();
			this.#listener.opened(socket.protocol);
		};
		socket.onmessage = ({ data }) => this.#listener.received(data);
		socket.onclose = ({ code, reason }) => this.#end({ code, reason });
	}

	#end(ending) {
		const listener = this.#listener;
		this.detach();
		listener?.ended(ending);
	}

}

/** Servers may not know ours. */
class SubProtocols {

	#own;
	#ours;
	#offersOurs = true;
	#knowsOurs;
	#plainSuccesses = 0;

	constructor({ protocols, extensions, token, tokenProtocol }) {
		this.#own = [protocols].flat();
		this.#ours = [...new Set([...extensions.map(({ subProtocol = PROTOCOL }) => subProtocol), PROTOCOL])];
		const names = [...this.#own, ...this.#ours, ...(token === OPTIONS.token ? [] : [tokenProtocol])].map(checked);
		if (new Set(names).size < names.length) {
			throw new TypeError('Sub-protocol twice');
		}
	}

	offer(failures) {
		this.#offersOurs = this.#knowsOurs ?? failures % 2 === 0;
		const ours = this.#offersOurs ? this.#ours : [];
		return this.#own.length ? [...ours.flatMap((name) => this.#own.map((own) => `${own}+${name}`)), ...this.#own] : ours;
	}

	agree(selected) {
		const ours = this.#ours.find((name) => `+${selected}`.endsWith(`+${name}`));
		if (ours) {
			this.#knowsOurs = true;
		}
		else if (!this.#offersOurs && ++this.#plainSuccesses > 1) {
			this.#knowsOurs = false;
		}
		return { ours, own: ours ? selected.slice(0, -ours.length - 1) : selected };
	}

}

/** When to come back. */
class BackOff {

	failures = 0;
	#options;
	#attempts = 0;
	#openedAt = 0;
	#isRefused = false;
	#errors = 0;

	constructor(options) {
		this.#options = options;
	}

	isDoubtful({ error }) {
		return error ? this.#errors >= MAX_FAILURES : this.#isRefused || (this.failures && this.failures % MAX_FAILURES === 0);
	}

	opened() {
		this.#openedAt = Date.now();
		this.#errors = this.failures = 0;
	}

	reset() {
		this.#attempts = 0;
		this.#isRefused = false;
	}

	/** The delay, or null: never. */
	after({ code, reason, error }, isFailure) {
		const { delay, maxDelay, stableAfter } = this.#options;
		if (!isFailure && elapsed(this.#openedAt) >= stableAfter) {
			this.reset();
		}
		this.#errors = error ? this.#errors + 1 : 0;
		if (isFailure && !error && globalThis.navigator?.onLine !== false) {
			this.failures++;
		}
		if (FINAL_CODES.includes(code)) {
			return null;
		}
		if (code === UNAUTHORIZED) {
			return this.refused();
		}
		const jitter = Math.random() * Math.min(maxDelay, delay * 2 ** Math.min(30, this.#attempts++));
		return Math.max(MIN_DELAY, retryAfter(code, reason) + jitter);
	}

	/** Gets one attempt. */
	refused() {
		const wasRefused = this.#isRefused;
		this.#isRefused = true;
		return wasRefused ? null : MIN_DELAY + Math.random() * this.#options.delay;
	}

}

/** Scripts see no pings. */
class Liveness {

	#options;
	#lost;
	#link = null;
	#heardAt = 0;
	#stopTicking;
	#stopAsking;

	constructor(options, lost) {
		this.#options = options;
		this.#lost = lost;
	}

	get isActive() {
		return this.#link !== null;
	}

	start(link) {
		this.#link = link;
		this.#heardAt = Date.now();
		if (this.#options.silence > 0) {
			this.#tick(this.#options.silence / 3);
		}
	}

	stop() {
		this.#answered();
		this.#stopTicking?.();
		this.#link = null;
	}

	received(message) {
		this.#heardAt = Date.now();
		const isPong = this.#link && message?.type === 'ws.pong';
		if (isPong) {
			this.#answered();
		}
		return isPong;
	}

	doubt() {
		if (this.#link && !this.#stopAsking) {
			this.#ask();
		}
	}

	#ask() {
		this.#link.send(PING);
		this.#expect(this.#link.buffered);
	}

	#tick(period) {
		const start = Date.now();
		this.#stopTicking = later(period, () => {
			// Timers of hidden tabs are late
			if ((!isHidden() && elapsed(start) > 2 * period) || elapsed(this.#heardAt) >= this.#options.silence) {
				this.doubt();
			}
			this.#tick(period);
		});
	}

	#expect(buffered) {
		const start = Date.now();
		this.#stopAsking = deadline(this.#options.pingTimeout, () => {
			const left = this.#link.buffered;
			if (this.#heardAt > start) {
				this.#ask();
			}
			else if (left < buffered && buffered > PING.length) {
				this.#expect(left);
			}
			else {
				this.#lost();
			}
		});
	}

	#answered() {
		this.#stopAsking?.();
		this.#stopAsking = null;
	}

}

class Queue {

	#options;
	#dropped;
	#items = [];
	#bytes = 0;

	constructor(options, dropped) {
		this.#options = options;
		this.#dropped = dropped;
	}

	get length() {
		return this.#items.length;
	}

	add(message, data) {
		const { maxMessages, maxBytes } = this.#options;
		const bytes = size(data);
		if (this.length >= maxMessages || this.#bytes + bytes > maxBytes) {
			this.#dropped(message, 'full');
			return false;
		}
		this.#bytes += bytes;
		this.#items.push({ message, data: (typeof data === 'string') ? data : new Blob([data]), bytes, addedAt: Date.now() });
		return true;
	}

	shift() {
		const item = this.#items.shift();
		this.#bytes -= item.bytes;
		return item;
	}

	untilExpiry() {
		return this.#options.maxAge - elapsed(this.#items[0].addedAt);
	}

	drop(reason) {
		while (this.length && (reason === 'closed' || this.untilExpiry() <= 0)) {
			this.#dropped(this.shift().message, reason);
		}
	}

}

class Listeners {

	#typeField;
	#byType = new Map();

	constructor({ typeField }) {
		this.#typeField = typeField;
	}

	add(type, listener) {
		const listeners = this.#of(type).add(listener);
		this.#byType.set(type, listeners);
		return () => listeners.delete(listener);
	}

	hasTypes() {
		return [...this.#byType].some(([type, { size }]) => size && type !== '*' && type !== 'binary');
	}

	deliver(message, data) {
		const type = message?.[this.#typeField];
		const isKnown = type !== 'binary' && this.#of(type).size;
		for (const listener of [...this.#of(isBinary(message) ? 'binary' : isKnown ? type : '*')]) {
			run(() => listener(message, data));
		}
	}

	#of(type) {
		return this.#byType.get(type) ?? new Set();
	}

}

/** 0 if a script cannot ask, 503 if nobody answers. */
async function statusOf(target, token, signal) {
	const url = target && new URL(target.replace('ws', 'http'));
	if (!url || url.origin !== globalThis.location?.origin) {
		return 0;
	}
	// Spring Security does not save such requests
	const headers = { 'X-Requested-With': 'XMLHttpRequest', ...(token && { Authorization: `Bearer ${token}` }) };
	try {
		const { type, status } = await fetch(url, { redirect: 'manual', cache: 'no-store', headers, signal });
		return (type === 'opaqueredirect') ? 302 : status;
	}
	catch {
		return 503;
	}
}

function resolved(url) {
	const target = new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href);
	target.protocol = target.protocol.replace('http', 'ws');
	if (!/^wss?:$/.test(target.protocol) || target.username || target.password) {
		throw new TypeError('url must be ws, wss, http or https, without user');
	}
	target.hash = '';
	return target.href;
}

function checked(name) {
	if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
		throw new TypeError('Illegal sub-protocol or token');
	}
	return name;
}

function retryAfter(code, reason) {
	return 1_000 * Number(/^101[23] .*\bretry-after=(\d{1,5})\b/s.exec(`${code} ${reason}`)?.[1] ?? 0);
}

function withDefaults(defaults, options) {
	const result = { ...defaults };
	for (const name in options) {
		const type = typeof defaults[name];
		const value = result[name] = options[name] ?? defaults[name];
		if (typeof value !== type && name !== 'protocols') {
			throw new TypeError(`Option ${name} must be of type ${type}`);
		}
		if (type === 'number' && !(value >= 0)) {
			throw new RangeError(`Option ${name} must not be negative`);
		}
	}
	return result;
}

function isBinary(message) {
	return ArrayBuffer.isView(message) || /^(Blob|File|ArrayBuffer)$/.test(message?.[Symbol.toStringTag]);
}

function encoded(message) {
	if (typeof message === 'string' || isBinary(message)) {
		return message;
	}
	const json = JSON.stringify(message);
	if (json === undefined) {
		throw new TypeError('No JSON');
	}
	return json;
}

function size(data) {
	return new Blob([data]).size;
}

function isReserved(message, field = 'type') {
	return /^ws\./.test(message?.[field]);
}

function isHidden() {
	return globalThis.document?.hidden;
}

function run(task) {
	try {
		return task();
	}
	catch (error) {
		(globalThis.reportError ?? console.error)(error);
		}
}

/** Clocks are set back, too. */
function elapsed(since) {
	return Math.abs(Date.now() - since);
}

/** Returns what cancels it. */
function later(delay, task) {
	const timer = setTimeout(task, Math.min(delay, 2 ** 31 - 1));
	return () => clearTimeout(timer);
}

/** Again if it slept. */
function deadline(delay, task) {
	const start = Date.now();
	let stop = later(delay, () => {
		if (elapsed(start) > delay + LATE) {
			stop = later(delay, task);
		}
		else {
			task();
		}
	});
	return () => stop();
}
