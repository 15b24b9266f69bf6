// Questions in both directions, on top of ws-client.js: see ws-ask.d.ts. Apache-2.0

import { connect as connectOnly } from './ws-client.js';

export * from './ws-client.js';

const VALUE = 'value';
const ERROR = 'error';

const MAX_TIMER = 2 ** 31 - 1;

const OPTIONS = { typeField: 'type', askField: 'ask', replyField: 're', askTimeout: 5_000 };

export class AskError extends Error {

	name = 'AskError';

	constructor(reason, content) {
		super(`The question was not answered: ${reason}`);
		this.reason = reason;
		this.content = content;
	}

}

/**
 * Connects, and again whenever the connection is lost. Both sides may ask.
 * @param {any} url URL, or a function that returns it
 * @param {any} options
 */
export function connect(url, options = {}) {
	const { askField, replyField, askTimeout, ...others } = options;
	const asks = new Asks({ ...OPTIONS, ...options });
	// Behind the others, so that these see and change questions and answers, too
	const connection = connectOnly(url, { ...others, extensions: [...(others.extensions ?? []), asks] });
	return asks.extend(connection);
}

/** Extension of one connection. */
class Asks {

	#options;
	#connection;
	#handlers = new Map();
	#listeners = new Map();
	#pending = new Map();
	#last = 0;
	#isOpen = {};

	constructor(options) {
		this.#options = options;
	}

	extend(connection) {
		const on = connection.on.bind(connection);
		this.#connection = connection;
		return Object.assign(connection, {
			on: (type, listener) => this.#on(type, on(type, listener)),
			ask: (question, options) => this.#ask(question, options),
			onAsk: (type, handler) => this.#onAsk(type, handler),
		});
	}

	opened() {
		this.#isOpen = {};
	}

	received(message) {
		const { typeField, askField, replyField } = this.#options;
		const number = message?.[replyField];
		const id = message?.[askField];
		const type = message?.[typeField];
		if (Number.isInteger(number) && number > 0 && number <= this.#last) {
			this.#settle(number, message);
			return null;
		}
		if ((typeof id === 'string' || Number.isInteger(id)) && (this.#handlers.has(type) || !this.#isListenedTo(type))) {
			this.#answer(id, message, this.#handlers.get(type)).catch(report);
			return null;
		}
		return undefined;
	}

	lost() {
		this.#isOpen = {};
		for (const number of [...this.#pending.keys()]) {
			this.#take(number)?.reject(new AskError('lost'));
		}
	}

	/** Remembers which types have listeners: who listens may answer. */
	#on(type, remove) {
		const token = {};
		const tokens = this.#listeners.get(type) ?? new Set();
		this.#listeners.set(type, tokens.add(token));
		return () => {
			tokens.delete(token);
			remove();
		};
	}

	#isListenedTo(type) {
		return [type, '*'].some((name) => this.#listeners.get(name)?.size);
	}

	#onAsk(type, handler) {
		this.#handlers.set(type, handler);
		return () => this.#handlers.get(type) === handler && this.#handlers.delete(type);
	}

	async #ask(question, { timeout = this.#options.askTimeout } = {}) {
		const { askField, replyField } = this.#options;
		if (!isObject(question) || askField in question || replyField in question) {
			throw new TypeError(`A question must be an object without the fields "${askField}" and "${replyField}"`);
		}
		const number = ++this.#last;
		if (this.#connection.send({ ...question, [askField]: number }) !== 'sent') {
			throw new AskError('not sent');
		}
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => this.#take(number)?.reject(new AskError('timeout')), Math.min(timeout, MAX_TIMER));
			this.#pending.set(number, { resolve, reject, timer });
		});
	}

	/** An answer that is late, or the second one, is ignored. An error that is null is none beside an answer. */
	#settle(number, { [this.#options.replyField]: _, [ERROR]: error, ...answer }) {
		const pending = this.#take(number);
		const names = Object.keys(answer);
		if (error !== undefined && (error !== null || !names.length)) {
			pending?.reject(new AskError('failed', error));
		}
		else {
			pending?.resolve((names.length > 1 || (names.length && names[0] !== VALUE)) ? answer : answer[VALUE]);
		}
	}

	#take(number) {
		const pending = this.#pending.get(number);
		this.#pending.delete(number);
		clearTimeout(pending?.timer);
		return pending;
	}

	async #answer(id, question, handler) {
		const { replyField } = this.#options;
		const open = this.#isOpen;
		const fields = await outcome(question, handler, replyField);
		// Only the connection that has asked
		if (open === this.#isOpen) {
			this.#connection.send({ [replyField]: id, ...fields });
		}
	}

}

/** The fields of an answer. Without a handler the other side need not wait. */
async function outcome(question, handler, replyField) {
	try {
		const result = handler ? await handler(question) : await Promise.reject(null);
		const value = JSON.parse(JSON.stringify(result) ?? 'null');
		if (isObject(value) && (ERROR in value || replyField in value)) {
			throw new TypeError(`An answer must be without the fields "${ERROR}" and "${replyField}"`);
		}
		return isObject(value) ? value : (value === null) ? {} : { [VALUE]: value };
	}
	catch (error) {
		if (!(error instanceof Error)) {
			return { [ERROR]: error ?? null };
		}
		// Its text is not meant for the other side
		report(error);
		return { [ERROR]: null };
	}
}

function isObject(value) {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function report(error) {
	(globalThis.reportError ?? console.error)(error);
}
