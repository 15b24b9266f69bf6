// A WebSocket connection that comes back by itself. ws-client.d.ts documents it.
// Apache License 2.0, https://www.apache.org/licenses/LICENSE-2.0

const PROTOCOL = 'ws.v1';
const PING = '{"type":"ws.ping"}';

// Said on purpose by the server: to come back would ignore it
const FINAL_CODES = new Set([1000, 1003, 1008, 1010, 4403, 4409]);
const LOST = 1006;
const UNAUTHORIZED = 4401;
const FORBIDDEN = 4403;

const MIN_DELAY = 50;
const MAX_TIMER = 2 ** 31 - 1;
const MAX_RETRY_AFTER = 86_400;
const MAX_FAILURES = 3;
const TOKEN_TIMEOUT = 30_000;
const PROBE_TIMEOUT = 10_000;
const ROOM_POLL = 100;

const OPTIONS = {
	protocols: [],
	tokenProtocol: 'bearer',
	typeField: 'type',
	extensions: [],
	silence: 30_000,
	pingTimeout: 5_000,
	connectTimeout: 10_000,
	delay: 500,
	maxDelay: 30_000,
	stableAfter: 5_000,
	maxBuffered: 1_048_576,
};

const QUEUE_OPTIONS = { maxMessages: 100, maxBytes: 65_536, maxAge: 30_000 };

/** Connect, and connect again whenever the connection is lost. */
export function connect(url, options) {
	return new Connection(url, options ?? {});
}

/** The life of a connection: its state, and what follows from what the other parts tell. */
class Connection extends EventTarget {

	#state = 'connecting';
	#retryAt = null;
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
	#stopWaiting = nothing;
	#stopTending = nothing;

	constructor(url, { token, queue, ...options }) {
		super();
		if (token && typeof token !== 'function') {
			throw new TypeError('token must be a function, which each attempt calls');
		}
		this.#url = (typeof url === 'function') ? url : resolved(url);
		this.#options = { ...withDefaults(OPTIONS, options), token };
		this.#listeners = new Listeners(this.#options.typeField);
		this.#subProtocols = new SubProtocols(this.#options);
		this.#backOff = new BackOff(this.#options);
		this.#queue = new Queue(withDefaults(QUEUE_OPTIONS, queue ?? {}),
			(message, reason) => this.#tell('dropped', { message, reason }));
		this.#liveness = new Liveness(this.#options, () => this.#lost('no answer'));
		this.#watchPage();
		// Listeners that the caller adds next hear of the first attempt, too
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
		if (isReserved(message)) {
			throw new TypeError(`Types that begin with "ws." are reserved: ${message.type}`);
		}
		const data = encoded(message);
		if (this.#state === 'closed') {
			return 'rejected';
		}
		this.#tendQueue();
		if (this.#hasRoom() && !(queue && this.#queue.length)) {
			return this.#transmit(message, data) ? 'sent' : 'queued';
		}
		const isQueued = queue && this.#queue.add(message, data);
		this.#tendQueue();
		return isQueued ? 'queued' : 'rejected';
	}

	retryNow() {
		this.#backOff.reset();
		this.#hurry();
	}

	close(code = 1000, reason = '') {
		if ((code !== 1000 && !(code >= 3000 && code <= 4999)) || size(reason) > 123) {
			throw new RangeError('The code must be 1000 or 3000 to 4999, and the reason at most 123 bytes');
		}
		this.#finish({ code, reason }, code, reason);
	}

	#attempt() {
		this.#stopWaiting();
		this.#retryAt = null;
		const link = this.#link = new Link({
			opened: (selected) => this.#opened(selected),
			received: (data) => this.#received(data),
			ended: (ending) => this.#ended(ending),
		});
		this.#change('connecting');
		link.open(() => this.#prepare(), this.#options.connectTimeout);
	}

	async #prepare() {
		const { token, tokenProtocol } = this.#options;
		this.#token = '';
		this.#target = (typeof this.#url === 'function') ? resolved(await this.#url()) : this.#url;
		this.#token = checked(await token?.());
		const protocols = this.#subProtocols.offer(this.#backOff.failures);
		return [this.#target, this.#token ? [...protocols, tokenProtocol, this.#token] : protocols];
	}

	#opened(selected) {
		const link = this.#link;
		const { own, ours } = this.#subProtocols.agree(selected);
		this.#protocol = own;
		this.#backOff.opened();
		this.#probe?.abort();
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
		this.#liveness.heard();
		const text = (typeof data === 'string') ? data : undefined;
		const parsed = (text !== undefined) ? parse(text) : data;
		const message = this.#extend('received', parsed ?? text, data);
		if (message === undefined || (this.#liveness.isActive && isReserved(message))) {
			return;
		}
		if (parsed === undefined && this.#listeners.hasTypes()) {
			this.#tell('unreadable', { text });
		}
		else {
			this.#listeners.deliver(message, text);
		}
	}

	#ended(ending) {
		const wasOpen = this.#detach();
		const delay = this.#backOff.after(ending, wasOpen);
		if (delay === null) {
			this.#finish(ending);
			return;
		}
		this.#wait(delay, ending);
		if (!wasOpen && this.#backOff.isDoubtful) {
			this.#ask(ending);
		}
	}

	/** Do not wait for the closing handshake: the peer of a dead connection never ends it. */
	#lost(reason) {
		this.#ended({ code: LOST, reason });
	}

	#wait(delay, ending) {
		const retryAt = this.#retryAt = Date.now() + delay;
		this.#stopWaiting = later(isHidden() ? 3 * delay : delay, () => this.#attempt());
		this.#tendQueue();
		this.#change('waiting', { ...ending, retryAt });
	}

	/** Scripts are not told why a handshake fails: ask by HTTP. */
	async #ask({ error, ...ending }) {
		this.#probe?.abort();
		const probe = this.#probe = new AbortController();
		const status = await statusOf(this.#target, this.#token, probe);
		if (error) {
			if (this.#backOff.isHopeless && status < 500) {
				this.#finish({ ...ending, error });
			}
		}
		else if (status === 302) {
			this.#finish({ code: UNAUTHORIZED, reason: 'login' });
		}
		else if (status === 403) {
			this.#finish({ code: FORBIDDEN, reason: 'forbidden' });
		}
		else if (status === 401 && this.#backOff.refused() === null) {
			this.#finish({ code: UNAUTHORIZED, reason: 'unauthorized' });
		}
	}

	#finish(ending, code, reason) {
		if (this.#state !== 'closed') {
			this.#detach(code, reason);
			this.#page.abort();
			this.#probe?.abort();
			this.#retryAt = null;
			this.#change('closed', ending);
			this.#queue.clear('closed');
			this.#resolve(ending);
		}
	}

	#detach(code, reason) {
		const wasOpen = this.#state === 'open';
		this.#isGreeted = false;
		this.#stopWaiting();
		this.#stopTending();
		this.#liveness.stop();
		this.#link?.detach(code, reason);
		this.#link = null;
		if (wasOpen) {
			this.#extend('lost');
			this.#extensions = [];
		}
		return wasOpen;
	}

	#watchPage() {
		const { signal } = this.#page;
		const watch = (target, types, listener) => types.forEach((type) => target?.addEventListener?.(type, listener, { signal }));
		watch(globalThis, ['online', 'pageshow'], () => this.#hurry());
		watch(globalThis, ['offline'], () => this.#liveness.doubt());
		// An open socket keeps a page out of the back/forward cache, or is cut there
		watch(globalThis, ['pagehide'], () => this.#state === 'open' && this.#lost('page hidden'));
		watch(globalThis.document, ['visibilitychange', 'resume'], () => isHidden() || this.#seen());
	}

	#hurry() {
		if (this.#state === 'waiting') {
			this.#attempt();
		}
		this.#liveness.doubt();
	}

	/** The wait of a hidden tab was longer: what is left of an ordinary one counts now. */
	#seen() {
		if (this.#state === 'waiting') {
			const left = this.#retryAt - Date.now();
			this.#stopWaiting();
			if (left <= 0) {
				this.#attempt();
			}
			else {
				this.#stopWaiting = later(left, () => this.#attempt());
			}
		}
		this.#liveness.doubt();
	}

	#hasRoom() {
		return this.#state === 'open' && this.#link.isOpen && this.#link.buffered <= this.#options.maxBuffered;
	}

	#tendQueue() {
		this.#stopTending();
		this.#queue.expire();
		while (this.#isGreeted && this.#queue.length && this.#hasRoom()) {
			const { message, data } = this.#queue.shift();
			// As it was when it was queued
			this.#transmit((typeof data === 'string' && data !== message) ? JSON.parse(data) : data, data);
		}
		if (this.#queue.length) {
			const pause = this.#isGreeted ? ROOM_POLL : this.#queue.untilExpiry();
			this.#stopTending = later(pause, () => this.#tendQueue());
		}
	}

	#transmit(message, data) {
		const changed = this.#extend('sending', message, data);
		return changed !== undefined && this.#link.send((changed === message) ? data : encoded(changed));
	}

	/** Lets each extension see a message, change it, or keep it: then the result is undefined. */
	#extend(hook, value, data) {
		for (const extension of this.#extensions) {
			const result = run(() => extension[hook]?.(value, data));
			if (result === null) {
				return undefined;
			}
			value = result ?? value;
		}
		return value;
	}

	/** What a listener changes is told after what it hears of, to all. */
	#change(state, detail) {
		this.#state = state;
		this.#untold.push({ state, ...detail });
		if (this.#untold.length === 1) {
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

/** One attempt and the socket that comes of it. Its listener hears of one end, and of nothing after detach(). */
class Link {

	#listener;
	#socket = null;
	#stop = nothing;

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
		this.#within(TOKEN_TIMEOUT);
		try {
			const parameters = await prepare();
			if (this.#listener) {
				this.#within(timeout);
				this.#attach(new WebSocket(...parameters));
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
		this.#stop();
		this.#listener = null;
		if (this.#socket) {
			this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
			this.#socket.close(code, reason);
		}
	}

	#within(timeout) {
		this.#stop();
		this.#stop = deadline(timeout, () => this.#end({ code: LOST, reason: 'timeout' }));
	}

	#attach(socket) {
		this.#socket = socket;
		socket.binaryType = 'arraybuffer';
		socket.onopen = () => {
			this.#stop();
			this.#listener?.opened(socket.protocol);
		};
		socket.onmessage = ({ data }) => this.#listener?.received(data);
		socket.onclose = ({ code, reason }) => this.#end({ code, reason });
	}

	#end(ending) {
		const listener = this.#listener;
		this.detach();
		listener?.ended(ending);
	}

}

/** What is offered, and what is read from the answer. A server that does not know ours may refuse what offers them. */
class SubProtocols {

	#own;
	#ours;
	#offersOurs = true;
	// Each attempt of that number goes without ours
	#period = 2;
	#plainSuccesses = 0;

	constructor({ protocols, extensions }) {
		this.#own = [protocols].flat();
		this.#ours = [...new Set([...extensions.map(({ subProtocol }) => subProtocol ?? PROTOCOL), PROTOCOL])];
	}

	offer(failures) {
		this.#offersOurs = failures % this.#period < this.#period - 1;
		const ours = this.#offersOurs ? this.#ours : [];
		return this.#own.length ? [...ours.flatMap((name) => this.#own.map((own) => `${own}+${name}`)), ...this.#own] : ours;
	}

	agree(selected) {
		const ours = this.#ours.find((name) => selected === name || selected.endsWith(`+${name}`));
		if (ours) {
			this.#period = 4;
		}
		else if (!this.#offersOurs && ++this.#plainSuccesses > 1) {
			this.#period = 1;
		}
		return { ours, own: ours ? selected.slice(0, -ours.length).replace(/\+$/, '') : selected };
	}

}

/** When to come back, or that it is over. */
class BackOff {

	#options;
	#attempts = 0;
	#openedAt = 0;
	#isRefused = false;
	#errors = 0;
	failures = 0;

	constructor(options) {
		this.#options = options;
	}

	opened() {
		this.#openedAt = Date.now();
		this.#errors = this.failures = 0;
	}

	reset() {
		this.#attempts = 0;
		this.#isRefused = false;
	}

	/** The delay of the next attempt, or null if there is none. */
	after({ code, reason, error }, wasOpen) {
		const { delay, maxDelay, stableAfter } = this.#options;
		if (wasOpen && Date.now() - this.#openedAt >= stableAfter) {
			this.reset();
		}
		this.#errors = error ? this.#errors + 1 : 0;
		if (!wasOpen && globalThis.navigator?.onLine !== false) {
			this.failures++;
		}
		if (FINAL_CODES.has(code)) {
			return null;
		}
		if (code === UNAUTHORIZED) {
			return this.refused();
		}
		const jitter = Math.random() * Math.min(maxDelay, delay * 2 ** this.#attempts++);
		return Math.max(MIN_DELAY, retryAfter(code, reason) + jitter);
	}

	/** Credentials are refused: other ones get one attempt. */
	refused() {
		const wasRefused = this.#isRefused;
		this.#isRefused = true;
		return wasRefused ? null : MIN_DELAY + Math.random() * this.#options.delay;
	}

	get isDoubtful() {
		return this.#isRefused || this.isHopeless || (this.failures > 0 && this.failures % MAX_FAILURES === 0);
	}

	/** The application cannot say where to connect, or as whom. */
	get isHopeless() {
		return this.#errors >= MAX_FAILURES;
	}

}

/** Asks for a sign of life where there is a reason to doubt. The server's own pings are invisible to scripts. */
class Liveness {

	#options;
	#lost;
	#link = null;
	#heardAt = 0;
	#stopTicking = nothing;
	#stopAsking = null;

	constructor(options, lost) {
		this.#options = options;
		this.#lost = lost;
	}

	get isActive() {
		return this.#link !== null;
	}

	start(link) {
		this.#link = link;
		this.heard();
		if (this.#options.silence > 0) {
			this.#tick(this.#options.silence / 3);
		}
	}

	stop() {
		this.heard();
		this.#stopTicking();
		this.#link = null;
	}

	heard() {
		this.#heardAt = Date.now();
		this.#stopAsking?.();
		this.#stopAsking = null;
	}

	doubt() {
		if (this.#link && !this.#stopAsking) {
			this.#link.send(PING);
			this.#expectAnswer(this.#link.buffered);
		}
	}

	#tick(period) {
		const start = Date.now();
		this.#stopTicking = later(period, () => {
			const time = Date.now();
			if (time - start > 2 * period || time - this.#heardAt >= this.#options.silence) {
				this.doubt();
			}
			this.#tick(period);
		});
	}

	#expectAnswer(buffered) {
		this.#stopAsking = deadline(this.#options.pingTimeout, () => {
			const left = this.#link.buffered;
			// What has left meanwhile was before the ping
			if (left < buffered && (left || buffered > 2 * PING.length)) {
				this.#expectAnswer(left);
			}
			else {
				this.#lost();
			}
		});
	}

}

/** Messages that wait for a connection. */
class Queue {

	#options;
	#drop;
	#items = [];
	#bytes = 0;

	constructor(options, drop) {
		this.#options = options;
		this.#drop = drop;
	}

	get length() {
		return this.#items.length;
	}

	add(message, data) {
		const { maxMessages, maxBytes, maxAge } = this.#options;
		const bytes = size(data);
		if (this.length >= maxMessages || this.#bytes + bytes > maxBytes) {
			this.#drop(message, 'full');
			return false;
		}
		this.#bytes += bytes;
		this.#items.push({ message, data: copied(data), bytes, expiresAt: Date.now() + maxAge });
		return true;
	}

	shift() {
		const item = this.#items.shift();
		this.#bytes -= item.bytes;
		return item;
	}

	expire() {
		while (this.length && this.untilExpiry() <= 0) {
			this.#drop(this.shift().message, 'expired');
		}
	}

	untilExpiry() {
		return this.#items[0].expiresAt - Date.now();
	}

	clear(reason) {
		while (this.length) {
			this.#drop(this.shift().message, reason);
		}
	}

}

/** The listeners of messages, by type. */
class Listeners {

	#typeField;
	#byType = new Map();

	constructor(typeField) {
		this.#typeField = typeField;
	}

	add(type, listener) {
		if (typeof listener !== 'function') {
			throw new TypeError('The listener must be a function');
		}
		const entry = { listener };
		this.#byType.set(type, [...this.#of(type), entry]);
		return () => {
			const others = this.#of(type).filter((other) => other !== entry);
			if (others.length) {
				this.#byType.set(type, others);
			}
			else {
				this.#byType.delete(type);
			}
		};
	}

	hasTypes() {
		return [...this.#byType.keys()].some((type) => type !== '*' && type !== 'binary');
	}

	deliver(message, text) {
		const type = message?.[this.#typeField];
		const known = (text === undefined) ? 'binary' : (type !== 'binary' && this.#byType.has(type)) ? type : '*';
		for (const { listener } of this.#of(known)) {
			run(() => listener(message, text));
		}
	}

	#of(type) {
		return this.#byType.get(type) ?? [];
	}

}

/** The status with which the URL of a handshake answers HTTP: 0 if a script cannot ask, 503 if nobody answers. */
async function statusOf(target, token, probe) {
	const url = target && new URL(target.replace('ws', 'http'));
	if (!url || url.origin !== globalThis.location?.origin) {
		return 0;
	}
	// Spring Security neither challenges such a request nor remembers it for after the login
	const headers = { 'X-Requested-With': 'XMLHttpRequest' };
	if (token) {
		headers.Authorization = `Bearer ${token}`;
	}
	const stop = later(PROBE_TIMEOUT, () => probe.abort());
	try {
		const { type, status } = await fetch(url, { redirect: 'manual', cache: 'no-store', headers, signal: probe.signal });
		return (type === 'opaqueredirect') ? 302 : status;
	}
	catch {
		return 503;
	}
	finally {
		stop();
		probe.abort();
	}
}

function resolved(url) {
	const target = new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href);
	target.protocol = target.protocol.replace(/^http/, 'ws');
	if (!/^wss?:$/.test(target.protocol) || target.username || target.password) {
		throw new TypeError('The URL must be of ws, wss, http or https, without a user');
	}
	target.hash = '';
	return target.href;
}

function checked(token) {
	if (token && !/^[\w!#$%&'*+.^`|~-]+$/.test(token)) {
		throw new TypeError('The token has characters that no sub-protocol can have');
	}
	return token ?? '';
}

/** How long a server that goes away asks to be left alone, in milliseconds. */
function retryAfter(code, reason) {
	const [, seconds] = (code === 1012 || code === 1013) && /\bretry-after=(\d{1,9})\b/.exec(reason) || [];
	return 1_000 * Math.min(seconds ?? 0, MAX_RETRY_AFTER);
}

function withDefaults(defaults, options) {
	return Object.fromEntries(Object.entries(defaults).map(([name, value]) => {
		const option = options[name] ?? value;
		if (typeof value === 'number' && !(option >= 0)) {
			throw new RangeError(`${name} must be a number, at least 0`);
		}
		return [name, option];
	}));
}

function parse(text) {
	try {
		return JSON.parse(text);
	}
	catch {
		return undefined;
	}
}

function encoded(message) {
	if (typeof message === 'string' || message instanceof ArrayBuffer || ArrayBuffer.isView(message) || message instanceof Blob) {
		return message;
	}
	const json = JSON.stringify(message);
	if (json === undefined) {
		throw new TypeError('The message has no JSON');
	}
	return json;
}

function copied(data) {
	return (typeof data === 'string') ? data : new Blob([data]);
}

function size(data) {
	return new Blob([data]).size;
}

function isReserved(message) {
	const type = message?.type;
	return typeof type === 'string' && type.startsWith('ws.');
}

function isHidden() {
	return globalThis.document?.hidden ?? false;
}

/** An exception of the application's code is reported, and nothing else suffers. */
function run(task) {
	try {
		return task();
	}
	catch (error) {
		(globalThis.reportError ?? console.error)(error);
		return undefined;
	}
}

function nothing() {
	// For what is not under way
}

/** Returns what cancels it. */
function later(delay, task) {
	const timer = setTimeout(task, Math.min(delay, MAX_TIMER));
	return () => clearTimeout(timer);
}

/** As later(), but a timer that fires late has slept with the page, and what it waits for may have, too: wait once more. */
function deadline(delay, task) {
	const start = Date.now();
	let stop = later(delay, () => {
		if (Date.now() - start > 2 * delay) {
			stop = later(delay, task);
		}
		else {
			task();
		}
	});
	return () => stop();
}
